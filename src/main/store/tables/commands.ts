/**
 * Intentions to change the diary, kept for good: the rows and what is asked of them. What a command takes along when it is
 * added or moves (its booking, the audit trail, its slot) stands in `move-command.ts`, the only one that writes here.
 */
import type { Database } from 'better-sqlite3';
import type { CommandState } from '#shared/domain/command.ts';
import type { BookingId, CommandId, SlotId } from '#shared/domain/ids.ts';
import { type Instant, asInstant } from '#shared/domain/time.ts';
import type { BookedSlot, Command, NewCommand, StoreReader } from '../store.ts';
import { refuseWhenTaken } from '../store-refusal.ts';
import { failureColumns } from './columns.ts';
import { type CommandRow, commandFrom } from './command-row.ts';

const COLUMNS = `command_id, kind, booking_id, by_whom, slot_id, session_id, starts_at, token, state, attempts,
  first_sent_at, last_sent_at, absent_since, not_before, deadline, failure, created_at`;
/** The conditions of the partial indexes, word for word: else SQLite does not see that they cover the question. */
const UNSETTLED = `state IN ('received', 'ready', 'sending', 'unknown', 'review')`;
const MAY_HAVE_SLOT = `kind = 'book' AND slot_released_at IS NULL
    AND state IN ('received', 'ready', 'sending', 'unknown', 'review', 'confirmed')`;
const KEEPS_SLOT = `kind = 'book' AND state = 'confirmed' AND slot_released_at IS NULL`;

export const COMMAND_BY_ID = `SELECT ${COLUMNS} FROM commands WHERE command_id = ?`;
/** A booking may come to be doubted again after a cancellation that came to nothing: what is under way comes first. */
export const COMMAND_BY_BOOKING = `SELECT ${COLUMNS} FROM commands
  WHERE booking_id = ? ORDER BY ${UNSETTLED} DESC, nth DESC LIMIT 1`;
export const BOOK_COMMAND_OF = `SELECT ${COLUMNS} FROM commands WHERE booking_id = ? AND kind = 'book'`;
export const BOOK_COMMAND_WITH_TOKEN = `SELECT ${COLUMNS} FROM commands WHERE token = ? AND kind = 'book'`;
/** The states come as a JSON array, so that one prepared statement serves every question. */
export const DUE_COMMANDS = `SELECT ${COLUMNS} FROM commands
  WHERE state IN (SELECT value FROM json_each(?)) AND not_before <= ?
  ORDER BY starts_at, created_at, command_id LIMIT ?`;
/** Without those of bookings that were closed unsettled. */
export const UNSETTLED_COMMANDS = `SELECT ${COLUMNS} FROM commands
  WHERE ${UNSETTLED} AND NOT EXISTS (
    SELECT 1 FROM bookings WHERE bookings.booking_id = commands.booking_id AND closed_at IS NOT NULL)
  ORDER BY starts_at, created_at, command_id`;
/** Not those being sent (their answer comes by itself) nor those in review (a person settles them): a loop would spin on them. */
export const NEXT_DUE_AT = `SELECT min(not_before) FROM commands WHERE state IN ('received', 'ready', 'unknown')`;
export const COMMANDS_KEEPING_SLOTS = `SELECT ${COLUMNS} FROM commands WHERE ${KEEPS_SLOT} AND starts_at >= ?`;
export const ADD_COMMAND = `INSERT INTO commands (command_id, kind, booking_id, nth, by_whom, slot_id, session_id, starts_at,
    token, state, state_at, attempts, not_before, deadline, created_at)
  VALUES (@id, @kind, @bookingId, (SELECT coalesce(max(nth), 0) + 1 FROM commands WHERE booking_id = @bookingId),
    @by, @slotId, @sessionId, @startsAt, @token, @state, @createdAt, 0, @notBefore, @deadline, @createdAt)`;
export const SAVE_COMMAND = `UPDATE commands
  SET state = @state, state_at = CASE WHEN state = @state THEN state_at ELSE @at END, attempts = @attempts,
    first_sent_at = @firstSentAt, last_sent_at = @lastSentAt, absent_since = @absentSince, not_before = @notBefore,
    slot_released_at = CASE WHEN @state IN ('confirmed', 'cancelled-by-practice', 'review') THEN slot_released_at END,
    deadline = @deadline, failure_kind = @failure_kind, failure = @failure
  WHERE command_id = @id`;
export const RELEASE_SLOTS_OF_DAY = `UPDATE commands SET slot_released_at = @at
  WHERE command_id IN (
    SELECT commands.command_id FROM commands JOIN slots ON slots.slot_id = commands.slot_id
    WHERE commands.kind = 'book' AND commands.state = 'confirmed' AND commands.slot_released_at IS NULL
      AND commands.starts_at >= @from AND commands.starts_at < @to AND commands.state_at < @readAt
      AND slots.status = 'open' AND slots.removed_at IS NULL)`;
export const RELEASE_SLOT = `UPDATE commands SET slot_released_at = @at
  WHERE slot_id = @slotId AND ${MAY_HAVE_SLOT} AND state = 'confirmed' AND state_at < @at`;
