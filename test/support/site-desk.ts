// A booking site on a real port, with a practice behind it that a test arranges by hand: slots, holds, bookings in plain
// maps. It stands in for the core, whose own tests are elsewhere; the site's ports are narrow enough for that.
import { setTimeout as wait } from 'node:timers/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type {
  BookingReceipt,
  BookingRequest,
  BookingSiteDeps,
  MoveRequest,
  OfferedSlot,
  SiteHold,
  SiteSlotType,
} from '../../src/main/booking-site/deps.ts';
import { createBookingSite } from '../../src/main/booking-site/booking-site.ts';
import type { Booking } from '../../src/main/store/store.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import {
  type BookingId,
  type HoldId,
  type SessionId,
  type SlotId,
  type SlotTypeId,
  asId,
} from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import { MINUTE, addDays, asInstant, dayOf, instantOf, later } from '#shared/domain/time.ts';
import { createSeededDice } from './seeded-dice.ts';
import { type DeskBooking, createDeskChanges } from './site-desk-changes.ts';

const root = path.join(import.meta.dirname, '../..');

/** Ada Example of the sample practice. */
export const ADA = { nhsNumber: '9990000018', dateOfBirth: '1980-02-29' };

/** Monday 23 November 2026, 08:00 in London. */
const MONDAY_8 = Date.UTC(2026, 10, 23, 8);

export const TYPES = {
  phone: { id: asId<SlotTypeId>('type-1'), name: 'GP telephone' },
  smear: { id: asId<SlotTypeId>('type-2'), name: 'Nurse - smear' },
} as const satisfies Record<string, SiteSlotType>;

export interface SlotPlan {
  readonly daysAhead: number;
  readonly time: string;
  readonly type?: SiteSlotType;
  readonly clinician?: string;
  readonly site?: string;
}

type Fate =
  | { readonly state: Exclude<Booking['state'], 'not-booked'> }
  | { readonly state: 'not-booked'; readonly failure: Failure };

