/** Small true-looking rows for tests of the store: one session of 24 November 2026, its slots, a booking, its command. */
import type {
  BookingId,
  CommandId,
  HoldId,
  NoticeId,
  SessionId,
  SlotId,
  SlotTypeId,
} from '#shared/domain/ids.ts';
import { asId } from '#shared/domain/ids.ts';
import { type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import { type LocalDay, MINUTE, later, parseDay, startOfDay } from '#shared/domain/time.ts';

import type { DiaryDayChange, Hold, NewBooking, NewCommand, Store } from '../../src/main/store/store.ts';
import { TEST_NOW } from './open-test-store.ts';

export function dayAt(text: string): LocalDay {
  const day = parseDay(text);
  if (!day) throw new Error(`${text} is no day`);
  return day;
}
export const DAY_ONE = dayAt('2026-11-24');

export const slotTypeId = (text: string): SlotTypeId => asId<SlotTypeId>(text);
export const slotId = (text: string): SlotId => asId<SlotId>(text);
export const sessionId = (text: string): SessionId => asId<SessionId>(text);
export const bookingId = (text: string): BookingId => asId<BookingId>(text);
export const commandId = (text: string): CommandId => asId<CommandId>(text);
export const noticeId = (text: string): NoticeId => asId<NoticeId>(text);
export const holdId = (text: string): HoldId => asId<HoldId>(text);

export const identity = (text = '999 000 0018'): PatientIdentity => {
  const nhsNumber = parseNhsNumber(text);
  if (!nhsNumber) throw new Error(`${text} is no NHS number`);
  return { nhsNumber, dateOfBirth: dayAt('1980-02-29') };
};

export const sampleSession = (id = 'S1', more: Partial<Session> = {}): Session => ({
  id: sessionId(id),
  name: 'Dr Shah, morning',
  day: DAY_ONE,
  startsAt: later(startOfDay(DAY_ONE), 9 * 60 * MINUTE),
  endsAt: later(startOfDay(DAY_ONE), 12 * 60 * MINUTE),
  site: { id: asId('1'), name: 'Main Street' },
  clinicians: [{ id: asId('7'), name: 'Dr A Shah' }],
  counts: [
    {
      slotTypeId: slotTypeId('1'),
      slotTypeName: 'GP telephone',
      total: 3,
      open: 2,
      booked: 1,
      blocked: 0,
      embargoed: 0,
    },
  ],
  ...more,
});

export const sampleSlot = (id: string, minutes = 9 * 60, more: Partial<Slot> = {}): Slot => ({
  id: slotId(id),
  sessionId: sessionId('S1'),
  slotTypeId: slotTypeId('1'),
  day: DAY_ONE,
  startsAt: later(startOfDay(more.day ?? DAY_ONE), minutes * MINUTE),
  durationMin: 10,
  status: 'open',
  ...more,
});

export const dayChange = (more: Partial<DiaryDayChange> = {}): DiaryDayChange => ({
  day: DAY_ONE,
  generation: 1,
  countsReadAt: TEST_NOW,
  slotsReadAt: TEST_NOW,
  state: 'whole',
  putSessions: [],
  removeSessions: [],
  putSlots: [],
  removeSlots: [],
  ...more,
});

export const sampleHold = (id: string, slot: string, more: Partial<Hold> = {}): Hold => ({
  id: holdId(id),
  slotId: slotId(slot),
  createdAt: TEST_NOW,
  expiresAt: later(TEST_NOW, 5 * MINUTE),
  ...more,
});

export const sampleBooking = (id: string, slot = 'A', more: Partial<NewBooking> = {}): NewBooking => ({
  id: bookingId(id),
  slot: {
    ...sampleSlot(slot),
    slotTypeName: 'GP telephone',
    sessionName: 'Dr Shah, morning',
    clinicianName: 'Dr A Shah',
    siteName: 'Main Street',
  },
  patient: { ...identity(), reason: 'A cough for three weeks' },
  createdAt: TEST_NOW,
  ...more,
});

export const sampleCommand = (id: string, slot = 'A', more: Partial<NewCommand> = {}): NewCommand => ({
  id: commandId(id),
  kind: 'book',
  bookingId: bookingId(id),
  slotId: slotId(slot),
  sessionId: sessionId('S1'),
  startsAt: sampleSlot(slot).startsAt,
  token: `token-${id}`,
  notBefore: TEST_NOW,
  deadline: later(TEST_NOW, 60 * MINUTE),
  createdAt: TEST_NOW,
  ...more,
});

/** A booking and its command of the same id. */
export const book = (store: Store, id: string, slot = 'A'): void =>
  store.write((tx) => {
    tx.bookings.add(sampleBooking(id, slot));
    tx.commands.add(sampleCommand(id, slot));
  });

/** A booking that the diary has. */
export const keep = (store: Store, id: string, slot = 'A'): void => {
  book(store, id, slot);
  store.write((tx) => {
    tx.commands.move(commandId(id), { to: 'ready', at: TEST_NOW });
    tx.commands.move(commandId(id), { to: 'confirmed', at: TEST_NOW });
  });
};

/** Of the booking of that id, by the patient unless said otherwise. */
export const sampleCancellation = (
  id: string,
  of: string,
  slot = 'A',
  more: Partial<NewCommand> = {},
): NewCommand =>
  sampleCommand(id, slot, {
    kind: 'cancel',
    bookingId: bookingId(of),
    by: 'patient',
    token: `token-${of}`,
    ...more,
  });

export const cancel = (
  store: Store,
  id: string,
  of: string,
  slot = 'A',
  more: Partial<NewCommand> = {},
): void => store.write((tx) => tx.commands.add(sampleCancellation(id, of, slot, more)));
