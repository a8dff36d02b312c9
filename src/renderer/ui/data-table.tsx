/**
 * A table of whole rows: sticky header, sorting that is remembered, 36 px rows of which only those in sight are drawn.
 * Rows keep their height, because the virtual list counts on it: a cell shortens its text rather than wrap.
 */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { recall, remember } from '../state/remembered.ts';
import styles from './data-table.module.css';
import {
  type SortValue,
  type Sorting,
  nextSorting,
  readSorting,
  sortRows,
  writeSorting,
} from './sort-rows.ts';

export interface Column<Row> {
  readonly key: string;
  readonly label: ReactNode;
  /** Pixels, or undefined to share what is left. */
  readonly width?: number;
  readonly isNumber?: boolean;
  /** Times and ages: digits stand beneath digits. */
  readonly isTime?: boolean;
  readonly sortBy?: (row: Row) => SortValue;
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** Names the table for screen readers, and the place where its sorting is kept. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly defaultSorting: Sorting;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly onOpen?: (row: Row) => void;
  readonly minWidth?: number;
  readonly whenEmpty: ReactNode;
}

const ROW_HEIGHT = 36;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { name, label, columns, rows, rowKey, defaultSorting, rowClass, onOpen, minWidth, whenEmpty } = props;
  const [sorting, setSorting] = useState(() =>
    readSorting(
      recall(`sort.${name}`),
      columns.map((column) => column.key),
      defaultSorting,
    ),
  );
  const sortBy = columns.find((column) => column.key === sorting.key)?.sortBy;
  const sorted = useMemo(() => sortRows(rows, sortBy, sorting.isDescending), [rows, sortBy, sorting]);

  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const inSight = virtual.getVirtualItems();
  const above = inSight[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0);

  const sort = (key: string) => {
    const next = nextSorting(sorting, key);
    setSorting(next);
    remember(`sort.${name}`, writeSorting(next));
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div ref={box} className={styles['box']} tabIndex={0} role="region" aria-label={label}>
      <table className={styles['table']} style={{ minWidth }} aria-rowcount={sorted.length}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sorting={sorting} onSort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {inSight.map(({ index }) => {
            const row = sorted[index];
            if (row === undefined) return null;
            return (
              <tr
                key={rowKey(row)}
                className={`${onOpen ? styles['opens'] : ''} ${rowClass?.(row) ?? ''}`}
                onClick={onOpen && (() => onOpen(row))}
              >
                {columns.map((column) => (
                  <td key={column.key} className={cellClass(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
      {sorted.length === 0 && whenEmpty}
    </div>
  );
}

function cellClass<Row>({ isNumber, isTime }: Column<Row>): string | undefined {
  if (isNumber) return styles['number'];
  return isTime ? styles['time'] : undefined;
}

function HeaderCell<Row>({
  column,
  sorting,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sorting: Sorting;
  readonly onSort: (key: string) => void;
}) {
  const className = column.isNumber ? styles['number'] : undefined;
  if (!column.sortBy)
    return (
      <th scope="col" className={className}>
        {column.label}
      </th>
    );
  const isSorted = sorting.key === column.key;
  const direction = sorting.isDescending ? 'descending' : 'ascending';
  const Arrow = sorting.isDescending ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" className={className} aria-sort={isSorted ? direction : 'none'}>
      <button type="button" className={styles['sort']} onClick={() => onSort(column.key)}>
        {column.label}
        <Arrow size={14} aria-hidden className={isSorted ? undefined : styles['unsorted']} />
      </button>
    </th>
  );
}
