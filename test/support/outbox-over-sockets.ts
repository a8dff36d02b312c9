/**
 * Bookings and outbox on the real store and the real EMIS connector, in whatever process asks for them. The parent
 * fills the store from the sample practice once; a child that is to be killed opens the same file.
 */
import { createHolds } from '../../src/main/bookings/holds.ts';
import { type BookingRequest, createRequestBooking } from '../../src/main/bookings/request-booking.ts';
import { createSecretLink } from '../../src/main/bookings/secret-link.ts';
import { createCurrentOffers } from '../../src/main/core/current-offers.ts';
import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import { createOfferOf } from '../../src/main/core/offer-questions.ts';
import { createOutbox } from '../../src/main/outbox/send-commands.ts';
import type { EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import type { EmisSettings } from '../../src/main/sample-practice/emis-practice.ts';
import type { Store } from '../../src/main/store/store.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { systemDice } from '../../src/main/this-pc/system-dice.ts';
import type { LocalDay } from '../../src/shared/domain/time.ts';
import { silentLog } from './open-test-store.ts';

/** Short, so that a doubt settles while a test waits; two readings are apart as in the product. */
const BOOKING = {
  ...{ minNoticeMinutes: 0, holdMinutes: 10, settleSeconds: 1, requestTimeoutSeconds: 1 },
  ...{ cancelCutOffMinutes: 0, undoSeconds: 0 },
};
const LINK_KEY = new Uint8Array(32).fill(3);

export const connect = (ehr: EmisSettings): EhrDiary =>
  createEhrDiary(
    { ...ehr, dateFormat: 'dd/MM/yyyy' },
    {
      clock: systemClock,
      log: silentLog,
      practice: { name: 'Sample Surgery', odsCode: 'A12345' },
      keepDeviceId: () => {},
      requestsPerSecond: 500,
      requestTimeoutSeconds: BOOKING.requestTimeoutSeconds,
    },
  );

/** One whole reading of one day, applied as the sync loop would. */
export async function readDayInto(
  store: Store,
  diary: EhrDiary,
  day: LocalDay,
  activeName: string,
): Promise<void> {
  const at = systemClock.now();
  const ask = { urgency: 'near' } as const;
  const types = await diary.pullSlotTypes(ask);
  const pulled = await diary.pullSessions({ from: day, to: day }, ask);
  if (!types.ok || !pulled.ok) throw new Error('The sample practice cannot be read');
  const active = types.value.find(({ name }) => name === activeName);
  if (!active) throw new Error(`no slot type ${activeName}`);
  const sessions = pulled.value.sessions.filter(({ counts }) =>
    counts.some(({ slotTypeId }) => slotTypeId === active.id),
  );
  const slots = await Promise.all(sessions.map((session) => diary.pullSlots(session, ask)));
  const putSlots = slots.flatMap((found) =>
    found.ok ? found.value.filter(({ slotTypeId }) => slotTypeId === active.id) : [],
  );
  store.write((tx) => {
    tx.slotTypes.see(types.value, at);
    if (!tx.slotTypes.activeIds().has(active.id)) tx.slotTypes.setActive(active.id, true, at, 'for the test');
    tx.days.apply(
      {
        ...{ day, generation: tx.days.nextGeneration(), countsReadAt: at, slotsReadAt: at, state: 'whole' },
        putSessions: sessions,
        removeSessions: [],
        putSlots: putSlots.map(({ bookedFor: _who, note: _note, ...slot }) => slot),
        removeSlots: [],
      },
      at,
    );
  });
}

type Stop = (name: string) => Promise<void> | void;

export function patientSide(
  store: Store,
  diary: EhrDiary,
  stop?: { readonly request: (name: string) => void; readonly outbox: Stop },
) {
  const clock = systemClock;
  const dice = systemDice;
  const offers = createCurrentOffers({
    read: store.read,
    clock,
    settings: {
      reading: { horizonDays: 28, nearEverySeconds: 60, requestsPerSecond: 500 },
      booking: BOOKING,
    },
    isClockWrong: () => false,
  });
  const offerOf = createOfferOf(offers, clock);
  const link = createSecretLink(LINK_KEY);
  const outbox = createOutbox({
    ...{ store, diary, clock, dice, log: silentLog, settings: BOOKING },
    ...(stop && { failpoint: stop.outbox }),
  });
  const requestBooking = createRequestBooking({
    ...{ store, clock, dice, settings: BOOKING, offerOf, link, linkKey: LINK_KEY, wake: outbox.wake },
    ...(stop && { failpoint: stop.request }),
  });
  return { outbox, requestBooking, holds: createHolds({ store, clock, dice, settings: BOOKING, offerOf }) };
}

/** What the child is told, as one argument. */
export interface ChildOrder {
  readonly file: string;
  readonly ehr: EmisSettings;
  /** Made unless its key is on disk already. */
  readonly request: BookingRequest;
  /** Where to stand still and say so. */
  readonly stopAt?: string;
}
