/**
 * A person's word on what could not be proven, in one transaction with all that follows from it. It is believed: the person
 * has looked into the diary. Only from `review`: everything else the outbox can prove by itself.
 */
import type { SettleVerdict } from '#shared/contract/bookings.ts';
import type { CommandKind, CommandState } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { redactText } from '#shared/domain/redact-text.ts';
import { type Instant, MINUTE, later } from '#shared/domain/time.ts';
import type { Dice } from '../../ports/dice.ts';
import type { Command, CommandMove, Store, StoreReader } from '../../store/store.ts';
import { noteAskedAbout } from '../kept/asked-about.ts';
import { type KeepOthers, recordMove } from '../record-move.ts';

export interface ReviewSettled {
  readonly bookingId: BookingId;
  readonly verdict: SettleVerdict;
  /** For the audit trail, where it is sealed. NHS numbers in it are blotted out all the same: nothing needs them there. */
  readonly note: string;
  readonly who: string;
  readonly at: Instant;
  readonly dice: Dice;
  readonly keepOthers?: KeepOthers;
}

/** How long what is tried again may wait for the diary, as for a new booking. */
const FRESH_PATIENCE_MS = 30 * MINUTE;
const NOT_FOUND = 'Reception looked in the diary, and it is not there.';
const STILL_THERE = 'Reception looked in the diary, and it is still there.';

const ENDS: Readonly<Record<CommandKind, Readonly<Record<SettleVerdict, CommandState>>>> = {
  book: { 'in-diary': 'confirmed', 'not-in-diary': 'rejected', 'try-again': 'ready' },
  cancel: { 'in-diary': 'rejected', 'not-in-diary': 'confirmed', 'try-again': 'ready' },
};

/** Trying again makes no sense once it has begun: nothing could be sent. */
export const verdictsFor = ({ startsAt }: Pick<Command, 'startsAt'>, now: Instant): SettleVerdict[] =>
  now < startsAt ? ['in-diary', 'not-in-diary', 'try-again'] : ['in-diary', 'not-in-diary'];

/** Fails with `not-found`, or `not-allowed` when it does not wait for a person, or not with this verdict. */
export function settleReview(store: Pick<Store, 'write'>, settled: ReviewSettled): Outcome<void> {
  const { bookingId, verdict, who, at } = settled;
  return store.write((tx): Outcome<void> => {
    const command = tx.commands.byBooking(bookingId);
    if (!command) return failed(failure('not-found', 'There is no such booking.'));
    if (tx.bookings.byId(bookingId)?.closedAt !== undefined) {
      return failed(
        failure('not-allowed', 'Nobody settled it within a month of the appointment: it is closed.'),
      );
    }
    if (command.state !== 'review') {
      return failed(failure('not-allowed', 'It has been settled already, or settles itself.'));
    }
    if (!verdictsFor(command, at).includes(verdict)) {
      return failed(failure('not-allowed', 'The appointment has begun: it cannot be tried again.'));
    }
    tx.audit.add({
      at,
      kind: 'booking-settled',
      who,
      subject: bookingId,
      from: command.kind === 'book' ? 'booking' : 'cancellation',
      to: verdict,
      note: redactText(settled.note),
    });
    // What is booked anew is another appointment: whatever is amiss with that one is asked about.
    if (command.kind === 'book' && verdict === 'try-again') noteAskedAbout(tx, bookingId, undefined);
    recordMove(tx, command, moveFor(command, verdict, at, wasToldYes(tx, command)), settled);
    return ok(undefined);
  });
}

/** It was in the diary once, and the patient knows it: then *not there* means that it was taken out. */
export const wasToldYes = (read: Pick<StoreReader, 'notices'>, { kind, bookingId }: Command): boolean =>
  kind === 'book' && read.notices.lastOf(bookingId) !== undefined;

function moveFor(command: Command, verdict: SettleVerdict, at: Instant, wasYes: boolean): CommandMove {
  const end = ENDS[command.kind][verdict];
  const to = end === 'rejected' && wasYes ? 'cancelled-by-practice' : end;
  const move = { to, at, absentSince: undefined };
  if (to === 'ready') {
    const patience = later(at, FRESH_PATIENCE_MS);
    const isShort = command.kind === 'book' && patience < command.startsAt;
    const deadline = isShort ? patience : command.startsAt;
    return { ...move, attempts: 0, notBefore: at, deadline, failure: undefined };
  }
  if (to !== 'rejected') return { ...move, failure: undefined };
  const said = command.kind === 'book' ? NOT_FOUND : STILL_THERE;
  return { ...move, failure: failure('not-found', said) };
}
