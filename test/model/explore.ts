/** Lets the parts of a program run one at a time, each up to its next step, in an order given from outside. */
export class Scheduler {
  /** For each part that waits, what lets it go on. */
  readonly #waiting = new Map<number, () => void>();
  #changed: (() => void) | undefined;
  #unfinished = 0;

  /** Before each step a part waits here until it is its turn. */
  step(part: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(part, resolve);
      this.#changed?.();
    });
  }

  /**
   * Runs the parts to their ends.
   *
   * @param choose which of the waiting parts goes on, by its place among them in ascending order
   * @param afterStep runs when a part has ended its step and waits again, or has ended
   */
  async run(parts: (() => Promise<void>)[], choose: (count: number) => number, afterStep: () => Promise<void>): Promise<void> {
    this.#unfinished = parts.length;
    const ends = parts.map(async (part) => {
      await part();
      this.#unfinished--;
      this.#changed?.();
    });
    await this.#untilAllWait();
    while (this.#waiting.size > 0) {
      const waiting = [...this.#waiting.keys()].sort((a, b) => a - b);
      const chosen = waiting[choose(waiting.length)]!;
      const goOn = this.#waiting.get(chosen)!;
      this.#waiting.delete(chosen);
      goOn();
      await this.#untilAllWait();
      await afterStep();
    }
    await Promise.all(ends);
  }

  async #untilAllWait(): Promise<void> {
    while (this.#waiting.size < this.#unfinished) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

/**
 * Runs a program once for every way in which its choices can fall, and gives the number of ways.
 *
 * @param run runs the program from its beginning; it must do the same whenever its choices are the same
 */
export async function forEveryOrder(run: (choose: (count: number) => number) => Promise<void>): Promise<number> {
  let orders = 0;
  let next: number[] | null = [];
  while (next) {
    const plan: readonly number[] = next;
    const made: { choice: number; count: number }[] = [];
    await run((count) => {
      const choice = plan[made.length] ?? 0;
      made.push({ choice, count });
      return choice;
    });
    orders++;
    // The last choice that had another after it is made differently; what follows it begins anew.
    const last = made.findLastIndex(({ choice, count }) => choice + 1 < count);
    next = last === -1 ? null : [...made.slice(0, last).map(({ choice }) => choice), made[last]!.choice + 1];
  }
  return orders;
}
