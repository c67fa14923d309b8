/** The next step, at once if the value is here already: a promise would make every request wait for a turn of its own. */
export function andThen<T, Next>(value: T | Promise<T>, next: (value: T) => Next): Next | Promise<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
