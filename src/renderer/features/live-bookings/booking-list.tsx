/** Online bookings from today on as a list, filtered by state and by what is typed. */
import { Chip, Group, TextInput } from '@mantine/core';
import { IconCalendarOff, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { BookingRow } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { formatSince } from '#shared/domain/time-words.ts';
import { useMinute } from '../../state/now.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/page.tsx';
import { SHOWN_STATES, type ShownState, shownStateOf } from '../../ui/shown-state.ts';
import { AttendanceBadge, BookingBadge } from '../../ui/state-badge.tsx';
import { BOOKING_LOOK } from '../../ui/state-look.tsx';
import { chooseBookings, countByState } from './choose-bookings.ts';
import { HeldNow } from './held-now.tsx';
import styles from './live-bookings.module.css';
import { patientWords } from '../one-booking/patient-words.ts';

export function BookingList({
  bookings,
  isBesidePanel,
  onOpen,
}: {
  readonly bookings: readonly BookingRow[];
  /** Site and age stand in the panel: the names beside it need the room more. */
  readonly isBesidePanel: boolean;
  readonly onOpen: (booking: BookingRow) => void;
}) {
  const now = useMinute();
  const [states, setStates] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const counts = useMemo(() => countByState(bookings), [bookings]);
  const shown = useMemo(
    () => chooseBookings(bookings, { states: new Set(states as readonly ShownState[]), typed }),
    [bookings, states, typed],
  );
  const all: readonly Column<BookingRow>[] = [
    {
      key: 'day',
      label: 'Day',
      width: 116,
      sortBy: (row) => row.startsAt,
      cell: (row) => formatDay(row.day),
    },
    {
      key: 'time',
      isTime: true,
      label: 'Time',
      width: 64,
      cell: (row) => formatClock(row.startsAt),
    },
    {
      key: 'patient',
      label: 'Patient',
      sortBy: (row) => row.patientName,
      cell: (row) => (
        <button type="button" className={styles['open']} onClick={() => onOpen(row)}>
          {patientWords(row)}
        </button>
      ),
    },
    { key: 'type', label: 'Slot type', sortBy: (row) => row.slotTypeName, cell: (row) => row.slotTypeName },
    {
      key: 'clinician',
      label: 'Clinician',
      sortBy: (row) => row.clinicianName,
      cell: (row) => row.clinicianName,
    },
    { key: 'site', label: 'Site', sortBy: (row) => row.siteName, cell: (row) => row.siteName, width: 132 },
    {
      key: 'state',
      label: 'State',
      width: 204,
      sortBy: (row) => SHOWN_STATES.indexOf(shownStateOf(row)),
      // Once they have come, that is what one looks for.
      cell: (row) =>
        row.attendance && row.state === 'confirmed' ? (
          <AttendanceBadge attendance={row.attendance} />
        ) : (
          <BookingBadge booking={row} />
        ),
    },
    {
      key: 'since',
      isTime: true,
      label: 'Since',
      width: 132,
      sortBy: (row) => row.stateAt,
      cell: (row) => formatSince(row.stateAt, now),
    },
  ];
  const columns = isBesidePanel ? all.filter(({ key }) => key !== 'site' && key !== 'since') : all;
  return (
    <>
      <Group gap={8} px={24} pb={8} wrap="wrap">
        <TextInput
          w={220}
          leftSection={<IconSearch size={14} aria-hidden />}
          placeholder="Patient, slot type, clinician"
          aria-label="Filter by patient, slot type or clinician"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Chip.Group multiple value={[...states]} onChange={setStates}>
          {SHOWN_STATES.filter((state) => counts.has(state)).map((state) => (
            <Chip key={state} value={state} size="xs" variant="outline">
              {BOOKING_LOOK[state].word} {counts.get(state)}
            </Chip>
          ))}
        </Chip.Group>
      </Group>
      <HeldNow />
      <DataTable
        name="bookings"
        label="Online bookings from today on"
        columns={columns}
        rows={shown}
        rowKey={(row) => row.id}
        defaultSorting={{ key: 'day', isDescending: false }}
        onOpen={onOpen}
        minWidth={isBesidePanel ? 680 : 880}
        whenEmpty={
          <EmptyState
            icon={<IconCalendarOff size={28} aria-hidden />}
            title={bookings.length === 0 ? 'No online bookings from today on' : 'No booking matches'}
          >
            {bookings.length === 0
              ? 'They appear here the moment a patient asks for one. Slot types that are switched on are listed under Slot types.'
              : 'Clear the filter to see them all.'}
          </EmptyState>
        }
      />
    </>
  );
}
