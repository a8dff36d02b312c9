/**
 * Takes a patient's wish to book: one transaction that checks it and puts booking, command and audit on disk. It never
 * waits for the EHR. The receipt says only that the wish is kept; *confirmed* comes from the diary, by the outbox.
 */
import { createHmac } from 'node:crypto';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId, HoldId, SlotId } from '#shared/domain/ids.ts';
import type { BookingState } from '#shared/domain/booking.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Configuration } from '../ports/settings.ts';
import type { BookedSlot, Store, StoreWriter } from '../store/store.ts';
import type { OfferOf } from './ask-offer.ts';
import { checkSlot } from './check-slot.ts';
import { deadlineOf, tidyReason } from './decide-request.ts';
import { endHold } from './holds.ts';
import { awaitedTriesOf, whyLockedOut, wrongTriesOf } from './lock-out.ts';
import { whyTwiceAtOnce } from './own-overlap.ts';
import { writeOrRefuse } from './write-or-refuse.ts';
import { newBookingId, newCommandId, newToken } from './new-ids.ts';
import type { SecretLink } from './secret-link.ts';

export type BookingRequest = (
  | { readonly slotId: SlotId; readonly holdId?: never }
  | { readonly holdId: HoldId; readonly slotId?: never }
) & {
  readonly patient: PatientIdentity;
  readonly reason: string;
  readonly idempotencyKey?: string;
};

export interface Receipt {
  readonly bookingId: BookingId;
  /** For the private link. Never logged. */
  readonly secret: string;
  readonly state: BookingState;
}

export const REQUEST_FAILPOINTS = [
  'asked', // checked, nothing is stored
  'stored', // on disk, the receipt has not been given
] as const;
export type RequestFailpoint = (typeof REQUEST_FAILPOINTS)[number];

export interface RequestBookingDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly settings: Pick<Configuration['booking'], 'minNoticeMinutes'>;
  readonly offerOf: OfferOf;
  readonly link: SecretLink;
  /** The install's own key, also behind the private links: here it seals what an idempotency key was used for. */
  readonly linkKey: Uint8Array;
  /** Tells the outbox that there is something to send. */
  readonly wake: () => void;
  readonly failpoint?: (name: RequestFailpoint) => void;
}

/**
 * Fails with `already-asked` (the key was used for something else), `already-booked` (the patient has another at that time),
 * `hold-ended`, `slot-taken`, `not-offered` or `too-many-tries`. A repeat with the same key and content gives the same receipt, with the state as it is now.
 */
export type RequestBooking = (request: BookingRequest) => Outcome<Receipt>;

export function createRequestBooking(deps: RequestBookingDeps): RequestBooking {
  const { store, link, failpoint = () => {} } = deps;
  const receiptOf = (id: BookingId, state: BookingState): Outcome<Receipt> =>
    ok({ bookingId: id, secret: link.secretOf(id), state });

  return (request) => {
    const contentHash = hashOf(deps.linkKey, request);
    let isNew = false;
    const outcome = writeOrRefuse(store, (tx): Outcome<Receipt> => {
      const { idempotencyKey } = request;
      const earlier = idempotencyKey && tx.bookings.byIdempotencyKey(idempotencyKey);
      if (earlier) {
        const state = tx.bookings.byId(earlier.id)?.state;
        if (earlier.contentHash === contentHash && state) return receiptOf(earlier.id, state);
        return failed(failure('already-asked', 'This request was already used for another booking.'));
      }
      const slot = checkRequest(tx, request, deps);
      if (!slot.ok) return slot;
      failpoint('asked');
      isNew = true;
      return receiptOf(keep(tx, request, slot.value, contentHash, deps), 'accepted');
    });
    if (isNew && outcome.ok) {
      failpoint('stored');
      deps.wake();
    }
    return outcome;
  };
}

function checkRequest(
  tx: StoreWriter,
  request: BookingRequest,
  { clock, offerOf }: RequestBookingDeps,
): Outcome<BookedSlot> {
  const now = clock.now();
  const { nhsNumber } = request.patient;
  const lockedOut = whyLockedOut(wrongTriesOf(tx, nhsNumber, now), awaitedTriesOf(tx, request.patient));
  if (lockedOut) return failed(lockedOut);
  const slot = checkSlot(tx, request, now, offerOf);
  const atOnce = slot.ok ? whyTwiceAtOnce(tx, request.patient, slot.value) : undefined;
  return atOnce ? failed(atOnce) : slot;
}

/** Everything that a booking is, in the transaction of the caller. */
function keep(
  tx: StoreWriter,
  request: BookingRequest,
  slot: BookedSlot,
  contentHash: string,
  { clock, dice, settings }: RequestBookingDeps,
): BookingId {
  const now = clock.now();
  const id = newBookingId(dice);
  const { patient, reason, idempotencyKey } = request;
  const { nhsNumber, dateOfBirth } = patient;
  tx.bookings.add({
    id,
    slot,
    patient: { nhsNumber, dateOfBirth, reason: tidyReason(reason) },
    createdAt: now,
    ...(idempotencyKey && { idempotencyKey, contentHash }),
  });
  tx.commands.add({
    id: newCommandId(dice),
    kind: 'book',
    bookingId: id,
    slotId: slot.id,
    sessionId: slot.sessionId,
    startsAt: slot.startsAt,
    token: newToken(dice),
    notBefore: now,
    deadline: deadlineOf(slot.startsAt, now, settings.minNoticeMinutes),
    createdAt: now,
  });
  if (request.holdId !== undefined) endHold(tx, request.holdId, now);
  return id;
}

/** Keyed, because a date of birth and a number that are hashed plainly can be found again by trying them all. */
function hashOf(key: Uint8Array, { slotId, holdId, patient, reason }: BookingRequest): string {
  const content = [slotId ?? '', holdId ?? '', patient.nhsNumber, patient.dateOfBirth, tidyReason(reason)];
  return createHmac('sha256', key)
    .update(`booking content ${JSON.stringify(content)}`)
    .digest('base64url');
}
