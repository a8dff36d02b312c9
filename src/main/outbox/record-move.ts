/**
 * The one way by which a command of the outbox moves: its new state, what the patient is told of it and what has to follow
 * are one transaction, so that no crash can part them. Nothing else here may call `tx.commands.move`; a test sees to it.
 */
import type { EndedBy } from '#shared/domain/booking.ts';
import { isSettled, mayUndo } from '#shared/domain/command.ts';
import { type BookingId, type CommandId, type NoticeId, asId } from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Dice } from '../ports/dice.ts';
import type { Booking, Command, CommandMove, StoreReader, StoreWriter } from '../store/store.ts';
import { noticeOf } from './notice-of.ts';

/** Other times for who did not get theirs: kept from the moment they are told, so in the same transaction. */
export type KeepOthers = (tx: StoreWriter, bookingId: BookingId, at: Instant) => void;

export interface MoveDeps {
  readonly dice: Dice;
  readonly keepOthers?: KeepOthers;
  /** Who ended the booking, where the command does not tell: staff had it out already, or somebody takes it back. */
  readonly endedBy?: EndedBy;
}

const ID_BYTES = 16;
const newId = (dice: Dice): string => Buffer.from(dice.bytes(ID_BYTES)).toString('base64url');

/** `to` may be the state that it is in: a wait, of which nobody is told. */
export function recordMove(tx: StoreWriter, command: Command, move: CommandMove, deps: MoveDeps): void {
  const { kind, bookingId } = command;
  const { to, at } = move;
  const isNewsToPatient = tx.notices.lastOf(bookingId) === undefined;
  tx.commands.move(command.id, move);
  const by = deps.endedBy ?? command.by;
  const isEnd = kind === 'book' ? to === 'undone' : to === 'confirmed';
  if (isEnd && deps.endedBy) tx.bookings.setEndedBy(bookingId, deps.endedBy);
  const oldId = kind === 'book' ? tx.bookings.byId(bookingId)?.replaces : undefined;
  const old = oldId === undefined ? undefined : tx.bookings.byId(oldId);
  // One that is being cancelled by then is given up, whatever comes of its new time.
  const due = noticeOf({ kind, to, by, keepsOld: old?.state === 'confirmed' });
  if (due) {
    const replacement = due.about === 'replacement' ? tx.bookings.replacementOf(bookingId) : undefined;
    if (due.about === 'booking') tell(tx, bookingId, due.kind, at, deps.dice);
    else if (replacement) tell(tx, replacement.id, due.kind, at, deps.dice);
    // The new one has ended meanwhile: what is left to be said is that the old one is out as well.
    else tell(tx, bookingId, 'cancelled', at, deps.dice);
    if (isWithoutTheirs(due.kind, old)) deps.keepOthers?.(tx, bookingId, at);
  }
  if (!old) return;
  if (to === 'confirmed') {
    const givenUpBy = isNewsToPatient ? whoGaveUp(tx, old) : undefined;
    if (givenUpBy) addCancel(tx, command, givenUpBy, at, deps.dice);
    else cancelOld(tx, old, at, deps.dice);
  }
  if (to === 'cancelled-by-practice') keepOld(tx, old, at, deps);
}

/** Who has ended the appointment that was to be moved wants no other time either. */
const isWithoutTheirs = (told: NoticeKind, old: Booking | undefined): boolean =>
  told === 'not-moved' || (told === 'not-booked' && old === undefined);

/** Only one notice of a kind that is already the last word: a booking found again in the diary is not confirmed twice. */
export function tell(tx: StoreWriter, bookingId: BookingId, kind: NoticeKind, at: Instant, dice: Dice): void {
  if (kind === 'confirmed' && tx.notices.lastOf(bookingId)?.kind === 'confirmed') return;
  tx.notices.add({ id: asId<NoticeId>(newId(dice)), bookingId, kind, at });
}

/** The second leg of a move: the new appointment is certain, so the old one is let go. */
function cancelOld(tx: StoreWriter, old: Booking, at: Instant, dice: Dice): void {
  const book = tx.commands.bookOf(old.id);
  const newest = tx.commands.byBooking(old.id);
  // Out already, or on its way out by somebody's own wish, or with a person: each of these ends by itself.
  if (!book || !newest || old.state !== 'confirmed' || !isSettled(newest.state)) return;
  // It came to nothing before: a person has let both stand.
  if (newest.kind === 'cancel' && newest.by === 'move') return;
  const { id: slotId, sessionId, startsAt } = old.slot;
  addCancel(tx, { ...book, slotId, sessionId, startsAt }, 'move', at, dice);
}

/**
 * Whoever cancelled the old appointment while its new time was on its way wanted neither. A cancellation that came to nothing
 * may be older than the move, and says nothing of it.
 */
export function whoGaveUp(tx: Pick<StoreReader, 'commands'>, old: Booking): EndedBy | undefined {
  const newest = tx.commands.byBooking(old.id);
  if (newest?.kind !== 'cancel' || newest.by === 'move') return undefined;
  return newest.state === 'confirmed' || !isSettled(newest.state) ? newest.by : undefined;
}

type Booked = Pick<Command, 'bookingId' | 'slotId' | 'sessionId' | 'startsAt' | 'token'>;

function addCancel(tx: StoreWriter, booked: Booked, by: EndedBy, at: Instant, dice: Dice): void {
  const { bookingId, slotId, sessionId, startsAt, token } = booked;
  tx.commands.add({
    id: asId<CommandId>(newId(dice)),
    kind: 'cancel',
    ...{ bookingId, by, slotId, sessionId, startsAt, token },
    notBefore: at,
    deadline: startsAt,
    createdAt: at,
  });
}

/** Staff took the new one out before the old one's cancellation left: the patient keeps the old one after all. */
function keepOld(tx: StoreWriter, old: Booking, at: Instant, { dice }: MoveDeps): void {
  const leg = tx.commands.byBooking(old.id);
  if (leg?.kind === 'cancel' && leg.by === 'move' && mayUndo(leg.state)) {
    recordMove(tx, leg, { to: 'undone', at }, { dice });
  }
}

/** Somebody took it back, or settled it, since this copy was read: then nothing of the turn may be written down. */
export function hasMovedOn(read: Pick<StoreReader, 'commands'>, command: Command): boolean {
  const now = read.commands.byBooking(command.bookingId);
  return now?.id !== command.id || now.state !== command.state;
}
