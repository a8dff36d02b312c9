/** Which rows of one slice are new, different or gone. Rows are small and flat, so text is a fair way to compare them. */
import type { SliceChange } from '#shared/contract/snapshot.ts';

type RowsById<Row> = Readonly<Record<string, Row>>;

/** What makes `after` out of any of `before`: windows that opened at different moments do not know the same rows. */
export function diffRows<Row extends { readonly id: string }>(
  before: readonly RowsById<Row>[],
  after: RowsById<Row>,
): SliceChange<Row> | undefined {
  const put = Object.values(after).filter((row) => {
    const text = JSON.stringify(row);
    return before.some((rows) => JSON.stringify(rows[row.id]) !== text);
  });
  const known = new Set(before.flatMap((rows) => Object.keys(rows)));
  const remove = [...known].filter((id) => !(id in after));
  return put.length + remove.length > 0 ? { put, remove } : undefined;
}

export const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): RowsById<Row> =>
  Object.fromEntries(rows.map((row) => [row.id, row]));
