/** The recent readings, newest first: what was read, what had changed, and why one failed. */
import { IconCircleCheck, IconCircleX, IconList } from '@tabler/icons-react';
import type { ReadingRow } from '#shared/contract/rows.ts';
import { briefCauseOf } from '#shared/domain/failure-words.ts';
import { formatClockWithSeconds, formatDay } from '#shared/domain/time.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/page.tsx';
import { Badge } from '../../ui/state-badge.tsx';

const BAND_WORDS: Readonly<Record<ReadingRow['band'], string>> = {
  near: 'Today and tomorrow',
  soon: 'Two weeks',
  far: 'Further ahead',
  asked: 'Asked for',
};

const number = (
  key: 'sessions' | 'sessionsRead' | 'slotsRead' | 'slotsChanged',
  label: string,
  width: number,
): Column<ReadingRow> => ({
  key,
  label,
  width,
  isNumber: true,
  sortBy: (row) => row[key],
  cell: (row) => row[key],
});

export function ReadingsTable({
  readings,
  ehr,
}: {
  readonly readings: readonly ReadingRow[];
  readonly ehr: string;
}) {
  const columns: readonly Column<ReadingRow>[] = [
    {
      key: 'started',
      isTime: true,
      label: 'Began',
      width: 110,
      sortBy: (row) => row.startedAt,
      cell: (row) => formatClockWithSeconds(row.startedAt),
    },
    {
      key: 'band',
      label: 'Part',
      width: 148,
      sortBy: (row) => row.band,
      cell: (row) => BAND_WORDS[row.band],
    },
    {
      key: 'days',
      label: 'Days',
      width: 180,
      sortBy: (row) => row.from,
      cell: (row) =>
        row.from === row.to ? formatDay(row.from) : `${formatDay(row.from)} – ${formatDay(row.to)}`,
    },
    {
      key: 'duration',
      label: 'Took',
      width: 76,
      isNumber: true,
      sortBy: (row) => row.durationMs,
      cell: (row) => `${(row.durationMs / 1000).toFixed(1)} s`,
    },
    number('sessions', 'Sessions', 88),
    number('sessionsRead', 'Read in full', 100),
    number('slotsRead', 'Slots', 72),
    number('slotsChanged', 'Changed', 84),
    {
      key: 'outcome',
      label: 'Outcome',
      sortBy: (row) => row.failure?.kind ?? '',
      cell: (row) =>
        row.failure ? (
          <Badge tone="bad" icon={<IconCircleX size={14} aria-hidden />}>
            {briefCauseOf(row.failure, ehr)}
          </Badge>
        ) : (
          <Badge tone="ok" icon={<IconCircleCheck size={14} aria-hidden />}>
            Whole
          </Badge>
        ),
    },
  ];
  return (
    <DataTable
      name="readings"
      label="Recent readings"
      columns={columns}
      rows={readings}
      rowKey={(row) => row.id}
      defaultSorting={{ key: 'started', isDescending: true }}
      minWidth={1000}
      whenEmpty={
        <EmptyState icon={<IconList size={28} aria-hidden />} title="No reading yet">
          The first one is listed here as soon as it is done.
        </EmptyState>
      }
    />
  );
}
