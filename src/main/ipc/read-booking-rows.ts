/**
 * Patients' bookings as reception reads them: where each stands, what is on its way to the diary for it, what it replaces
 * or is replaced by, and what the patient was told. What is under way is the newest command: of a booking that is being
 * cancelled, its cancellation.
 */
import type { BookingRow } from '#shared/contract/rows.ts';
import type { BookingState } from '#shared/domain/booking.ts';
import { isPending, mayUndo } from '#shared/domain/command.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Booking, Command, StoreReader } from '../store/store.ts';
import { given } from './given.ts';

const isOver = (state: BookingState): boolean => state === 'not-booked' || state === 'cancelled';

/** A cancellation that follows a move is not to be taken back: the patient would hold both. */
const undoUntilOf = ({ state, by, notBefore }: Command): Instant | undefined =>
  mayUndo(state) && by !== 'move' ? notBefore : undefined;

function pendingOf(command: Command | undefined): BookingRow['pending'] {
  if (!command || !isPending(command.state)) return undefined;
  return {
    kind: command.kind,
    since: command.createdAt,
    attempts: command.attempts,
    nextTryAt: command.notBefore,
    ...given('undoUntil', undoUntilOf(command)),
    ...given('by', command.kind === 'cancel' ? command.by : undefined),
  };
}

/** Of each booking that another one replaces: the newest that still may, or has. */
function replacementsIn(
  bookings: readonly Pick<Booking, 'id' | 'replaces' | 'state' | 'createdAt'>[],
): ReadonlyMap<BookingId, BookingId> {
  const standing = bookings.filter(({ state }) => !isOver(state));
  const oldestFirst = standing.toSorted((one, other) => one.createdAt - other.createdAt);
  return new Map(oldestFirst.flatMap(({ id, replaces }) => (replaces ? [[replaces, id] as const] : [])));
}

/** Both halves of each move that left both in the diary. */
function standingBeside(
  bookings: readonly Pick<Booking, 'id' | 'state'>[],
  replacements: ReadonlyMap<BookingId, BookingId>,
): ReadonlyMap<BookingId, BookingId> {
  const confirmed = new Set(bookings.filter(({ state }) => state === 'confirmed').map(({ id }) => id));
  const pairs = [...replacements].filter(([old, next]) => confirmed.has(old) && confirmed.has(next));
  return new Map(pairs.flatMap(([old, next]) => [[old, next] as const, [next, old] as const]));
}

/** Starting at `from` or later, and any that is not settled. */
export function readBookingRows(read: StoreReader, from: Instant): BookingRow[] {
  const bookings = read.bookings.since(from);
  const replacements = replacementsIn(bookings);
  const beside = standingBeside(bookings, replacements);
  const unsettled = new Map<BookingId, Command>();
  for (const command of read.commands.unsettled()) unsettled.set(command.bookingId, command);

  return bookings.map((booking): BookingRow => {
    const { id, slot, patient } = booking;
    const command = unsettled.get(id);
    const notice = read.notices.lastOf(id);
    return {
      id,
      slotId: slot.id,
      day: slot.day,
      startsAt: slot.startsAt,
      durationMin: slot.durationMin,
      slotTypeName: slot.slotTypeName,
      sessionName: slot.sessionName,
      clinicianName: slot.clinicianName,
      siteName: slot.siteName,
      state: booking.state,
      createdAt: booking.createdAt,
      stateAt: booking.stateAt,
      ...given('patientName', patient?.name),
      ...given('nhsNumber', patient?.nhsNumber),
      ...given('dateOfBirth', patient?.dateOfBirth),
      ...given('reason', patient?.reason),
      ...given('isSealed', booking.isSealed),
      ...given('failure', booking.failure),
      ...given('endedBy', booking.endedBy),
      ...given('attendance', booking.attendance),
      ...given('replaces', booking.replaces),
      ...given('replacedBy', replacements.get(id)),
      ...given('standsBeside', beside.get(id)),
      ...given('pending', pendingOf(command)),
      ...given('unproven', command?.state === 'review' ? command.kind : undefined),
      ...given(
        'told',
        notice && {
          kind: notice.kind,
          at: notice.at,
          ...given('deliveredAt', notice.deliveredAt),
        },
      ),
    };
  });
}
