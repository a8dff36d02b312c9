/** Which rows of one slice are new, different or gone. Rows are small and flat, so text is a fair way to compare them. */
import type { SliceChange } from '#shared/contract/snapshot.ts';

type RowsById<Row> = Readonly<Record<string, Row>>;

export function diffRows<Row extends { readonly id: string }>(
  before: RowsById<Row>,
  after: RowsById<Row>,
): SliceChange<Row> | undefined {
  const put = Object.values(after).filter((row) => {
    const old = before[row.id];
    return old === undefined || JSON.stringify(old) !== JSON.stringify(row);
  });
  const remove = Object.keys(before).filter((id) => !(id in after));
  return put.length + remove.length > 0 ? { put, remove } : undefined;
}

export const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): RowsById<Row> =>
  Object.fromEntries(rows.map((row) => [row.id, row]));
