/**
 * Intentions to change the diary, kept for good. A move changes the command's state, its booking's state and the audit
 * trail together, and a confirmed one its slot's status. The booking's row says the command's failure, so that
 * reception reads why something waits.
 */
import type { Database } from 'better-sqlite3';
import { bookingStateOf } from '#shared/domain/booking.ts';
import { isSettled, mayMove } from '#shared/domain/command.ts';
import type { CommandId, SlotId } from '#shared/domain/ids.ts';
import { type Instant, asInstant } from '#shared/domain/time.ts';
import type { Command, CommandMove, StoreReader, StoreWriter } from '../store.ts';
import { StoreRefusal, refuseWhenTaken } from '../store-refusal.ts';
import type { BookingRows } from './bookings.ts';
import { failureColumns } from './columns.ts';
import { type CommandRow, commandFrom, moved } from './command-row.ts';
import type { WriteInProgress } from './meta.ts';
import type { SlotRows } from './slots.ts';

const COLUMNS = `command_id, kind, booking_id, slot_id, session_id, starts_at, token, state, attempts, first_sent_at,
  last_sent_at, absent_since, not_before, deadline, failure, created_at`;
export const COMMAND_BY_ID = `SELECT ${COLUMNS} FROM commands WHERE command_id = ?`;
export const COMMAND_BY_BOOKING = `SELECT ${COLUMNS} FROM commands
  WHERE booking_id = ? ORDER BY created_at DESC LIMIT 1`;
/** The states come as a JSON array, so that one prepared statement serves every question. */
export const DUE_COMMANDS = `SELECT ${COLUMNS} FROM commands
  WHERE state IN (SELECT value FROM json_each(?)) AND not_before <= ?
  ORDER BY starts_at, created_at, command_id LIMIT ?`;
export const UNSETTLED_COMMANDS = `SELECT ${COLUMNS} FROM commands
  WHERE state IN ('received', 'ready', 'sending', 'unknown', 'review')
  ORDER BY starts_at, created_at, command_id`;
/** Not those being sent (their answer comes by itself) nor those in review (a person settles them): a loop would spin on them. */
export const NEXT_DUE_AT = `SELECT min(not_before) FROM commands WHERE state IN ('received', 'ready', 'unknown')`;
export const COMMANDS_KEEPING_SLOTS = `SELECT ${COLUMNS} FROM commands
  WHERE state = 'confirmed' AND slot_released_at IS NULL AND starts_at >= ?`;
export const ADD_COMMAND = `INSERT INTO commands (command_id, kind, booking_id, slot_id, session_id, starts_at, token,
    state, state_at, attempts, not_before, deadline, created_at)
  VALUES (@id, @kind, @bookingId, @slotId, @sessionId, @startsAt, @token,
    'received', @createdAt, 0, @notBefore, @deadline, @createdAt)`;
export const MOVE_COMMAND = `UPDATE commands
  SET state = @state, state_at = CASE WHEN state = @state THEN state_at ELSE @at END, attempts = @attempts,
    first_sent_at = @firstSentAt, last_sent_at = @lastSentAt, absent_since = @absentSince, not_before = @notBefore,
    failure_kind = @failure_kind, failure = @failure
  WHERE command_id = @id`;
export const RELEASE_SLOTS_OF_DAY = `UPDATE commands SET slot_released_at = @at
  WHERE command_id IN (
    SELECT commands.command_id FROM commands JOIN slots ON slots.slot_id = commands.slot_id
    WHERE commands.state = 'confirmed' AND commands.slot_released_at IS NULL
      AND commands.starts_at >= @from AND commands.starts_at < @to AND commands.state_at < @readAt
      AND slots.status = 'open' AND slots.removed_at IS NULL)`;
export const RELEASE_SLOT = `UPDATE commands SET slot_released_at = @at
  WHERE slot_id = @slotId AND kind = 'book' AND slot_released_at IS NULL AND state = 'confirmed'
    AND state IN ('received', 'ready', 'sending', 'unknown', 'review', 'confirmed') AND state_at < @at`;

export interface CommandRows {
  readonly read: StoreReader['commands'];
  readonly write: StoreWriter['commands'];
  /** After a reading begun at `readAt`: confirmed commands of [from, to) give up slots that it shows open again. */
  releaseSlots(window: {
    readonly from: Instant;
    readonly to: Instant;
    readonly readAt: Instant;
    readonly at: Instant;
  }): void;
  releaseSlot(slotId: SlotId, at: Instant): void;
}

