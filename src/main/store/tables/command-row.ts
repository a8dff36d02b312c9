/** A command between its row and its shape, and the pure step from a command and a move to the command after it. */
import type { EndedBy } from '#shared/domain/booking.ts';
import type { CommandKind, CommandState } from '#shared/domain/command.ts';
import { type BookingId, type CommandId, type SessionId, type SlotId, asId } from '#shared/domain/ids.ts';
import { asInstant } from '#shared/domain/time.ts';

import type { Command, CommandMove } from '../store.ts';
import { failureFrom, unlessNull } from './columns.ts';

export interface CommandRow {
  readonly command_id: string;
  readonly kind: CommandKind;
  readonly booking_id: string;
  readonly by_whom: EndedBy | null;
  readonly slot_id: string;
  readonly session_id: string;
  readonly starts_at: number;
  readonly token: string;
  readonly state: CommandState;
  readonly attempts: number;
  readonly first_sent_at: number | null;
  readonly last_sent_at: number | null;
  readonly absent_since: number | null;
  readonly not_before: number;
  readonly deadline: number;
  readonly failure: string | null;
  readonly created_at: number;
}

export const commandFrom = (row: CommandRow): Command => ({
  id: asId<CommandId>(row.command_id),
  kind: row.kind,
  bookingId: asId<BookingId>(row.booking_id),
  ...unlessNull('by', row.by_whom, (by) => by),
  slotId: asId<SlotId>(row.slot_id),
  sessionId: asId<SessionId>(row.session_id),
  startsAt: asInstant(row.starts_at),
  token: row.token,
  state: row.state,
  attempts: row.attempts,
  ...unlessNull('firstSentAt', row.first_sent_at, asInstant),
  ...unlessNull('lastSentAt', row.last_sent_at, asInstant),
  ...unlessNull('absentSince', row.absent_since, asInstant),
  notBefore: asInstant(row.not_before),
  deadline: asInstant(row.deadline),
  ...failureFrom(row.failure),
  createdAt: asInstant(row.created_at),
});

/** The command after the move. What the move does not name stays; what it names as `undefined` goes. */
export function moved(command: Command, move: CommandMove): Command {
  const { failure: oldFailure, absentSince: oldAbsence, ...rest } = command;
  const { to, at: _at, failure: _failure, absentSince: _absentSince, ...named } = move;
  const failure = 'failure' in move ? move.failure : oldFailure;
  const absentSince = 'absentSince' in move ? move.absentSince : oldAbsence;
  return {
    ...rest,
    ...named,
    state: to,
    ...(absentSince === undefined ? {} : { absentSince }),
    ...(failure === undefined ? {} : { failure }),
  };
}
