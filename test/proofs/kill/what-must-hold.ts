/** What must hold at the end of a flow, however it was interrupted: diary, store and what was told are one story. */
import Database from 'better-sqlite3';

import type { Booking, Store } from '../../../src/main/store/store.ts';
import { PATIENT_ID } from '../../support/outbox-diary.ts';
import { DAY_ONE, slotId } from '../../support/store-samples.ts';
import { TEST_NOW } from '../../support/open-test-store.ts';
import { type KillWorld, SLOTS } from './kill-world.ts';
import type { Flow } from './small-core.ts';

/** Each notice once, in no order: what the patient was told of a booking. */
function toldOf(file: string, id: string): string {
  const db = new Database(file, { readonly: true });
  try {
    const sql = 'SELECT kind FROM notices WHERE booking_id = ? ORDER BY kind';
    return db.prepare<[string], string>(sql).pluck().all(id).join(', ');
  } finally {
    db.close();
  }
}

interface Expected {
  readonly state: Booking['state'];
  readonly told: string;
  readonly inDiary: boolean;
}

/** The first thing that is not as it must be. `mustBeCertain`: nothing may be left to a person. */
export function disagreementOf(
  flow: Flow,
  store: Store,
  file: string,
  world: KillWorld,
  mustBeCertain: boolean,
): string | undefined {
  const brokenAt = store.read.audit.firstBrokenSeq();
  if (brokenAt !== undefined) return `the audit trail is broken at ${brokenAt}`;
  if (flow === 'sync') return ofReading(store, world);
  const bookings = store.read.bookings.since(TEST_NOW);
  const on = (slot: string) => bookings.find((booking) => booking.slot.id === slotId(slot));
  const isOurs = (slot: string) => world.slot(slotId(slot))?.bookedFor === PATIENT_ID;
  const done = (slot: string) => world.carriedOut(slotId(slot));

  if (bookings.length !== (flow === 'move' ? 2 : 1)) return `there are ${bookings.length} bookings`;
  for (const slot of ['A', 'B']) {
    if (done(slot) > 1) return `${slot} was booked ${done(slot)} times`;
    if (world.cancelled(slotId(slot)) > 1) return `${slot} was cancelled twice`;
    // Each request comes to the EHR in the end: a second one was sent blind.
    const sent = world.sent.filter((booking) => booking.slot.id === slotId(slot)).length;
    const takenBack = world.cancellationsSent.filter((one) => one.slot.id === slotId(slot)).length;
    if (sent > 1 || takenBack > 1) return `of ${slot} was sent: ${sent} bookings, ${takenBack} cancellations`;
  }
  const check = (slot: string, { state, told, inDiary }: Expected): string | undefined => {
    const booking = on(slot);
    if (!booking) return `the booking of ${slot} is lost`;
    const now = toldOf(file, booking.id);
    const heard = world.told().flatMap((notice) => (notice.bookingId === booking.id ? notice.kind : []));
    if (heard.toSorted().join(', ') !== now) return `of ${slot} was heard: ${heard.join(', ')}, not ${now}`;
    if (booking.state === 'needs-you' && !mustBeCertain) {
      // Left to a person, it may be either way; but then nobody has been told that it is settled.
      return now.split(', ').length > told.split(', ').length
        ? `left to a person, but told ${now}`
        : undefined;
    }
    if (booking.state !== state) return `${slot} is ${booking.state} in the store, not ${state}`;
    if (isOurs(slot) !== inDiary) return `${slot} is ${inDiary ? 'not ' : ''}in the diary`;
    return now === told ? undefined : `of ${slot} was told: ${now}`;
  };
  switch (flow) {
    case 'book':
      return check('A', { state: 'confirmed', told: 'confirmed', inDiary: true });
    case 'cancel':
      return check('A', { state: 'cancelled', told: 'cancelled, confirmed', inDiary: false });
    case 'move':
      return (
        check('B', { state: 'confirmed', told: 'confirmed, moved', inDiary: true }) ??
        (on('B')?.state === 'needs-you'
          ? undefined
          : check('A', { state: 'cancelled', told: 'confirmed', inDiary: false }))
      );
  }
}

function ofReading(store: Store, world: KillWorld): string | undefined {
  const day = store.read.days.byDay(DAY_ONE);
  if (day?.state !== 'whole') return `the day is ${day?.state ?? 'not read'}`;
  const wrong = SLOTS.filter((id) => store.read.slots.byId(id)?.status !== world.slot(id)?.status);
  if (wrong.length > 0) return `not as in the diary: ${wrong.join(', ')}`;
  const stored = store.read.slots.onDay(DAY_ONE).length;
  return stored === SLOTS.length ? undefined : `${stored} slots in place of ${SLOTS.length}`;
}
