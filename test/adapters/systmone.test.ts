// The SystmOne connector against the sample practice's SystmOne: the suite of every EHR, and what is SystmOne's own.
import { afterEach, describe, expect, it } from 'vitest';

import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import type { BookingToSend } from '../../src/main/ports/ehr-diary.ts';
import { DEVICE, type SystmOneUnderTest, openSystmOneUnderTest } from '../support/ehr-systmone-under-test.ts';
import { MONDAY_MORNING } from '../support/ehr-monday.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeEhrDiary } from './ehr-diary-suite.ts';

describeEhrDiary('SystmOne', () => openSystmOneUnderTest());

const NEAR = { urgency: 'near' } as const;
const WRITE = { urgency: 'write' } as const;

let under: SystmOneUnderTest;
const kindOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.failure.kind);
const pullTypes = async () => kindOf(await under.diary.pullSlotTypes(NEAR));

/** `isToCome`: a slot that has not begun. */
async function aBooking({ isToCome = false } = {}): Promise<BookingToSend> {
  const pulled = await under.diary.pullSessions({ from: under.today, to: under.today }, NEAR);
  if (!pulled.ok) throw new Error(pulled.failure.message);
  for (const session of pulled.value.sessions) {
    const slot = pulled.value.slots
      ?.get(session.id)
      ?.find(({ status, startsAt }) => status === 'open' && (!isToCome || startsAt > MONDAY_MORNING));
    const patientId = asId<EhrPatientId>(under.patient.patientId);
    if (slot) return { session, slot, patientId, reason: 'Sore knee', token: 'k7Qm2xZt9aB4' };
  }
  throw new Error('There is no free slot');
}

