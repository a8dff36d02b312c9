/**
 * What a bench says: one JSON line a figure on stdout, words on stderr. A ratio is the figure over its limit, both
 * measured in the same run where the limit is a measured thing: above 1 is missed. A figure without a limit is for reading.
 */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'rows' | 'times' | 'a second';
  /** In the figure's own unit. */
  readonly limit?: number;
}

const round = (value: number): number => Number(value.toPrecision(4));

/** Nothing written where nothing may be written is on the mark, not a division by nothing. */
const ratioTo = (value: number, limit: number): number =>
  limit === 0 ? (value === 0 ? 0 : Number.MAX_SAFE_INTEGER) : value / limit;

export function report({ name, value, unit, limit }: Figure): void {
  const ratio = limit === undefined ? null : round(ratioTo(value, limit));
  const line = {
    name,
    value: round(value),
    unit,
    limit: limit === undefined ? null : round(limit),
    ratio,
    ok: ratio === null || ratio <= 1,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export const say = (line: string): void => void process.stderr.write(`  ${line}\n`);

/** By nearest rank: a value that was really measured. `share` 0.95 is the 95th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('Nothing was measured.');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const inWords = (values: readonly number[], unit = 'ms'): string =>
  `${values.map((value) => value.toFixed(0)).join(', ')} ${unit}`;
