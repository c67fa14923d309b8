export interface Counter {
  /** Stands for an object and counts the calls of these methods; a call with a list of statements counts as many. */
  watch<Target extends object>(target: Target, methods: readonly string[]): Target;
  statements(): number;
}

/** Counts what goes through a driver; with `logged: false` it leaves the driver as it is, and counts nothing. */
export function createCounter(logged: boolean): Counter {
  let count = 0;

  function watch<Target extends object>(target: Target, methods: readonly string[]): Target {
    if (!logged) return target;
    return new Proxy(target, {
      get(object, name) {
        const value: unknown = Reflect.get(object, name, object);
        if (typeof value !== 'function') return value;
        return (...values: unknown[]) => {
          if (methods.includes(String(name))) count += Array.isArray(values[0]) ? values[0].length : 1;
          return Reflect.apply(value, object, values) as unknown;
        };
      },
    });
  }

  return { watch, statements: () => count };
}
