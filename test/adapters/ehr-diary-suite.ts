// One suite for every EHR: a connector is done when it passes. Whatever a protocol cannot see it says in `sees`, and the
// suite asks no more of it than that.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Failure, FailureKind } from '#shared/domain/failure.ts';
import { type EhrPatientId, type SlotId, asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot, SlotStatus } from '#shared/domain/slot.ts';
import { addDays, minutesOf } from '#shared/domain/time.ts';

import type { Ask, WriteAnswer } from '../../src/main/ports/ehr-diary.ts';
import type { Misbehaviour, PracticeUnderTest, TrueSlot } from '../support/ehr-practice-under-test.ts';

const NEAR: Ask = { urgency: 'near' };
const WRITE: Ask = { urgency: 'write' };
const TOKEN = 'k7Qm2xZt9aB4';

export function describeEhrDiary(name: string, open: () => Promise<PracticeUnderTest>): void {
  describe(`the diary of ${name}`, () => {
    let practice: PracticeUnderTest;
    beforeEach(async () => {
      practice = await open();
    });
    afterEach(() => practice.end());

    const valueOf = <T>(outcome: Outcome<T>): T => {
      if (!outcome.ok) throw new Error(`${outcome.failure.message} ${outcome.failure.detail ?? ''}`);
      return outcome.value;
    };
    const failureOf = (outcome: Outcome<unknown>): Failure => {
      if (outcome.ok) throw new Error('This should have failed.');
      return outcome.failure;
    };
    const sessionsToday = async (): Promise<readonly Session[]> =>
      valueOf(await practice.diary.pullSessions({ from: practice.today, to: practice.today }, NEAR)).sessions;
    /** A session and one of its slots in the wanted state, as the connector sees them. */
    async function aSlot(status: SlotStatus): Promise<{ session: Session; slot: PulledSlot }> {
      for (const session of await sessionsToday()) {
        const slot = valueOf(await practice.diary.pullSlots(session, NEAR)).find(
          (one) => one.status === status,
        );
        if (slot) return { session, slot };
      }
      throw new Error(`The sample practice has no ${status} slot today`);
    }
    const book = (slot: PulledSlot): Promise<WriteAnswer> => {
      const patientId = asId<EhrPatientId>(practice.patient.patientId);
      return practice.diary.sendBooking({ slot, patientId, reason: 'Sore knee & café', token: TOKEN }, WRITE);
    };

    describe('reading', () => {
      it('lists the slot types', async () => {
        const names = valueOf(await practice.diary.pullSlotTypes(NEAR)).map((type) => type.name);
        expect(names).toEqual(expect.arrayContaining(['GP telephone', 'Nurse - smear', 'Staff meeting']));
      });

      it('reads the day exactly as it stands in the diary', async () => {
        const truth = await practice.truth(practice.today);
        const names = new Map(
          valueOf(await practice.diary.pullSlotTypes(NEAR)).map((type) => [type.id, type.name]),
        );
        const read: TrueSlot[] = [];
        for (const session of await sessionsToday()) {
          const slots = valueOf(await practice.diary.pullSlots(session, NEAR));
          read.push(...slots.map((slot) => asTruth(slot, names.get(slot.slotTypeId) ?? '')));
        }
        expect(read.length).toBeGreaterThan(100);
        expect(byId(read)).toEqual(byId(truth));
      });

      it('counts per session and slot type what the slots then show', async () => {
        const sessions = await sessionsToday();
        for (const session of sessions.slice(0, 5)) {
          const slots = valueOf(await practice.diary.pullSlots(session, NEAR));
          for (const count of session.counts) {
            const of = (status: SlotStatus) =>
              slots.filter((slot) => slot.slotTypeId === count.slotTypeId && slot.status === status).length;
            expect([of('open'), of('booked'), of('blocked'), of('embargoed')]).toEqual([
              count.open,
              count.booked,
              count.blocked,
              count.embargoed,
            ]);
          }
        }
      });

      it('tells the clock of the EHR', async () => {
        const window = { from: practice.today, to: practice.today };
        expect(valueOf(await practice.diary.pullSessions(window, NEAR)).ehrClock).toBeTypeOf('number');
      });

      it('refuses a longer window than the EHR answers', async () => {
        const { diary, today } = practice;
        const days = diary.sees.maxWindowDays;
        const last = addDays(today, days - 1);
        expect((await diary.pullSessions({ from: today, to: last }, NEAR)).ok).toBe(true);
        const tooLong = await diary.pullSessions({ from: today, to: addDays(last, 1) }, NEAR);
        expect(failureOf(tooLong).kind).toBe('invalid-input');
      });

      it('sees one slot as it is now, and says when it is gone', async () => {
        const { session, slot } = await aSlot('open');
        practice.staffBook(slot.id);
        expect(valueOf(await practice.diary.pullSlot({ session, slotId: slot.id }, WRITE))?.status).toBe(
          'booked',
        );
        const nowhere = asId<SlotId>('2147483647');
        expect(valueOf(await practice.diary.pullSlot({ session, slotId: nowhere }, WRITE))).toBeUndefined();
      });

      it('says that a slot is gone with its whole session', async () => {
        const session = (await sessionsToday()).find((one) =>
          one.counts.every((count) => count.booked === 0),
        );
        if (!session) throw new Error('Every session of today has a booking');
        const [slot] = valueOf(await practice.diary.pullSlots(session, NEAR));
        if (!slot) throw new Error('The session has no slots');
        practice.staffRemove(session.id);
        expect(valueOf(await practice.diary.pullSlot({ session, slotId: slot.id }, WRITE))).toBeUndefined();
      });
    });

    describe('finding a patient', () => {
      it('finds who is exactly this person', async () => {
        const { nhsNumber, dateOfBirth, patientId } = practice.patient;
        const found = valueOf(await practice.diary.findPatient({ nhsNumber, dateOfBirth }, WRITE));
        expect(found).toEqual({ nhsNumber, dateOfBirth, id: patientId, name: 'Ada Example' });
      });

      it('answers every other person with one and the same failure @hazard:H06', async () => {
        const asked = Object.entries(practice.strangers);
        expect(asked.length).toBeGreaterThanOrEqual(4);
        for (const [who, identity] of asked) {
          const outcome = await practice.diary.findPatient(identity, WRITE);
          expect({ who, outcome }).toEqual({
            who,
            outcome: {
              ok: false,
              failure: {
                kind: 'patient-not-matched',
                message: 'No patient of this practice has this NHS number and date of birth.',
              },
            },
          });
        }
      });
    });

    describe('booking', () => {
      it('books, and finds its mark when the slot is read back', async () => {
        const { session, slot } = await aSlot('open');
        expect(await book(slot)).toEqual({ class: 'applied' });
        expect(practice.slotInDiary(slot.id)).toMatchObject({
          status: 'booked',
          patientId: practice.patient.patientId,
        });
        const back = valueOf(await practice.diary.pullSlot({ session, slotId: slot.id }, WRITE));
        expect(back).toMatchObject({ status: 'booked', bookedFor: practice.patient.patientId });
        expect(back?.note).toContain(TOKEN);
      });

      it('never takes the refusal of a taken slot for proof', async () => {
        const { slot } = await aSlot('open');
        practice.staffBook(slot.id);
        expect((await book(slot)).class).toBe('ambiguous');
        expect(practice.slotInDiary(slot.id)?.patientId).not.toBe(practice.patient.patientId);
      });

      it('knows that nothing was booked when the sign-in is refused', async () => {
        const { slot } = await aSlot('open');
        practice.refuseSignIn();
        expect(await book(slot)).toMatchObject({ class: 'not-applied', failure: { kind: 'not-signed-in' } });
        expect(practice.slotInDiary(slot.id)?.status).toBe('open');
      });

      it('knows that nothing was booked when the EHR cannot be reached', async () => {
        const { slot } = await aSlot('open');
        await practice.shut();
        expect(await book(slot)).toMatchObject({
          class: 'not-applied',
          permanent: false,
          failure: { kind: 'unreachable' },
        });
      });

      it('knows that nothing was booked when it was stopped before it was sent', async () => {
        const { slot } = await aSlot('open');
        const patientId = asId<EhrPatientId>(practice.patient.patientId);
        const signal = AbortSignal.abort();
        const answer = await practice.diary.sendBooking(
          { slot, patientId, reason: 'Knee', token: TOKEN },
          { urgency: 'write', signal },
        );
        expect(answer).toMatchObject({ class: 'not-applied', failure: { kind: 'stopped' } });
        expect(practice.bookingsAsked()).toBe(0);
      });
    });

    const FAULTS: readonly Misbehaviour[] = [
      { kind: 'drop', when: 'before-work' },
      { kind: 'drop', when: 'after-work' },
      { kind: 'black-hole', when: 'before-work' },
      { kind: 'black-hole', when: 'after-work' },
      { kind: 'server-error', when: 'before-work' },
      { kind: 'server-error', when: 'after-work' },
      { kind: 'portal' },
      { kind: 'redirect' },
      { kind: 'garbage' },
      { kind: 'cut-off' },
      { kind: 'oversized' },
      { kind: 'overloaded' },
    ];
    const nameOf = (fault: Misbehaviour) => ('when' in fault ? `${fault.kind}, ${fault.when}` : fault.kind);

    it.each(FAULTS.map((fault) => [nameOf(fault), fault] as const))(
      'sends a booking once and is in doubt after: %s @hazard:H01 @hazard:H45',
      async (_name, fault) => {
        const { slot } = await aSlot('open');
        practice.misbehave('writes', fault);
        expect((await book(slot)).class).toBe('ambiguous');
        expect(practice.bookingsAsked()).toBe(1);
        expectNothingPersonalLogged(practice);
      },
    );

    const READ_FAILURES: readonly (readonly [Misbehaviour, readonly FailureKind[]])[] = [
      [{ kind: 'drop', when: 'after-work' }, ['interrupted']],
      [{ kind: 'black-hole', when: 'after-work' }, ['timed-out']],
      [{ kind: 'server-error', when: 'before-work' }, ['ehr-error']],
      [{ kind: 'portal' }, ['not-the-ehr']],
      [{ kind: 'redirect' }, ['not-the-ehr']],
      [{ kind: 'garbage' }, ['not-complete', 'not-understood']],
      [{ kind: 'cut-off' }, ['interrupted', 'not-complete']],
      [{ kind: 'oversized' }, ['too-large']],
      [{ kind: 'overloaded' }, ['busy']],
    ];

    it.each(READ_FAILURES.map(([fault, kinds]) => [nameOf(fault), fault, kinds] as const))(
      'reads nothing rather than half a diary after: %s @hazard:H15',
      async (_name, fault, kinds) => {
        const [session] = await sessionsToday();
        if (!session) throw new Error('No session today');
        practice.misbehave('reads', fault);
        const { today, diary } = practice;
        expect(kinds).toContain(failureOf(await diary.pullSessions({ from: today, to: today }, NEAR)).kind);
        const slots = failureOf(await diary.pullSlots(session, NEAR));
        expect(kinds).toContain(slots.kind);
        expectNothingPersonalLogged(practice);
      },
    );

    it('says how long the EHR wants to be left alone, and leaves it alone', async () => {
      practice.misbehave('all', { kind: 'overloaded' });
      expect(failureOf(await practice.diary.pullSlotTypes(NEAR))).toMatchObject({
        kind: 'busy',
        retryAfterMs: 7_000,
      });
      practice.misbehave('all', undefined);
      const held = failureOf(await practice.diary.pullSlotTypes(NEAR));
      expect(held.kind).toBe('busy');
      expect(held.retryAfterMs).toBeGreaterThan(5_000);
    });

    describe('the connection test', () => {
      it('passes every step', async () => {
        const steps = await practice.diary.testConnection(NEAR);
        expect(steps.at(-1)).toEqual({ step: 'read-diary' });
        expect(steps.every((step) => step.failure === undefined)).toBe(true);
      });

      it('names the sign-in when it is refused', async () => {
        practice.refuseSignIn();
        const steps = await practice.diary.testConnection(NEAR);
        expect(steps).toMatchObject([
          { step: 'reach' },
          { step: 'sign-in', failure: { kind: 'not-signed-in' } },
        ]);
      });

      it('names the way when nobody answers', async () => {
        await practice.shut();
        const steps = await practice.diary.testConnection(NEAR);
        expect(steps).toMatchObject([{ step: 'reach', failure: { kind: 'unreachable' } }]);
      });
    });

    it('logs each call for a patient by name, and nothing personal @hazard:H34 @hazard:H46', async () => {
      const { session, slot } = await aSlot('open');
      const { nhsNumber, dateOfBirth } = practice.patient;
      await practice.diary.findPatient({ nhsNumber, dateOfBirth }, WRITE);
      await practice.diary.pullSlot({ session, slotId: slot.id }, WRITE);
      await book(slot);
      expect(practice.logged.lines.length).toBeGreaterThan(2);
      expect(practice.logged.lines.every((line) => line.event === 'ehr.call')).toBe(true);
      expectNothingPersonalLogged(practice);
    });

    it('gives up what is under way when it is closed', async () => {
      practice.misbehave('reads', { kind: 'black-hole', when: 'before-work' });
      const asked = practice.diary.pullSlotTypes(NEAR);
      await practice.diary.close();
      expect(failureOf(await asked).kind).toBe('stopped');
      expect(failureOf(await practice.diary.pullSlotTypes(NEAR)).kind).toBe('stopped');
    });
  });
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

const byId = (slots: readonly TrueSlot[]) => new Map(slots.map((slot) => [slot.id, slot]));

function expectNothingPersonalLogged({ logged, secrets }: PracticeUnderTest): void {
  const text = logged.text();
  expect(logged.lines.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(text).not.toContain(secret);
}
