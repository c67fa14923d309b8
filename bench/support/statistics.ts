/** The value below which the given part of the values lies; between two values, in proportion. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export interface Ratio {
  /** The median of the ratios of each round. */
  value: number;
  /** A 95 % interval of that median, by resampling rounds. */
  low: number;
  high: number;
}

const resamples = 2000;

/** How many times larger one series is than another that was measured in the same rounds. */
export function ratio(series: readonly number[], base: readonly number[]): Ratio {
  const ratios = series.map((value, round) => value / base[round]!);
  const random = generator();
  const medians = Array.from({ length: resamples }, () => median(ratios.map(() => ratios[Math.floor(random() * ratios.length)]!)));
  return { value: median(ratios), low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
}

/** The same sequence each time (a linear congruence), so that the same figures give the same interval. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Difference {
  /** Of the means of two series. */
  value: number;
  /** Its 95 % confidence interval (Welch). */
  low: number;
  high: number;
}

/** How much larger the mean of one series is than that of another that was measured beside it. */
export function differenceOfMeans(series: readonly number[], base: readonly number[]): Difference {
  const [a, b] = [momentsOf(series), momentsOf(base)];
  const value = a.mean - b.mean;
  // With thousands of values the t distribution is the normal one.
  const margin = 1.96 * Math.sqrt(a.variance / series.length + b.variance / base.length);
  return { value, low: value - margin, high: value + margin };
}

export function mean(values: readonly number[]): number {
  return momentsOf(values).mean;
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return { mean: average, variance: squares / (values.length - 1) };
}
