// What every part of the adapter suite asks with: the practice of the running test, and short ways to read and to book.
import { expect } from 'vitest';

import type { Failure } from '#shared/domain/failure.ts';
import { type EhrPatientId, type SessionId, asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot, SlotStatus } from '#shared/domain/slot.ts';
import { type LocalDay, addDays, minutesOf } from '#shared/domain/time.ts';

import type {
  Ask,
  CancellationToSend,
  DayWindow,
  SoughtSlot,
  WriteAnswer,
} from '../../../src/main/ports/ehr-diary.ts';
import type { PracticeUnderTest, TrueSlot } from '../../support/ehr-practice-under-test.ts';

export const NEAR: Ask = { urgency: 'near' };
export const WRITE: Ask = { urgency: 'write' };
export const TOKEN = 'k7Qm2xZt9aB4';

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.message} ${outcome.failure.detail ?? ''}`);
  return outcome.value;
}

export function failureOf(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('This should have failed.');
  return outcome.failure;
}

export interface SessionRead {
  readonly session: Session;
  readonly slots: readonly PulledSlot[];
}

const asTruth = (slot: PulledSlot, slotType: string): TrueSlot => ({
  id: slot.id,
  sessionId: slot.sessionId,
  slotType,
  day: slot.day,
  startMinute: minutesOf(slot.startsAt),
  lengthMinutes: slot.durationMin,
  status: slot.status,
  ...(slot.bookedFor === undefined ? {} : { patientId: slot.bookedFor }),
});

export const byId = (slots: readonly TrueSlot[]): ReadonlyMap<string, TrueSlot> =>
  new Map(slots.map((slot) => [slot.id, slot]));

/** Says nothing that is not a number or a word of ours: no id of anybody, no text of the EHR. */
export function expectNothingPersonalLogged({ logged, secrets }: PracticeUnderTest): void {
  const text = logged.text();
  expect(logged.lines.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(text).not.toContain(secret);
  for (const { fields } of logged.lines) {
    for (const value of Object.values(fields)) {
      if (typeof value === 'string') expect(value).toMatch(/^(?!.*\d{8})[\w .,:;()/'-]{1,120}$/);
    }
  }
}

export type Asks = ReturnType<typeof asksOf>;

/** `under` is asked anew at each call: every test has a practice of its own. */
export function asksOf(under: () => PracticeUnderTest) {
  const today = (): DayWindow => ({ from: under().today, to: under().today });
  const sessionsOf = async (window: DayWindow): Promise<readonly Session[]> =>
    valueOf(await under().diary.pullSessions(window, NEAR)).sessions;

  /** Sessions with their slots, as the reading gets them: with the answer where that carries them, else session by session. */
  async function readWindow(window: DayWindow): Promise<readonly SessionRead[]> {
    const { sessions, slots } = valueOf(await under().diary.pullSessions(window, NEAR));
    const read: SessionRead[] = [];
    for (const session of sessions) {
      const given = slots ? slots.get(session.id) : valueOf(await under().diary.pullSlots(session, NEAR));
      if (!given) throw new Error('A session has no entry among the slots');
      read.push({ session, slots: given });
    }
    return read;
  }

  return {
    under,
    today,
    days: (count: number): LocalDay[] => Array.from({ length: count }, (_, n) => addDays(under().today, n)),
    sessionsToday: () => sessionsOf(today()),
    sessionsOf,
    readWindow,
    /** Every slot that was read, in the words in which the practice itself tells the truth. */
    async readAsTruth(window: DayWindow): Promise<readonly TrueSlot[]> {
      const types = valueOf(await under().diary.pullSlotTypes(NEAR));
      const names = new Map(types.map(({ id, name }) => [id, name]));
      const read = await readWindow(window);
      return read.flatMap(({ slots }) =>
        slots.map((slot) => asTruth(slot, names.get(slot.slotTypeId) ?? 'a type that is not listed')),
      );
    },
    /** A session and one of its slots in the wanted state, as the connector sees them. */
    async aSlot(status: SlotStatus): Promise<{ session: Session; slot: PulledSlot }> {
      for (const { session, slots } of await readWindow(today())) {
        const slot = slots.find((one) => one.status === status);
        if (slot) return { session, slot };
      }
      throw new Error(`The sample practice has no ${status} slot today`);
    },
    /** A session as it is read now. */
    async sessionNow(id: SessionId): Promise<Session> {
      const found = (await sessionsOf(today())).find((session) => session.id === id);
      if (!found) throw new Error('The session is gone');
      return found;
    },
    book(session: Session, slot: PulledSlot, signal?: AbortSignal): Promise<WriteAnswer> {
      const patientId = asId<EhrPatientId>(under().patient.patientId);
      const booking = { session, slot, patientId, reason: 'Sore knee & café', token: TOKEN };
      return under().diary.sendBooking(booking, signal ? { ...WRITE, signal } : WRITE);
    },
    /** Takes the appointment out that a look has shown; `more` is what a test says otherwise. */
    cancel(
      session: Session,
      seen: PulledSlot,
      more: Partial<CancellationToSend> & { readonly signal?: AbortSignal } = {},
    ): Promise<WriteAnswer> {
      const { signal, ...rest } = more;
      const { appointmentId } = seen;
      const cancellation: CancellationToSend = {
        session,
        slot: seen,
        patientId: asId<EhrPatientId>(under().patient.patientId),
        token: TOKEN,
        by: 'patient',
        ...(appointmentId === undefined ? {} : { appointmentId }),
        ...rest,
      };
      return under().diary.sendCancellation(cancellation, signal ? { ...WRITE, signal } : WRITE);
    },
    /** Looks for our booking in the slot, as after a lost answer. */
    async readBack(session: Session, slot: PulledSlot): Promise<PulledSlot | undefined> {
      const patientId = asId<EhrPatientId>(under().patient.patientId);
      const sought: SoughtSlot = { session, slotId: slot.id, booking: { patientId, token: TOKEN } };
      return valueOf(await under().diary.pullSlot(sought, WRITE));
    },
  };
}