export function createCommands(
  db: Database,
  writing: WriteInProgress,
  {
    bookings,
    slots,
    audit,
  }: { readonly bookings: BookingRows; readonly slots: SlotRows; readonly audit: StoreWriter['audit'] },
): CommandRows {
  const byId = db.prepare<[string], CommandRow>(COMMAND_BY_ID);
  const byBooking = db.prepare<[string], CommandRow>(COMMAND_BY_BOOKING);
  const due = db.prepare<[string, number, number], CommandRow>(DUE_COMMANDS);
  const unsettled = db.prepare<[], CommandRow>(UNSETTLED_COMMANDS);
  const nextDueAt = db.prepare<[], number | null>(NEXT_DUE_AT).pluck();
  const keepingSlots = db.prepare<[number], CommandRow>(COMMANDS_KEEPING_SLOTS);
  const add = db.prepare(ADD_COMMAND);
  const moveCommand = db.prepare(MOVE_COMMAND);
  const releaseSlotsOfDay = db.prepare(RELEASE_SLOTS_OF_DAY);
  const releaseSlot = db.prepare(RELEASE_SLOT);

  const read: StoreReader['commands'] = {
    byBooking(id) {
      const row = byBooking.get(id);
      return row && commandFrom(row);
    },
    due: (states, now, limit) => due.all(JSON.stringify(states), now, limit).map(commandFrom),
    unsettled: () => unsettled.all().map(commandFrom),
    keepingSlots: (from) => keepingSlots.all(from).map(commandFrom),
    nextDueAt() {
      const at = nextDueAt.get() ?? null;
      return at === null ? undefined : asInstant(at);
    },
  };

  function mustHave(id: CommandId): Command {
    writing.mustBeOpen();
    const row = byId.get(id);
    if (row === undefined) throw new StoreRefusal('not-found', 'There is no such command.');
    return commandFrom(row);
  }

  function save(after: Command, at: Instant): void {
    moveCommand.run({
      id: after.id,
      state: after.state,
      at,
      attempts: after.attempts,
      firstSentAt: after.firstSentAt ?? null,
      lastSentAt: after.lastSentAt ?? null,
      absentSince: after.absentSince ?? null,
      notBefore: after.notBefore,
      ...failureColumns(after.failure),
    });
  }

  /** A wait in the same state: no audit, and the booking hears of it only when its failure changes. */
  function stay(before: Command, step: CommandMove): void {
    if (isSettled(before.state)) {
      throw new StoreRefusal('unexpected', `A command that is ${before.state} waits for nothing more.`);
    }
    const after = moved(before, step);
    save(after, step.at);
    if (JSON.stringify(after.failure) !== JSON.stringify(before.failure)) {
      bookings.setFailure(before.bookingId, after.failure);
    }
  }

  function move(id: CommandId, step: CommandMove): void {
    const before = mustHave(id);
    if (before.state === step.to) {
      stay(before, step);
      return;
    }
    if (!mayMove(before.kind, before.state, step.to)) {
      throw new StoreRefusal('unexpected', `A command cannot go from ${before.state} to ${step.to}.`);
    }
    const after = moved(before, step);
    save(after, step.at);
    // Whoever forgets to say so, a reading begun before must not show the slot open again.
    if (after.state === 'confirmed') slots.touch(after.slotId, 'booked', step.at, writing.revision());
    const told = after.state === 'confirmed' ? undefined : after.failure;
    bookings.setState(before.bookingId, bookingStateOf(after.kind, after.state), step.at, told);
    audit.add({
      at: step.at,
      kind: 'booking-moved',
      who: 'slotkeeper',
      subject: before.bookingId,
      from: before.state,
      to: after.state,
      // Only the kind of a failure: a closed list has no room for a patient.
      ...(after.failure === undefined ? {} : { why: after.failure.kind }),
    });
  }

  return {
    read,
    write: {
      ...read,
      add(command) {
        writing.mustBeOpen();
        refuseWhenTaken(
          () => add.run({ ...command }),
          'commands.slot_id',
          'slot-taken',
          'The slot is being booked, or was booked, by somebody else.',
        );
        audit.add({
          at: command.createdAt,
          kind: 'booking-moved',
          who: 'patient',
          subject: command.bookingId,
          to: 'received',
        });
      },
      move,
    },
    releaseSlots(window) {
      releaseSlotsOfDay.run({ ...window });
    },
    releaseSlot(slotId, at) {
      releaseSlot.run({ slotId, at });
    },
  };
}
