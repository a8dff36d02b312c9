/** How a table is sorted, and how that choice is written down. Pure. */
export interface Sorting {
  readonly key: string;
  readonly isDescending: boolean;
}

export type SortValue = string | number | undefined;

/** Stable; text as people order it; what is not known comes last in both directions. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: ((row: Row) => SortValue) | undefined,
  isDescending: boolean,
): Row[] {
  if (!valueOf) return [...rows];
  const turn = isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const a = valueOf(one);
    const b = valueOf(other);
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    if (typeof a === 'number' && typeof b === 'number') return (a - b) * turn;
    return String(a).localeCompare(String(b), 'en-GB', { numeric: true, sensitivity: 'base' }) * turn;
  });
}

/** Asked of the same column again, the other way round. */
export const nextSorting = (current: Sorting, key: string): Sorting => ({
  key,
  isDescending: current.key === key ? !current.isDescending : false,
});

export const writeSorting = ({ key, isDescending }: Sorting): string =>
  `${key} ${isDescending ? 'down' : 'up'}`;

/** The fallback when the text is nothing, or names a column that is no longer there. */
export function readSorting(text: string | undefined, keys: readonly string[], fallback: Sorting): Sorting {
  const [key, direction] = text?.split(' ') ?? [];
  return key && keys.includes(key) ? { key, isDescending: direction === 'down' } : fallback;
}
