/** Every slot type of the diary, and which of them patients can book. Switching one always shows first what that would do. */
import { Button, Checkbox, Group, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { IconSearch, IconTagOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { SlotTypeRow } from '#shared/contract/rows.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { dayOf, formatDay } from '#shared/domain/time.ts';
import { countOf, formatAge, formatSince } from '#shared/domain/time-words.ts';
import { go } from '../../state/go.ts';
import { useChoose, useIsReady, useSnapshot, useView } from '../../state/context.tsx';
import { useMinute, useNow } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { ehrOf, rowsOf } from '../../state/selectors.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState, Page } from '../../ui/page.tsx';
import { Badge } from '../../ui/state-badge.tsx';
import { matches } from '../frame/find-things.ts';
import styles from './slot-types.module.css';
import { type AskedSwitch, SwitchDrawer } from './switch-drawer.tsx';

export function SlotTypes({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const snapshot = useSnapshot();
  const isReady = useIsReady();
  const choose = useChoose();
  const filter = useView((state) => state.preferences.slotTypesFilter);
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState<ReadonlySet<SlotTypeId>>(new Set());
  const [askedHere, setAskedHere] = useState<AskedSwitch>();
  const ehr = ehrOf(snapshot);

  const all = useMemo(() => rowsOf(snapshot.slotTypes), [snapshot.slotTypes]);
  const shown = useMemo(
    () =>
      all.filter(
        (type) =>
          (filter === 'all' || type.isActive === (filter === 'active')) &&
          (typed.trim() === '' || matches(type.name, typed.trim())),
      ),
    [all, filter, typed],
  );
  const asked = askedHere ?? askedByLink(snapshot.slotTypes[query['activate'] ?? '']);
  const close = () => {
    setAskedHere(undefined);
    if (query['activate']) go(formatHash('slot-types'));
  };
  const pickedTypes = shown.filter((type) => picked.has(type.id));
  const columns = useColumns({
    shown,
    picked,
    highlighted: query['type'],
    onPick: setPicked,
    onSwitch: (type) => setAskedHere({ types: [type], isActive: !type.isActive }),
  });
  const activeCount = all.filter((type) => type.isActive).length;

  return (
    <Page
      screen="slot-types"
      title="Slot types"
      scroll="own"
      isReady={isReady}
      tools={
        <>
          <TextInput
            w={220}
            leftSection={<IconSearch size={14} aria-hidden />}
            placeholder="Find a slot type"
            aria-label="Find a slot type"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <SegmentedControl
            aria-label="Which slot types"
            value={filter}
            onChange={(value) =>
              choose({ slotTypesFilter: value === 'active' || value === 'inactive' ? value : 'all' })
            }
            data={[
              { value: 'all', label: `All ${all.length}` },
              { value: 'active', label: `Active ${activeCount}` },
              { value: 'inactive', label: `Not active ${all.length - activeCount}` },
            ]}
          />
          {pickedTypes.length > 0 && (
            <Group gap={8} ml="auto">
              <span className={styles['soft']}>{countOf(pickedTypes.length, 'type')} chosen</span>
              <Button
                variant="default"
                disabled={pickedTypes.every((type) => type.isActive)}
                onClick={() =>
                  setAskedHere({ types: pickedTypes.filter((type) => !type.isActive), isActive: true })
                }
              >
                Switch on
              </Button>
              <Button
                variant="default"
                disabled={pickedTypes.every((type) => !type.isActive)}
                onClick={() =>
                  setAskedHere({ types: pickedTypes.filter((type) => type.isActive), isActive: false })
                }
              >
                Switch off
              </Button>
            </Group>
          )}
        </>
      }
    >
      <DataTable
        name="slot-types"
        label={`Slot types in ${ehr}`}
        columns={columns}
        rows={shown}
        rowKey={(row) => row.id}
        rowClass={(row) => (row.id === query['type'] ? styles['highlighted'] : undefined)}
        defaultSorting={{ key: 'name', isDescending: false }}
        minWidth={1040}
        whenEmpty={
          <EmptyState
            icon={<IconTagOff size={28} aria-hidden />}
            title={all.length === 0 ? `No slot type read from ${ehr} yet` : 'No slot type matches'}
          >
            {all.length === 0
              ? 'They are listed as soon as the first reading is done. If this lasts, look at Connection.'
              : 'Clear the search or choose All to see the rest.'}
          </EmptyState>
        }
      />
      <SwitchDrawer
        asked={asked}
        onClose={close}
        onDone={() => {
          setPicked(new Set());
          close();
        }}
      />
    </Page>
  );
}

/** `#/slot-types?activate=…`: from “Why missing?”, straight to the preview. */
const askedByLink = (type: SlotTypeRow | undefined): AskedSwitch | undefined =>
  type && !type.isActive ? { types: [type], isActive: true } : undefined;

interface ColumnsInput {
  readonly shown: readonly SlotTypeRow[];
  readonly picked: ReadonlySet<SlotTypeId>;
  readonly highlighted: string | undefined;
  readonly onPick: (picked: ReadonlySet<SlotTypeId>) => void;
  readonly onSwitch: (type: SlotTypeRow) => void;
}

function useColumns({ shown, picked, onPick, onSwitch }: ColumnsInput): readonly Column<SlotTypeRow>[] {
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
    count('booked', 'Booked', 76),
    count('blocked', 'Blocked', 78),
    count('embargoed', 'Embargoed', 96),
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
