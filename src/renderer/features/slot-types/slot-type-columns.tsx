/** The columns of the slot types. Counts that the EHR does not tell have none: an absent column is honest, a nought is not. */
import { Checkbox, Switch } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { SlotTypeRow } from '#shared/contract/rows.ts';
import type { EhrSight } from '#shared/domain/ehr.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { dayOf, formatDay } from '#shared/domain/time.ts';
import { formatAge, formatSince } from '#shared/domain/time-words.ts';
import { useMinute, useNow } from '../../state/now.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Badge } from '../../ui/state-badge.tsx';
import styles from './slot-types.module.css';

interface ColumnsInput {
  readonly shown: readonly SlotTypeRow[];
  readonly sees: EhrSight | undefined;
  readonly picked: ReadonlySet<SlotTypeId>;
  readonly onPick: (picked: ReadonlySet<SlotTypeId>) => void;
  readonly onSwitch: (type: SlotTypeRow) => void;
}

export function useColumns({
  shown,
  sees,
  picked,
  onPick,
  onSwitch,
}: ColumnsInput): readonly Column<SlotTypeRow>[] {
  const now = useMinute();
  const count = (
    key: 'sessions' | 'open' | 'booked' | 'blocked' | 'embargoed',
    label: string,
    width: number,
  ): Column<SlotTypeRow> => ({
    key,
    label,
    width,
    isNumber: true,
    sortBy: (row) => row[key],
    cell: (row) => <Count of={row[key]} />,
  });
  const isAllPicked = shown.length > 0 && shown.every((type) => picked.has(type.id));
  return [
    {
      key: 'pick',
      width: 52,
      label: (
        <Checkbox
          aria-label="Choose all"
          checked={isAllPicked}
          indeterminate={!isAllPicked && shown.some((type) => picked.has(type.id))}
          onChange={() => onPick(isAllPicked ? new Set() : new Set(shown.map((type) => type.id)))}
        />
      ),
      cell: (row) => (
        <Checkbox
          aria-label={`Choose ${row.name}`}
          checked={picked.has(row.id)}
          onChange={() => {
            const next = new Set(picked);
            if (!next.delete(row.id)) next.add(row.id);
            onPick(next);
          }}
        />
      ),
    },
    {
      key: 'active',
      label: 'Active',
      width: 78,
      sortBy: (row) => Number(!row.isActive),
      cell: (row) => (
        <Switch
          aria-label={`${row.name}: ${row.isActive ? 'active' : 'not active'}`}
          checked={row.isActive}
          withThumbIndicator={false}
          onChange={() => onSwitch(row)}
        />
      ),
    },
    { key: 'name', label: 'Slot type', sortBy: (row) => row.name, cell: (row) => <NameCell type={row} /> },
    count('sessions', 'Sessions', 84),
    count('open', 'Open', 66),
    {
      key: 'offered',
      label: 'Offered',
      width: 82,
      isNumber: true,
      sortBy: (row) => row.offered,
      cell: (row) => (row.isActive ? <strong>{row.offered}</strong> : <Count of={0} />),
    },
    ...(sees?.bookedSlots === false ? [] : [count('booked', 'Booked', 76)]),
    ...(sees?.blockedSlots === false
      ? []
      : [count('blocked', 'Blocked', 78), count('embargoed', 'Embargoed', 96)]),
    {
      key: 'next',
      isTime: true,
      label: <span className={styles['next']}>Next offered</span>,
      width: 152,
      sortBy: (row) => row.nextOfferedAt,
      cell: (row) => (
        <span className={styles['next']}>
          {row.nextOfferedAt === undefined ? <None /> : formatSince(row.nextOfferedAt, now)}
        </span>
      ),
    },
    {
      key: 'read',
      isTime: true,
      label: 'Read',
      width: 112,
      sortBy: (row) => row.asOf,
      cell: (row) => <Freshness type={row} />,
    },
  ];
}

function NameCell({ type }: { readonly type: SlotTypeRow }) {
  return (
    <span className={styles['name']}>
      <span className={styles['nameText']} title={type.name}>
        {type.name}
      </span>
      {type.renamedTo !== undefined && type.renamedTo.length > 0 && (
        <Badge tone="you" icon={<IconHandStop size={14} aria-hidden />}>
          Renamed?
        </Badge>
      )}
      {type.vanishedAt !== undefined && (
        <Badge tone="late">Gone since {formatDay(dayOf(type.vanishedAt))}</Badge>
      )}
      {type.vanishedAt === undefined && type.isActive && type.bookableInEhr === false && (
        <Badge tone="late">Not bookable in the diary</Badge>
      )}
    </span>
  );
}

/** How old the oldest reading behind the row is. An inactive type’s slots are not read, only counted. */
function Freshness({ type }: { readonly type: SlotTypeRow }) {
  const now = useNow();
  const at = type.asOf ?? type.lastSeenAt;
  return <span className={styles['soft']}>{formatAge(now - at)} ago</span>;
}

const Count = ({ of }: { readonly of: number }) => (of === 0 ? <None /> : <>{of}</>);

function None() {
  return (
    <span className={styles['none']}>
      <span aria-hidden>–</span>
      <span className={styles['hidden']}>none</span>
    </span>
  );
}
