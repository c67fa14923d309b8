import { longestDelay } from '../session/arguments.js';

/** Stops what repeats. */
export interface RepeatSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Runs the task again and again, first after a wait. Each wait is between half and one and a half times
 * `every`, by chance, and begins when the task has ended.
 */
export function repeat(task: () => Promise<unknown>, every: number, signal: RepeatSignal | undefined): void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(): void {
    if (signal?.aborted) return;
    timer = setTimeout(run, Math.min(every * (0.5 + Math.random()), longestDelay));
    // Workers have no process to keep alive, and their timers no such function.
    (timer as { unref?: () => void }).unref?.();
  }

  function run(): void {
    // A failure was reported where it came up.
    void task()
      .catch(() => {})
      .then(schedule);
  }

  signal?.addEventListener('abort', () => clearTimeout(timer));
  schedule();
}
