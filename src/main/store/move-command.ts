/**
 * Adds and moves commands with all that must move along in the same transaction: the booking's state, the audit trail,
 * the slot. A cancellation's end is the end of its booking; one that came to nothing leaves the booking as it was.
 */
import { type BookingState, type EndedBy, bookingStateOf } from '#shared/domain/booking.ts';
import { isSettled, mayMove } from '#shared/domain/command.ts';
import type { CommandId } from '#shared/domain/ids.ts';

import { StoreRefusal } from './store-refusal.ts';
import type { Command, CommandMove, NewCommand, StoreWriter } from './store.ts';
import type { BookingRows } from './tables/bookings.ts';
import { moved } from './tables/command-row.ts';
import type { CommandRows } from './tables/commands.ts';
import type { WriteInProgress } from './tables/meta.ts';
import type { SlotRows } from './tables/slots.ts';

interface Rows {
  readonly bookings: BookingRows;
  readonly commands: CommandRows;
  readonly slots: SlotRows;
  readonly audit: StoreWriter['audit'];
}

const AUDIT_KIND = { book: 'booking-moved', cancel: 'cancellation-moved' } as const;

/** Who ended the booking, when this very step is its end. */
function endedBy({ kind, state, by }: Command): EndedBy | undefined {
  if (state === 'cancelled-by-practice') return 'practice';
  if (kind === 'cancel') return state === 'confirmed' ? by : undefined;
  return state === 'undone' ? (by ?? 'patient') : undefined;
}

const isUnderWay = (): StoreRefusal =>
  new StoreRefusal('try-later', 'Something is on its way to the diary for this appointment already.');
const isNotThere = (): StoreRefusal =>
  new StoreRefusal('not-found', 'There is no such appointment in the diary any more.');

/** What a command that waits shows of itself in its booking's row. */
const shows = ({ state, failure, attempts, notBefore }: Command): string =>
  isSettled(state) ? '' : JSON.stringify([failure, attempts, notBefore]);

export function createMoveCommand(
  { bookings, commands, slots, audit }: Rows,
  writing: WriteInProgress,
): StoreWriter['commands'] {
  function mustHave(id: CommandId): Command {
    writing.mustBeOpen();
    const command = commands.byId(id);
    if (command === undefined) throw new StoreRefusal('not-found', 'There is no such command.');
    return command;
  }

  /** Staff may take an appointment out while its cancellation is on its way: then nothing of that brings it back. */
  function bookingStateAfter(command: Command): BookingState {
    const state = bookingStateOf(command.kind, command.state);
    const isGone = (): boolean => commands.read.bookOf(command.bookingId)?.state !== 'confirmed';
    const saysKept = state === 'cancelling' || state === 'confirmed';
    return command.kind === 'cancel' && saysKept && isGone() ? 'cancelled' : state;
  }

  /** As far as we know, by the newest command of the booking. */
  function isInDiary(newest: Command | undefined): boolean {
    if (newest === undefined || (newest.kind === 'cancel' && newest.state === 'confirmed')) return false;
    return commands.read.bookOf(newest.bookingId)?.state === 'confirmed';
  }

  /** What a look into the diary says of a booking may be older than what has been done about it since. */
  function mustStillBeKept({ bookingId }: Command, { to }: CommandMove): void {
    const newest = commands.read.byBooking(bookingId);
    if (!isInDiary(newest)) throw isNotThere();
    if (newest && !isSettled(newest.state) && !isSettled(to)) throw isUnderWay();
  }

  function add(command: NewCommand): void {
    writing.mustBeOpen();
    const state = command.kind === 'book' ? 'received' : 'ready';
    const newest = commands.read.byBooking(command.bookingId);
    if (newest !== undefined && !isSettled(newest.state)) throw isUnderWay();
    if (command.kind === 'cancel' && !isInDiary(newest)) throw isNotThere();
    commands.insert(command, state);
    if (command.kind === 'cancel') {
      bookings.setState(command.bookingId, bookingStateOf(command.kind, state), command.createdAt);
    }
    audit.add({
      at: command.createdAt,
      kind: AUDIT_KIND[command.kind],
      who: command.by ?? 'patient',
      subject: command.bookingId,
      to: state,
    });
  }

  /**
   * The same state again: no audit, and the booking hears of what its row shows. A confirmed booking may note that it was
   * not seen, or seen again; of anything else that is settled there is nothing to note.
   */
  function stay(before: Command, step: CommandMove): void {
    const isKept = before.kind === 'book' && before.state === 'confirmed';
    if (isSettled(before.state) && !isKept) {
      throw new StoreRefusal('unexpected', `A command that is ${before.state} waits for nothing more.`);
    }
    const after = moved(before, step);
    commands.save(after, step.at);
    if (shows(after) !== shows(before)) bookings.setFailure(before.bookingId, after.failure);
  }

  function settleSlot(after: Command, { at }: CommandMove): void {
    if (after.kind === 'book') {
      // Whoever forgets to say so, a reading begun before must not show the slot open again.
      if (after.state === 'confirmed') slots.touch(after.slotId, 'booked', at, writing.revision());
      if (after.state === 'cancelled-by-practice') commands.releaseSlotOf(after.bookingId, at);
    } else if (after.state === 'confirmed') {
      // Only our claim goes. That the slot is open the diary says, by the next reading: a reading begun before can then
      // show it booked a while longer, and nobody is offered what is not known to be free.
      commands.releaseSlotOf(after.bookingId, at);
    }
  }

  function move(id: CommandId, step: CommandMove): void {
    const before = mustHave(id);
    if (before.state === step.to) {
      stay(before, step);
      return;
    }
    if (!mayMove(before.kind, before.state, step.to)) {
      throw new StoreRefusal('unexpected', `A ${before.kind} cannot go from ${before.state} to ${step.to}.`);
    }
    if (before.kind === 'book' && before.state === 'confirmed') mustStillBeKept(before, step);
    const after = moved(before, step);
    commands.save(after, step.at);
    settleSlot(after, step);
    const isWell = after.state === 'confirmed' || after.state === 'undone';
    bookings.setState(before.bookingId, bookingStateAfter(after), step.at, {
      failure: isWell ? undefined : after.failure,
      endedBy: endedBy(after),
    });
    audit.add({
      at: step.at,
      kind: AUDIT_KIND[before.kind],
      who: 'slotkeeper',
      subject: before.bookingId,
      from: before.state,
      to: after.state,
      // Only the kind of a failure: a closed list has no room for a patient.
      ...(after.failure === undefined ? {} : { why: after.failure.kind }),
    });
  }

  return { ...commands.read, add, move };
}