export const RELEASE_SLOT_OF_BOOKING = `UPDATE commands SET slot_released_at = coalesce(slot_released_at, @at)
  WHERE booking_id = @bookingId AND kind = 'book'`;
export const MOVE_SLOT_OF_BOOKING = `UPDATE commands
  SET slot_id = @slotId, session_id = @sessionId, starts_at = @startsAt,
    slot_released_at = CASE state WHEN 'confirmed' THEN NULL ELSE slot_released_at END
  WHERE booking_id = @bookingId AND kind = 'book'`;

export interface CommandRows {
  readonly read: StoreReader['commands'];
  byId(id: CommandId): Command | undefined;
  /** Throws `slot-taken` while another may be in that slot. */
  insert(command: NewCommand, state: CommandState): void;
  /** Throws `slot-taken` when it is to be sent once more and its slot has become another's. */
  save(after: Command, at: Instant): void;
  /** After a reading begun at `readAt`: confirmed bookings of [from, to) give up slots that it shows open again. */
  releaseSlots(window: {
    readonly from: Instant;
    readonly to: Instant;
    readonly readAt: Instant;
    readonly at: Instant;
  }): void;
  /** After a look: whoever was confirmed in the slot before gives it up. */
  releaseSlot(slotId: SlotId, at: Instant): void;
  /** The booking is over: its slot is nobody's any more, whatever the diary shows. */
  releaseSlotOf(bookingId: BookingId, at: Instant): void;
  /** Throws `slot-taken` while another may be in that slot. */
  moveSlotOf(bookingId: BookingId, slot: Pick<BookedSlot, 'id' | 'sessionId' | 'startsAt'>): void;
}

export function createCommands(db: Database): CommandRows {
  const byId = db.prepare<[string], CommandRow>(COMMAND_BY_ID);
  const byBooking = db.prepare<[string], CommandRow>(COMMAND_BY_BOOKING);
  const bookOf = db.prepare<[string], CommandRow>(BOOK_COMMAND_OF);
  const bookWithToken = db.prepare<[string], CommandRow>(BOOK_COMMAND_WITH_TOKEN);
  const due = db.prepare<[string, number, number], CommandRow>(DUE_COMMANDS);
  const unsettled = db.prepare<[], CommandRow>(UNSETTLED_COMMANDS);
  const nextDueAt = db.prepare<[], number | null>(NEXT_DUE_AT).pluck();
  const keepingSlots = db.prepare<[number], CommandRow>(COMMANDS_KEEPING_SLOTS);
  const add = db.prepare(ADD_COMMAND);
  const save = db.prepare(SAVE_COMMAND);
  const releaseSlotsOfDay = db.prepare(RELEASE_SLOTS_OF_DAY);
  const releaseSlot = db.prepare(RELEASE_SLOT);
  const releaseSlotOf = db.prepare(RELEASE_SLOT_OF_BOOKING);
  const moveSlotOf = db.prepare(MOVE_SLOT_OF_BOOKING);
  const orNone = (row: CommandRow | undefined): Command | undefined => row && commandFrom(row);
  const unlessTaken = (write: () => unknown): void => {
    const message = 'The slot is being booked, or was booked, by somebody else.';
    refuseWhenTaken(write, 'commands.slot_id', 'slot-taken', message);
  };

  return {
    read: {
      byBooking: (id) => orNone(byBooking.get(id)),
      bookOf: (id) => orNone(bookOf.get(id)),
      bookWithToken: (token) => orNone(bookWithToken.get(token)),
      due: (states, now, limit) => due.all(JSON.stringify(states), now, limit).map(commandFrom),
      unsettled: () => unsettled.all().map(commandFrom),
      keepingSlots: (from) => keepingSlots.all(from).map(commandFrom),
      nextDueAt() {
        const at = nextDueAt.get() ?? null;
        return at === null ? undefined : asInstant(at);
      },
    },
    byId: (id) => orNone(byId.get(id)),
    insert(command, state) {
      unlessTaken(() => add.run({ ...command, by: command.by ?? null, state }));
    },
    save(after, at) {
      const row = {
        id: after.id,
        state: after.state,
        at,
        attempts: after.attempts,
        firstSentAt: after.firstSentAt ?? null,
        lastSentAt: after.lastSentAt ?? null,
        absentSince: after.absentSince ?? null,
        notBefore: after.notBefore,
        deadline: after.deadline,
        ...failureColumns(after.failure),
      };
      unlessTaken(() => save.run(row));
    },
    releaseSlots(window) {
      releaseSlotsOfDay.run({ ...window });
    },
    releaseSlot(slotId, at) {
      releaseSlot.run({ slotId, at });
    },
    releaseSlotOf(bookingId, at) {
      releaseSlotOf.run({ bookingId, at });
    },
    moveSlotOf(bookingId, { id, sessionId, startsAt }) {
      unlessTaken(() => moveSlotOf.run({ bookingId, slotId: id, sessionId, startsAt }));
    },
  };
}
