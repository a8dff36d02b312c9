/**
 * Reception at its window, over the whole core and the sample EMIS: cancels, moves, takes back and settles what a patient
 * booked, with the diary, the window's rows and what is posted for the patient to agree in the end.
 */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, expect, test } from 'vitest';

import type { BookingRow } from '#shared/contract/rows.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { type CoreWish, SMALL, type Scenario, openScenarioAt } from '../support/scenario-core.ts';
import { type ConfigurationWish, endEverything } from '../support/scenario-processes.ts';
import { ADA, TELEPHONE } from '../support/scenario-practice.ts';
import { takenOf } from '../support/scenario-api.ts';
import { waitUntil } from '../support/wait-until.ts';

let scenario: Scenario;
let posted: Server | undefined;
afterEach(async () => {
  await scenario.close();
  posted?.close();
  posted = undefined;
  await endEverything();
});

interface Posted {
  readonly id: string;
  readonly kind: string;
  readonly bookingId: string;
  readonly link: string;
}

/** Answers each notice well, and keeps it. */
async function listen(): Promise<{ readonly url: string; readonly heard: Posted[] }> {
  const heard: Posted[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      heard.push(JSON.parse(body) as Posted);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  posted = server;
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`, heard };
}

async function openWith(settings: ConfigurationWish & CoreWish): Promise<void> {
  scenario = await openScenarioAt(createEmisPractice(SMALL), settings);
  await waitUntil('slots are offered', async () => (await scenario.api.slots(TELEPHONE.name)).length > 1);
}
const desk = () => scenario.handlers.bookings;
async function valueOf<T>(answer: Outcome<T> | Promise<Outcome<T>>): Promise<T> {
  const outcome = await answer;
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}
const rowOf = async (id: BookingId): Promise<BookingRow> => {
  const row = (await scenario.snapshot()).bookings[id];
  if (!row) throw new Error('The window does not show it');
  return row;
};
const rowWith = (id: BookingId, state: BookingRow['state']): Promise<BookingRow> =>
  waitUntil(`the booking is ${state}`, async () => {
    const row = await rowOf(id);
    return row.state === state && row;
  });
async function bookAda(): Promise<{ readonly id: BookingId; readonly secret: string }> {
  // Tomorrow’s: nothing of it begins meanwhile.
  const slot = (await scenario.api.slots(TELEPHONE.name)).at(-1);
  if (!slot) throw new Error('Nothing is offered');
  const { booking, secret } = takenOf(await scenario.api.book({ slotId: slot.id, patient: ADA }));
  return { id: asId<BookingId>(booking.id), secret };
}
const adaInDiary = async (): Promise<number> =>
  (await scenario.practice.staff.find({ patientNumber: ADA.patientNumber })).length;

// First of all: the hurried clock runs away from EMIS’s own, and an EHR whose clock is far off is not written to.
test('settles what could not be proven, after a look at both sides', async () => {
  await openWith({ isHurried: true });
  // EMIS cannot prove that a booking was never made: absent after doubt is for a person.
  scenario.practice.setFaults([{ kind: 'black-hole', on: 'writes', times: 1 }]);
  const { id, secret } = await bookAda();
  const row = await waitUntil(
    'it needs a person',
    async () => {
      const now = await rowOf(id);
      return now.state === 'needs-you' && now;
    },
    60_000,
  );
  expect(row.unproven).toBe('book');
  const look = await valueOf(desk().look({ bookingId: id }));
  expect(look.ours.join(' ')).toMatch(/Sent to the diary once/);
  expect(look.theirs.length).toBeGreaterThan(0);
  expect(look.verdicts.map(({ verdict }) => verdict)).toEqual(['in-diary', 'not-in-diary', 'try-again']);
  await valueOf(desk().settle({ bookingId: id, verdict: 'try-again', note: 'Looked in the book' }));
  await rowWith(id, 'confirmed');
  expect(await adaInDiary()).toBe(1);
  expect((await scenario.api.booking(id, secret)).status).toBe('confirmed');
  expect((await desk().settle({ bookingId: id, verdict: 'in-diary', note: '' })).ok).toBe(false);
});

test('cancels with a reason: out of the diary, shown as reception’s, and told once', async () => {
  const { url, heard } = await listen();
  await openWith({ booking: { undoSeconds: 0 }, notices: { webhookUrl: url } });
  const { id, secret } = await bookAda();
  await rowWith(id, 'confirmed');
  expect(await adaInDiary()).toBe(1);
  await valueOf(desk().cancel({ bookingId: id, reason: 'Clinic is off' }));
  const row = await rowWith(id, 'cancelled');
  expect(row.endedBy).toBe('reception');
  expect(await adaInDiary()).toBe(0);
  const { status, cancelledBy } = await scenario.api.booking(id, secret);
  expect([status, cancelledBy]).toEqual(['cancelled', 'practice']);
  await waitUntil('both notices are posted', () => heard.length === 2);
  expect(heard.map(({ bookingId }) => bookingId)).toEqual([id, id]);
  expect(heard[0]?.kind).toBe('confirmed');
  expect(new URL(heard[1]?.link ?? '').searchParams.get('token')).toBe(secret);
  expect((await waitUntil('the row says so', async () => (await rowOf(id)).told?.deliveredAt)) > 0).toBe(
    true,
  );
  const why = Object.values((await scenario.snapshot()).events).map((event) => event.why);
  expect(why).toContain('Clinic is off');
});

test('takes a cancellation back while it waits, and nothing of it reaches the diary', async () => {
  await openWith({ booking: { undoSeconds: 60 } });
  const { id } = await bookAda();
  await rowWith(id, 'confirmed');
  await valueOf(desk().cancel({ bookingId: id, reason: '' }));
  const waiting = await rowWith(id, 'cancelling');
  expect(waiting.pending?.kind).toBe('cancel');
  expect(waiting.pending?.undoUntil).toBeGreaterThan(waiting.pending?.since ?? 0);
  await valueOf(desk().undo({ bookingId: id }));
  expect((await rowOf(id)).state).toBe('confirmed');
  const sent = Object.keys(scenario.practice.requests.counts());
  expect(sent.filter((operation) => /cancel/i.test(operation))).toEqual([]);
  expect(await adaInDiary()).toBe(1);
});

test('moves to another slot: the new one is booked, the old one goes, and each leads to the other', async () => {
  await openWith({ booking: { undoSeconds: 0 } });
  const { id } = await bookAda();
  const before = await rowWith(id, 'confirmed');
  const choices = await valueOf(desk().choices({ bookingId: id }));
  expect(choices.map(({ slotId }) => slotId)).not.toContain(before.slotId);
  expect(choices[0]?.slotTypeName).toBe(before.slotTypeName);
  const slotId = choices.at(-1)?.slotId ?? before.slotId;
  await valueOf(desk().move({ bookingId: id, slotId, reason: 'Clinic is off' }));
  const old = await rowWith(id, 'cancelled');
  expect(old.endedBy).toBe('move');
  const fresh = await rowOf(old.replacedBy ?? id);
  expect(fresh).toMatchObject({ state: 'confirmed', replaces: id, slotId, told: { kind: 'moved' } });
  expect(await adaInDiary()).toBe(1);
});
