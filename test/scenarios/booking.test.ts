// Booking over real sockets into the sample EMIS practice: what it does when answers are lost, when it is down, and when
// Slotkeeper is killed at the worst moments. The truth is the sample's own diary, never what we think of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BookingId, SlotId } from '#shared/domain/ids.ts';
import type { Slot } from '#shared/domain/slot.ts';
import { endOfDay, startOfDay } from '#shared/domain/time.ts';
import { TURN_FAILPOINTS } from '../../src/main/outbox/outbox-deps.ts';
import { REQUEST_FAILPOINTS } from '../../src/main/bookings/request-booking.ts';
import type { EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { type TestStore, openTestStore } from '../support/open-test-store.ts';
import { type ChildOrder, connect, patientSide, readDayInto } from '../support/outbox-over-sockets.ts';
import { ADA, TELEPHONE, identityOf, patientAt, tomorrow } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

const CHILD = fileURLToPath(new URL('../support/outbox-child.ts', import.meta.url));
const emis = createEmisPractice({ port: 0, weeks: 1, clinicians: 2, lively: 0 });

const ada = identityOf(ADA);

let opened: TestStore;
let diary: EhrDiary;
let slots: Slot[];

beforeAll(async () => {
  await emis.start();
  // A day of its own with room for every test, whatever day of the week tomorrow is.
  emis.staff.addSession({ day: tomorrow(), slotTypeIds: Array.from({ length: 40 }, () => TELEPHONE.id) });
});
afterAll(() => emis.close());

beforeEach(async () => {
  emis.setFaults([]);
  diary = connect(emis.ehr);
  opened = openTestStore();
  await readDayInto(opened.store, diary, tomorrow(), TELEPHONE.name);
  slots = opened.store.read.slots.openBetween(startOfDay(tomorrow()), endOfDay(tomorrow()));
});
afterEach(async () => {
  await diary.close();
  opened.close();
});

const nextSlot = (): SlotId => {
  const slot = slots.pop();
  if (!slot) throw new Error('No slot is left');
  return slot.id;
};
const inDiary = (id: SlotId) => emis.staff.slot(Number(id));
const asked = () => emis.requests.of('BookAppointment');

async function withOutbox<T>(use: (side: ReturnType<typeof patientSide>) => Promise<T>): Promise<T> {
  const side = patientSide(opened.store, diary);
  side.outbox.start();
  try {
    return await use(side);
  } finally {
    await side.outbox.stop();
  }
}

const book = (slotId: SlotId, patient = ada, reason = 'A cough for three weeks') =>
  withOutbox(async ({ requestBooking, outbox }) => {
    const receipt = requestBooking({ slotId, patient, reason });
    if (!receipt.ok) throw new Error(receipt.failure.kind);
    return outbox.whenSettled(receipt.value.bookingId, 20_000);
  });

describe('booking into EMIS', () => {
  test('the diary has it when the patient hears yes', async () => {
    const slotId = nextSlot();
    const before = asked();
    const booking = await book(slotId);
    expect(booking?.state).toBe('confirmed');
    expect(inDiary(slotId)).toMatchObject({
      patientNumber: ADA.patientNumber,
      reason: 'A cough for three weeks',
    });
    expect(asked() - before).toBe(1);
  });

  test('taken by the desk a moment before: told no, nothing sent', async () => {
    const slotId = nextSlot();
    emis.staff.book(Number(slotId), patientAt(3).patientNumber);
    const before = asked();
    const booking = await book(slotId);
    expect(booking).toMatchObject({ state: 'not-booked', failure: { kind: 'slot-taken' } });
    expect(asked() - before).toBe(0);
  });

  test('a wrong date of birth: told no, nothing sent', async () => {
    const before = asked();
    const booking = await book(nextSlot(), {
      ...ada,
      dateOfBirth: patientAt(5).bornOn as typeof ada.dateOfBirth,
    });
    expect(booking).toMatchObject({ state: 'not-booked', failure: { kind: 'patient-not-matched' } });
    expect(asked() - before).toBe(0);
  });

  test('the answer is dropped after the work: confirmed once, asked once', async () => {
    const slotId = nextSlot();
    emis.setFaults([{ on: 'writes', kind: 'drop', when: 'after-work' }]);
    const before = asked();
    expect((await book(slotId))?.state).toBe('confirmed');
    expect(inDiary(slotId)?.patientNumber).toBe(ADA.patientNumber);
    expect(asked() - before).toBe(1);
  });

  test('dropped before the work: for a person, and never sent again', async () => {
    const slotId = nextSlot();
    emis.setFaults([{ on: 'writes', kind: 'drop', when: 'before-work' }]);
    const before = asked();
    expect((await book(slotId))?.state).toBe('needs-you');
    expect(inDiary(slotId)?.patientNumber).toBeNull();
    expect(asked() - before).toBe(1);
  });

  test('EMIS is down while booking: accepted, and confirmed when it is back', async () => {
    const slotId = nextSlot();
    await withOutbox(async ({ requestBooking, outbox }) => {
      await emis.stop();
      const receipt = requestBooking({ slotId, patient: ada, reason: '' });
      if (!receipt.ok) throw new Error(receipt.failure.kind);
      expect((await outbox.whenSettled(receipt.value.bookingId, 1_500))?.state).toBe('accepted');
      await emis.start();
      expect((await outbox.whenSettled(receipt.value.bookingId, 40_000))?.state).toBe('confirmed');
    });
    expect(inDiary(slotId)).toMatchObject({ patientNumber: ADA.patientNumber, reason: 'Booked online' });
  });

  test('twenty at once: each in its own slot, once', async () => {
    const wanted = Array.from({ length: 20 }, nextSlot);
    const before = asked();
    await withOutbox(async ({ requestBooking, outbox }) => {
      const ids = wanted.map((slotId): BookingId => {
        const receipt = requestBooking({ slotId, patient: ada, reason: '' });
        if (!receipt.ok) throw new Error(receipt.failure.kind);
        return receipt.value.bookingId;
      });
      const fates = await Promise.all(ids.map((id) => outbox.whenSettled(id, 20_000)));
      expect(fates.map((booking) => booking?.state)).toEqual(wanted.map(() => 'confirmed'));
    });
    for (const slotId of wanted) expect(inDiary(slotId)?.patientNumber).toBe(ADA.patientNumber);
    expect(asked() - before).toBe(wanted.length);
  });
});

describe('killed while booking @hazard:H01 @hazard:H03', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function run(order: ChildOrder) {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let said = '';
    let complained = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
    let isOver = false;
    const ended = new Promise<void>((resolve) =>
      child.once('close', () => {
        isOver = true;
        resolve();
      }),
    );
    const hears = (what: RegExp) =>
      waitUntil(
        `the child says ${what}`,
        () => {
          const found = what.exec(said)?.[1];
          if (found === undefined && isOver) throw new Error(`it ended: ${complained}`);
          return found;
        },
        50_000,
      );
    const kill = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    return { hears, kill, ended };
  }

  test.each([...REQUEST_FAILPOINTS, ...TURN_FAILPOINTS])(
    'at %s: after the restart it is booked once or with a person, never twice',
    async (stopAt) => {
      const slotId = nextSlot();
      const file = opened.file;
      opened.store.close();
      const isInDoubt = stopAt === 'doubted' || stopAt === 'read-back';
      emis.setFaults(isInDoubt ? [{ on: 'writes', kind: 'drop', when: 'after-work', times: 1 }] : []);
      const before = asked();
      const request = { slotId, patient: ada, reason: '', idempotencyKey: `killed at ${stopAt}` };
      const order = { file, ehr: emis.ehr, request };

      const killed = run({ ...order, stopAt });
      await killed.hears(new RegExp(`at (${stopAt})`));
      if (stopAt === 'sent') await waitUntil('EMIS has the request', () => asked() > before);
      await killed.kill();

      const restarted = run(order);
      const told = await restarted.hears(/told (\S+)/);
      await restarted.ended;
      const held = inDiary(slotId)?.patientNumber;
      expect(asked() - before).toBeLessThanOrEqual(1);
      // Between the intent and sending nobody can know whether it left: that one a person settles.
      expect(told).toBe(stopAt === 'intent' ? 'needs-you' : 'confirmed');
      expect(held).toBe(stopAt === 'intent' ? null : ADA.patientNumber);
      opened = opened.reopen();
    },
  );
});
