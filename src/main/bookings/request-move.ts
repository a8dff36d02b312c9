/**
 * Takes the wish to move an appointment: a new booking with the same patient that is to take the old one's place. The old
 * one is not touched here: it stands until the diary has the new one, and only then is it cancelled (H09).
 */
import { createHmac } from 'node:crypto';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId, HoldId, SlotId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { BookedSlot, Booking, BookingPatient, StoreReader, StoreWriter } from '../store/store.ts';
import { type ChangeBy, sendNotBefore, whyNotMove } from './decide-change.ts';
import { deadlineOf } from './decide-request.ts';
import { checkSlot } from './check-slot.ts';
import { endHold } from './holds.ts';
import { newBookingId, newCommandId, newToken } from './new-ids.ts';
import { whyTwiceAtOnce } from './own-overlap.ts';
import { noteReason } from './request-cancellation.ts';
import type { Receipt, RequestBookingDeps } from './request-booking.ts';
import type { Configuration } from '../ports/settings.ts';
import { writeOrRefuse } from './write-or-refuse.ts';

export type MoveRequest = (
  | { readonly slotId: SlotId; readonly holdId?: never }
  | { readonly holdId: HoldId; readonly slotId?: never }
) & {
  readonly bookingId: BookingId;
  readonly by: ChangeBy;
  /** Reception's, for the audit trail. */
  readonly reason?: string;
  readonly idempotencyKey?: string;
};

export interface RequestMoveDeps extends Omit<RequestBookingDeps, 'settings'> {
  readonly settings: Pick<
    Configuration['booking'],
    'minNoticeMinutes' | 'cancelCutOffMinutes' | 'undoSeconds'
  >;
}

/**
 * Fails as `RequestCancellation` does for the old appointment and as `RequestBooking` for the new time. The receipt is the
 * new booking's. A repeat, with the same key or for the same time while the move is under way, gives the same receipt.
 */
export type RequestMove = (request: MoveRequest) => Outcome<Receipt>;

export function createRequestMove(deps: RequestMoveDeps): RequestMove {
  const { store, link, failpoint = () => {} } = deps;
  const receiptOf = ({ id, state }: Pick<Booking, 'id' | 'state'>): Outcome<Receipt> =>
    ok({ bookingId: id, secret: link.secretOf(id), state });

  return (request) => {
    const contentHash = hashOf(deps.linkKey, request);
    let isNew = false;
    const outcome = writeOrRefuse(store, (tx): Outcome<Receipt> => {
      const { idempotencyKey } = request;
      const earlier = idempotencyKey === undefined ? undefined : tx.bookings.byIdempotencyKey(idempotencyKey);
      const asked = earlier && tx.bookings.byId(earlier.id);
      if (earlier && asked && earlier.contentHash === contentHash) return receiptOf(asked);
      if (earlier)
        return failed(failure('already-asked', 'This request was already used for another booking.'));
      const old = tx.bookings.byId(request.bookingId);
      if (!old) return failed(failure('not-found', 'There is no such booking.'));
      const under = tx.bookings.replacementOf(old.id);
      if (under && under.slot.id === slotAskedFor(tx, request)) return receiptOf(under);
      const checked = checkMove(tx, request, old, deps);
      if (!checked.ok) return checked;
      failpoint('asked');
      isNew = true;
      return receiptOf({ id: keep(tx, request, checked.value, contentHash, deps), state: 'accepted' });
    });
    if (isNew && outcome.ok) {
      failpoint('stored');
      deps.wake();
    }
    return outcome;
  };
}

const slotAskedFor = (read: StoreReader, { slotId, holdId }: MoveRequest): SlotId | undefined =>
  slotId ?? read.holds.byId(holdId)?.slotId;

interface Checked {
  readonly slot: BookedSlot;
  readonly patient: BookingPatient;
}

function checkMove(
  tx: StoreWriter,
  request: MoveRequest,
  old: Booking,
  { clock, offerOf, settings }: RequestMoveDeps,
): Outcome<Checked> {
  const now = clock.now();
  const why = whyNotMove({
    booking: old,
    command: tx.commands.byBooking(old.id),
    replacement: tx.bookings.replacementOf(old.id),
    by: request.by,
    now,
    cutOffMinutes: settings.cancelCutOffMinutes,
  });
  const { patient } = old;
  if (why || !patient) return failed(why ?? failure('not-found', 'The patient’s details are not kept here.'));
  if (slotAskedFor(tx, request) === old.slot.id) {
    return failed(
      failure('invalid-input', 'That is the time which the appointment has already.', {
        detail: 'same-time',
      }),
    );
  }
  const slot = checkSlot(tx, request, now, offerOf);
  if (!slot.ok) return slot;
  // Another type may be the wrong care (H12). Reception may know better.
  if (request.by === 'patient' && slot.value.slotTypeId !== old.slot.slotTypeId) {
    return failed(failure('not-offered', 'An appointment can only be moved to another of the same kind.'));
  }
  const atOnce = whyTwiceAtOnce(tx, patient, slot.value, old.id);
  return atOnce ? failed(atOnce) : ok({ slot: slot.value, patient });
}

/** The new booking, its command and the end of its hold, in the transaction of the caller. */
function keep(
  tx: StoreWriter,
  request: MoveRequest,
  { slot, patient }: Checked,
  contentHash: string,
  { clock, dice, settings }: RequestMoveDeps,
): BookingId {
  const now = clock.now();
  const id = newBookingId(dice);
  const { nhsNumber, dateOfBirth, reason, name } = patient;
  const { idempotencyKey } = request;
  noteReason(tx, request, 'move', now);
  tx.bookings.add({
    id,
    slot,
    // The same person by construction; who that is in the diary is asked again.
    patient: { nhsNumber, dateOfBirth, reason, ...(name === undefined ? {} : { name }) },
    createdAt: now,
    replaces: request.bookingId,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey, contentHash }),
  });
  const deadline = deadlineOf(slot.startsAt, now, settings.minNoticeMinutes);
  tx.commands.add({
    id: newCommandId(dice),
    kind: 'book',
    bookingId: id,
    ...(request.by === 'reception' && { by: request.by }),
    slotId: slot.id,
    sessionId: slot.sessionId,
    startsAt: slot.startsAt,
    token: newToken(dice),
    notBefore: sendNotBefore(now, deadline, settings.undoSeconds),
    deadline,
    createdAt: now,
  });
  if (request.holdId !== undefined) endHold(tx, request.holdId, now);
  return id;
}

function hashOf(key: Uint8Array, { bookingId, slotId, holdId }: MoveRequest): string {
  const content = [bookingId, slotId ?? '', holdId ?? ''];
  return createHmac('sha256', key)
    .update(`move content ${JSON.stringify(content)}`)
    .digest('base64url');
}