describe('what is SystmOne’s own', () => {
  afterEach(() => under.end());

  describe('a PC that SystmOne does not know yet', () => {
    const open = () => openSystmOneUnderTest({ sample: { deviceId: '' } });

    it('waits for somebody to approve it, turns everybody away meanwhile, and goes on by itself', async () => {
      under = await open();
      expect(await pullTypes()).toBe('device-waiting');
      const asked = under.sample.requests.of('GetOrganisationMetaData');
      expect(await pullTypes()).toBe('device-waiting');
      const { patientId } = under.patient;
      const steps = await under.diary.testConnection(NEAR);
      expect(steps.at(-1)).toMatchObject({ step: 'device', failure: { kind: 'device-waiting' } });
      expect(steps.slice(0, -1)).toEqual([
        { step: 'reach-port' },
        { step: 'application', isNotProven: true },
      ]);
      // One question on the screen, however often we are asked.
      expect([asked, under.sample.requests.of('GetOrganisationMetaData')]).toEqual([1, 1]);
      expect(under.sample.answerDevice(true)).toBe(true);
      await waitUntil('the approval is known', () => under.keptDeviceIds.length > 0);
      expect(await pullTypes()).toBe('ok');
      expect(under.keptDeviceIds).toEqual([under.sample.ehr.deviceId]);
      expect(
        await under.diary.sendBooking({ ...(await aBooking()), patientId: asId(patientId) }, WRITE),
      ).toEqual({
        class: 'applied',
      });
    });

    it('books nothing while it waits', async () => {
      under = await openSystmOneUnderTest();
      const booking = await aBooking();
      await under.end();
      under = await open();
      expect(await under.diary.sendBooking(booking, WRITE)).toMatchObject({
        class: 'not-applied',
        permanent: false,
        failure: { kind: 'device-waiting' },
      });
      expect(under.bookingsAsked()).toBe(0);
    });

    it('says so when it is not let in, and asks again the next time', async () => {
      under = await open();
      expect(await pullTypes()).toBe('device-waiting');
      under.sample.answerDevice(false);
      await waitUntil('the refusal is known', async () => (await pullTypes()) === 'device-blocked');
      under.sample.setDevices('ask');
      expect(await pullTypes()).toBe('device-waiting');
      under.sample.answerDevice(true);
      await waitUntil('the approval is known', () => under.keptDeviceIds.length > 0);
      expect(await pullTypes()).toBe('ok');
    });

    it('asks again when the user has logged off without an answer', async () => {
      under = await open();
      expect(await pullTypes()).toBe('device-waiting');
      await under.sample.logOff();
      await waitUntil('the log-off is known', async () => (await pullTypes()) === 'not-open');
      await under.sample.logOn();
      expect(await pullTypes()).toBe('device-waiting');
      expect(under.keptDeviceIds).toEqual([]);
    });
  });

  describe('a PC that SystmOne knows', () => {
    it('is not asked about again, and says so when it is blocked later', async () => {
      under = await openSystmOneUnderTest();
      expect(await pullTypes()).toBe('ok');
      under.sample.setDevices('blocked');
      expect(await pullTypes()).toBe('device-blocked');
      const steps = await under.diary.testConnection(NEAR);
      expect(steps.at(-1)).toMatchObject({ step: 'device', failure: { kind: 'device-blocked' } });
      expect(under.keptDeviceIds).toEqual([]);
      expect(under.sample.isAskingForDevice()).toBe(false);
      expect(under.logged.text()).not.toContain(DEVICE);
    });

    it('says that SystmOne is not open when the user logs off, and mends itself when they log on', async () => {
      under = await openSystmOneUnderTest();
      const booking = await aBooking();
      await under.sample.logOff();
      await waitUntil('the log-off is known', async () => (await pullTypes()) === 'not-open');
      expect(await under.diary.sendBooking(booking, WRITE)).toMatchObject({
        class: 'not-applied',
        failure: { kind: 'not-open' },
      });
      await under.sample.logOn();
      expect(await pullTypes()).toBe('ok');
      expect(await under.diary.sendBooking(booking, WRITE)).toEqual({ class: 'applied' });
    });
  });

  describe('another practice’s SystmOne', () => {
    it('is neither read nor written, whatever is asked @hazard:H47', async () => {
      under = await openSystmOneUnderTest();
      const booking = await aBooking();
      const { ehr } = under.sample;
      await under.end();
      under = await openSystmOneUnderTest({
        deps: { practice: { name: 'Other Surgery', odsCode: 'Z99999' } },
        sample: { port: ehr.port },
      });
      const { nhsNumber, dateOfBirth } = under.patient;
      const { diary, today } = under;
      expect(await pullTypes()).toBe('wrong-organisation');
      expect(kindOf(await diary.pullSessions({ from: today, to: today }, NEAR))).toBe('wrong-organisation');
      expect(kindOf(await diary.findPatient({ nhsNumber, dateOfBirth }, WRITE))).toBe('wrong-organisation');
      expect(await diary.sendBooking(booking, WRITE)).toMatchObject({
        class: 'not-applied',
        permanent: false,
        failure: { kind: 'wrong-organisation' },
      });
      const steps = await diary.testConnection(NEAR);
      expect(steps.at(-1)).toMatchObject({ step: 'organisation', failure: { kind: 'wrong-organisation' } });
      for (const name of ['GetDiary', 'GetAppointmentSlots', 'GetPatientRecord', 'UpdatePatientRecord']) {
        expect(under.sample.requests.of(name)).toBe(0);
      }
    });
  });

  describe('booking in SystmOne', () => {
    it('is told to try later while the record is open in the client, and then works', async () => {
      under = await openSystmOneUnderTest();
      const booking = await aBooking();
      under.sample.setModes({ recordOpen: [under.patient.nhsNumber] });
      expect(await under.diary.sendBooking(booking, WRITE)).toMatchObject({
        class: 'ambiguous',
        saidNo: true,
        failure: { kind: 'try-later' },
      });
      under.sample.setModes({ recordOpen: [] });
      expect(await under.diary.sendBooking(booking, WRITE)).toEqual({ class: 'applied' });
    });

    it('sends nothing for a slot or a patient that is none of SystmOne’s', async () => {
      under = await openSystmOneUnderTest();
      const booking = await aBooking();
      const { slot, session } = booking;
      for (const [wrong, permanent] of [
        [{ ...booking, patientId: asId<EhrPatientId>('4471') }, true],
        [{ ...booking, slot: { ...slot, id: asId<typeof slot.id>('900123') } }, true],
        [{ ...booking, slot: { ...slot, durationMin: slot.durationMin + 5 } }, false],
        [{ ...booking, session: { ...session, name: 'Another clinic' } }, false],
      ] as const) {
        expect(await under.diary.sendBooking(wrong, WRITE)).toMatchObject({
          class: 'not-applied',
          permanent,
          failure: { kind: 'invalid-input' },
        });
      }
      expect(under.bookingsAsked()).toBe(0);
    });

    it('finds its booking although the store has lost the session', async () => {
      under = await openSystmOneUnderTest();
      const { session, slot, patientId, token, reason } = await aBooking();
      await under.diary.sendBooking({ session, slot, patientId, token, reason }, WRITE);
      const bare = {
        ...session,
        site: { ...session.site, id: asId<typeof session.site.id>('') },
        clinicians: [],
        counts: [],
      };
      const back = await under.diary.pullSlot(
        { session: bare, slotId: slot.id, booking: { patientId, token } },
        WRITE,
      );
      expect(back.ok && back.value).toMatchObject({ id: slot.id, status: 'booked', bookedFor: patientId });
    });
  });

  describe('cancelling in SystmOne', () => {
    it('is told to try later while the record is open in the client, and then works', async () => {
      under = await openSystmOneUnderTest();
      const { reason: _reason, ...ours } = await aBooking();
      expect((await under.diary.sendBooking({ ...ours, reason: 'Sore knee' }, WRITE)).class).toBe('applied');
      const { session, slot, patientId, token } = ours;
      const sought = { session, slotId: slot.id, booking: { patientId, token } };
      const seen = await under.diary.pullSlot(sought, WRITE);
      const appointmentId = seen.ok ? seen.value?.appointmentId : undefined;
      if (appointmentId === undefined) throw new Error('The appointment has no key');
      const cancellation = { ...ours, appointmentId, by: 'patient' } as const;
      under.sample.setModes({ recordOpen: [under.patient.nhsNumber] });
      expect(await under.diary.sendCancellation(cancellation, WRITE)).toMatchObject({
        class: 'ambiguous',
        saidNo: true,
        failure: { kind: 'try-later' },
      });
      expect(under.slotInDiary(slot.id)?.status).toBe('booked');
      under.sample.setModes({ recordOpen: [] });
      expect(await under.diary.sendCancellation(cancellation, WRITE)).toEqual({ class: 'applied' });
      expect(under.slotInDiary(slot.id)?.status).toBe('open');
    });

    it('finds the key in the patient’s record where the diary shows none', async () => {
      under = await openSystmOneUnderTest();
      under.sample.setModesFrom({ diaryUids: 'left-out' });
      const booking = await aBooking({ isToCome: true });
      expect((await under.diary.sendBooking(booking, WRITE)).class).toBe('applied');
      const { session, slot, patientId, token } = booking;
      const sought = { session, slotId: slot.id, booking: { patientId, token } };
      const seen = await under.diary.pullSlot(sought, WRITE);
      if (!seen.ok || !seen.value) throw new Error('The booking is not found');
      expect(seen.value).toMatchObject({ status: 'booked', bookedFor: patientId });
      expect(seen.value).not.toHaveProperty('appointmentId');
      const cancellation = { session, slot: seen.value, patientId, token, by: 'practice' } as const;
      expect(await under.diary.sendCancellation(cancellation, WRITE)).toEqual({ class: 'applied' });
      expect(under.slotInDiary(slot.id)?.status).toBe('open');
      expect(() => under.sample.setModesFrom({ diaryUids: 'sometimes' })).toThrow('diaryUids');
    });
  });

  describe('the pace', () => {
    it('is one that SystmOne answers: nothing is throttled, and no answer is missing', async () => {
      under = await openSystmOneUnderTest({
        sample: { throttle: 'drop' },
        isPaced: true,
      });
      const day = { from: under.today, to: under.today };
      const asked = [under.diary.pullSlotTypes(NEAR), under.diary.pullSessions(day, NEAR)];
      expect((await Promise.all(asked)).map(kindOf)).toEqual(['ok', 'ok']);
      expect(under.sample.throttled()).toBe(0);
    }, 20_000);

    it('being passed, the silence is told as such, and a booking as doubt', async () => {
      under = await openSystmOneUnderTest();
      expect((await under.diary.sendBooking(await aBooking(), WRITE)).class).toBe('applied');
      const booking = await aBooking();
      under.sample.setModes({ throttle: 'drop' });
      await under.diary.pullSlotTypes(NEAR);
      expect(await under.diary.sendBooking(booking, WRITE)).toMatchObject({
        class: 'ambiguous',
        failure: { kind: 'timed-out' },
      });
      expect(under.sample.throttled()).toBe(1);
    });
  });
});