export async function openSiteDesk(
  options: Partial<BookingSiteDeps['settings']> & { readonly isSample?: boolean } = {},
) {
  const { isSample = true, ...settings } = options;
  const startedAt = performance.now();
  let skewMs = 0;
  const clock = {
    now: () => asInstant(MONDAY_8 + skewMs + (performance.now() - startedAt)),
    monotonicMs: () => skewMs + (performance.now() - startedAt),
    sleep: (ms: number, signal?: AbortSignal) =>
      wait(ms, undefined, { signal, ref: false }).catch(() => undefined),
  };
  const dice = createSeededDice(7);
  const logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const note = (event: string, fields = {}) => void logged.push({ event, fields });

  const types: SiteSlotType[] = [TYPES.phone, TYPES.smear];
  let slots: OfferedSlot[] = [];
  const holds = new Map<HoldId, SiteHold>();
  const bookings = new Map<BookingId, DeskBooking>();
  const receipts = new Map<string, { receipt: BookingReceipt; content: string }>();
  const listeners = new Set<() => void>();
  const requests: BookingRequest[] = [];
  const desk = {
    isPaused: false,
    holdMinutes: 10,
    /** What becomes of the next bookings, at once or after a while. */
    fate: { state: 'confirmed' } as Fate,
    fateAfterMs: 0,
    /** Why the next wishes to book are not taken. */
    refusal: undefined as Failure | undefined,
    identify: async (identity: PatientIdentity): Promise<Outcome<unknown>> =>
      identity.nhsNumber === ADA.nhsNumber && identity.dateOfBirth === ADA.dateOfBirth
        ? ok(undefined)
        : failed(failure('patient-not-matched', 'No patient with these details.')),
  };
  let serial = 0;

  const announce = () => listeners.forEach((listener) => listener());
  const today = () => dayOf(clock.now());
  const changes = createDeskChanges({ clock, bookings, announce });

  function addSlots(...plans: readonly SlotPlan[]): OfferedSlot[] {
    const added = plans.map((plan): OfferedSlot => {
      const day = addDays(today(), plan.daysAhead);
      const [hours = 0, minutes = 0] = plan.time.split(':').map(Number);
      const startsAt = instantOf(day, hours * 60 + minutes);
      if (typeof startsAt !== 'number') throw new Error(`No such time: ${plan.time}`);
      const type = plan.type ?? TYPES.phone;
      const clinicianName = plan.clinician ?? 'Dr Anita Patel';
      return {
        id: asId<SlotId>(`slot-${(serial += 1)}`),
        slotTypeId: type.id,
        slotTypeName: type.name,
        day,
        startsAt,
        durationMin: 10,
        sessionName: `${clinicianName} morning surgery`,
        clinicianName,
        siteName: plan.site ?? 'Main Surgery',
        asOf: clock.now(),
      };
    });
    slots = [...slots, ...added].toSorted((a, b) => a.startsAt - b.startsAt);
    announce();
    return added;
  }

  const isHeld = (id: SlotId) =>
    [...holds.values()].some((hold) => hold.slotId === id && hold.expiresAt > clock.now());

  const offeredNow = () => (desk.isPaused ? [] : slots.filter((slot) => !isHeld(slot.id)));

  function take(slotId: SlotId) {
    slots = slots.filter((slot) => slot.id !== slotId);
    announce();
  }

  function settle(id: BookingId, fate: Fate) {
    const known = bookings.get(id);
    if (!known) return;
    const { failure: _none, ...rest } = known.booking;
    bookings.set(id, { ...known, booking: { ...rest, ...fate, stateAt: clock.now() } });
    changes.booked(id, fate.state);
    announce();
  }

  const receiptOf = (id: BookingId, secret: string): BookingReceipt => ({
    bookingId: id,
    secret,
    state: bookings.get(id)?.booking.state ?? 'accepted',
  });

  type Asked = Pick<BookingRequest, 'idempotencyKey'> & ({ slotId: SlotId } | { holdId: HoldId });

  /** The answer to a request made before with the same key. */
  function earlier(request: Asked): Outcome<BookingReceipt> | undefined {
    const content = JSON.stringify({ ...request, idempotencyKey: undefined });
    const before = request.idempotencyKey === undefined ? undefined : receipts.get(request.idempotencyKey);
    if (!before) return undefined;
    if (before.content !== content) return failed(failure('already-asked', 'Another content.'));
    return ok(receiptOf(before.receipt.bookingId, before.receipt.secret));
  }

  function make(request: Asked, patient: NonNullable<Booking['patient']>): Outcome<BookingReceipt> {
    const hold = 'holdId' in request ? holds.get(request.holdId) : undefined;
    if ('holdId' in request && (!hold || hold.expiresAt <= clock.now())) {
      return failed(failure('hold-ended', 'The hold is over.'));
    }
    const slotId = 'slotId' in request ? request.slotId : hold?.slotId;
    const slot = slots.find(({ id }) => id === slotId);
    if (!slot || (!hold && isHeld(slot.id))) return failed(failure('slot-taken', 'Taken.'));
    const id = asId<BookingId>(`booking-${(serial += 1)}`);
    const secret = `secret-${Buffer.from(dice.bytes(16)).toString('hex')}`;
    const at = clock.now();
    const { asOf: _asOf, ...booked } = slot;
    bookings.set(id, {
      secret,
      booking: {
        id,
        slot: { ...booked, sessionId: asId<SessionId>('session-1'), status: 'open' },
        patient,
        state: 'accepted',
        createdAt: at,
        stateAt: at,
        revision: 1,
      },
    });
    if (hold) holds.delete(hold.id);
    take(slot.id);
    const receipt: BookingReceipt = { bookingId: id, secret, state: 'accepted' };
    const content = JSON.stringify({ ...request, idempotencyKey: undefined });
    if (request.idempotencyKey !== undefined) receipts.set(request.idempotencyKey, { receipt, content });
    return ok(receipt);
  }

  function requestBooking(request: BookingRequest): Outcome<BookingReceipt> {
    const before = earlier(request);
    if (before) return before;
    if (desk.refusal) return failed(desk.refusal);
    const made = make(request, { ...request.patient, reason: request.reason });
    if (!made.ok) return made;
    requests.push(request);
    const { fate } = desk;
    const id = made.value.bookingId;
    if (desk.fateAfterMs === 0) settle(id, fate);
    else setTimeout(() => settle(id, fate), desk.fateAfterMs).unref();
    return made;
  }

  const requestMove = (request: MoveRequest): Outcome<BookingReceipt> =>
    earlier(request) ??
    changes.requestMove(request, () => {
      const patient = bookings.get(request.bookingId)?.booking.patient;
      return patient ? make(request, patient) : failed(failure('not-found', 'No patient.'));
    });

  const site = createBookingSite({
    settings: {
      host: '127.0.0.1',
      port: 0,
      horizonDays: 28,
      assetPaths: {
        nhsukCss: createRequire(import.meta.url).resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css'),
        siteFolder: path.join(root, 'resources/booking-site'),
      },
      ...settings,
    },
    practice: { name: 'Sample Surgery', phone: '01632 960123', isSample },
    clock,
    dice,
    log: { info: note, warn: note, error: note },
    slotTypes: () => types,
    offered({ from, to, slotTypeId }) {
      const inside = offeredNow().filter(
        (slot) =>
          slot.startsAt >= Math.max(from, clock.now()) &&
          slot.startsAt < to &&
          (slotTypeId === undefined || slot.slotTypeId === slotTypeId),
      );
      return { slots: inside, isPaused: desk.isPaused, asOf: asInstant(MONDAY_8) };
    },
    alternatives: () => offeredNow().slice(0, 3),
    // Nothing is kept here: what the core keeps is tried with the whole core.
    otherTimes: () => ({ slots: offeredNow().slice(0, 3) }),
    chooseOther: () => failed(failure('hold-ended', 'Nothing is kept.')),
    declineOthers: () => undefined,
    hold(slotId) {
      if (!offeredNow().some(({ id }) => id === slotId)) return failed(failure('slot-taken', 'Taken.'));
      const hold = {
        id: asId<HoldId>(`hold-${(serial += 1)}`),
        slotId,
        expiresAt: later(clock.now(), desk.holdMinutes * MINUTE),
      };
      holds.set(hold.id, hold);
      announce();
      return ok(hold);
    },
    releaseHold(id) {
      holds.delete(id);
      announce();
    },
    identify: (identity) => desk.identify(identity),
    requestBooking,
    async whenSettled(id, ms, signal) {
      const until = performance.now() + ms;
      while (performance.now() < until && !signal?.aborted) {
        const state = bookings.get(id)?.booking.state;
        if (state !== 'accepted' && state !== 'checking') return;
        await wait(10);
      }
    },
    readBooking(id, secret) {
      const known = bookings.get(id);
      return known?.secret === secret ? known.booking : undefined;
    },
    readChanges: changes.readChanges,
    requestCancellation: changes.requestCancellation,
    requestMove,
    undo: changes.undo,
    lastReadAt: () => asInstant(MONDAY_8),
    onChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });

  const opened = await site.start();
  if (!opened.ok) throw new Error(opened.failure.message);
  return Object.assign(desk, {
    url: opened.value.url,
    port: opened.value.port,
    types,
    holds,
    requests,
    bookings: () => [...bookings.values()].map(({ booking }) => booking),
    logged,
    addSlots,
    take,
    settle,
    announce,
    cancelled: changes.cancelled,
    tell: changes.tell,
    /** How long a cancellation or a move waits to be taken back. */
    undoFor: (seconds: number) => void (changes.settings.undoSeconds = seconds),
    change: changes.set,
    linkOf: (id: BookingId) => `/bookings/${id}?token=${bookings.get(id)?.secret ?? ''}`,
    secretOf: (id: BookingId) => bookings.get(id)?.secret ?? '',
    passTime: (ms: number) => void (skewMs += ms),
    stop: () => site.stop(),
  });
}

export type SiteDesk = Awaited<ReturnType<typeof openSiteDesk>>;
