/**
 * From the patient's POST to the EHR's write request arriving there, less what the EHR takes for the questions that go
 * before every write (who is the patient, how is the slot now). What is left is ours: accepting the wish onto the disk,
 * waking the outbox, the intent onto the disk. Patients book while the first reading of the diary is still going on, and
 * then cancel what they have booked: the same, with one question before the write.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { throwPatients } from '../../src/main/sample-practice/diary/patients.ts';
import { addDays, asInstant, dayOf } from '../../src/shared/domain/time.ts';
import { type Answered, createBookingSiteCaller } from './support/booking-site-caller.ts';
import { startSample, startSlotkeeper } from './support/own-processes.ts';
import { median, percentile, report, say } from './support/report.ts';
import { type SeenRequest, startWatchingProxy } from './support/watching-proxy.ts';

const BOOKINGS = 60;
/** Within the site's limit of two bookings a second from one address. */
const APART_MS = 650;
const LIMIT_MS = 50;
const TOGETHER_MS = 5;
const TYPE = 'GP telephone';

const tomorrow = addDays(dayOf(asInstant(Date.now())), 1);
const { desk, ehr, stop: stopSample } = await startSample({ lively: 0 });
const sessionOf = new Map<string, string>();
for (let i = 0; i < 6; i += 1) {
  const wanted = {
    day: tomorrow,
    name: `Bench ${i}`,
    startMinute: 540 + i,
    slotTypeIds: Array(20).fill('12'),
  };
  const session = await desk.addSession(wanted);
  for (const { slotId } of session.slots) sessionOf.set(String(slotId), String(session.id));
}
const proxy = await startWatchingProxy(ehr.baseUrl);
const { site, stop } = await startSlotkeeper({
  ehr: { ...ehr, baseUrl: proxy.baseUrl },
  reading: { nearEverySeconds: 5 },
  // Nothing waits to be taken back: that would be measured otherwise.
  booking: { undoSeconds: 0 },
  activeSlotTypes: [TYPE, 'GP face to face', 'HCA blood test', 'Nurse - smear'],
});
const caller = createBookingSiteCaller(site);
const offered = await caller.untilOffered({ from: tomorrow, to: tomorrow, slotType: TYPE }, 120);
const slots = offered.filter(({ id }) => sessionOf.has(id)).slice(0, BOOKINGS + 1);
const patients = throwPatients('sample', 240).regulars;

const arrived = (what: string, fits: (query: URLSearchParams) => boolean, afterMs: number): SeenRequest => {
  const found = proxy.seen.find(
    ({ operation, query, arrivedMs }) => operation === what && arrivedMs >= afterMs && fits(query),
  );
  if (!found) throw new Error(`The EHR never saw ${what}.`);
  return found;
};

interface Times {
  readonly oursMs: number;
  readonly wholeMs: number;
  readonly preReadMs: number;
}

const isOfSession = (slotId: string) => (query: URLSearchParams) =>
  query.get('appointmentSessionId') === sessionOf.get(slotId);
const isOfSlot = (slotId: string) => (query: URLSearchParams) => [...query.values()].includes(slotId);

/** What is left when the time from the first question to the last one's answer is taken away. */
function oursOf(postedMs: number, wholeMs: number, asked: readonly SeenRequest[], write: SeenRequest): Times {
  const preReadEndMs = Math.max(...asked.map(({ answeredMs }) => answeredMs ?? Infinity));
  if (!(preReadEndMs <= write.arrivedMs))
    throw new Error('The write did not wait for the questions before it.');
  const preReadMs = preReadEndMs - Math.min(...asked.map(({ arrivedMs }) => arrivedMs));
  return { oursMs: write.arrivedMs - postedMs - preReadMs, wholeMs, preReadMs };
}

interface Booked {
  readonly times: Times;
  readonly slotId: string;
  readonly made: Answered;
}

async function book(i: number): Promise<Booked> {
  const [slot, patient] = [slots[i], patients[i]];
  if (!slot || !patient) throw new Error('There are too few slots or patients.');
  const { nhsNumber, bornOn: dateOfBirth } = patient;
  const postedMs = performance.now();
  const made = await caller.book({
    slotId: slot.id,
    patient: { nhsNumber, dateOfBirth },
    idempotencyKey: `bench-${i}`,
  });
  const wholeMs = performance.now() - postedMs;
  if (made.status !== 201) throw new Error(`Booking ${i} was answered with ${made.status}.`);
  const who = arrived('GetMatchedPatients', (query) => query.get('matchedTerms') === nhsNumber, postedMs);
  const write = arrived('BookAppointment', isOfSlot(slot.id), postedMs);
  // The two questions leave together; a reading of the diary may ask about the same session a little earlier.
  const how = arrived('GetSlotsForSessionV2', isOfSession(slot.id), who.arrivedMs - TOGETHER_MS);
  return { times: oursOf(postedMs, wholeMs, [who, how], write), slotId: slot.id, made };
}

async function cancel({ slotId, made }: Booked): Promise<Times> {
  const postedMs = performance.now();
  const { status } = await caller.cancel(made);
  const wholeMs = performance.now() - postedMs;
  if (status !== 200) throw new Error(`The cancellation of ${slotId} was answered with ${status}.`);
  const write = arrived('CancelAppointment', isOfSlot(slotId), postedMs);
  const how = arrived('GetSlotsForSessionV2', isOfSession(slotId), postedMs);
  return oursOf(postedMs, wholeMs, [how], write);
}

/** One after the other, within what the site allows one address. */
async function inTurn<T, Done>(all: readonly T[], act: (one: T) => Promise<Done>): Promise<Done[]> {
  const done: Done[] = [];
  for (const one of all) {
    const startMs = performance.now();
    done.push(await act(one));
    await wait(Math.max(0, APART_MS - (performance.now() - startMs)));
  }
  return done;
}

const seconds = Math.round((BOOKINGS * APART_MS) / 1_000);
say(`${BOOKINGS} bookings in about ${seconds} s, and their cancellations in as many ...`);
// The first ones open connections and compile what all others find ready.
await cancel(await book(BOOKINGS));
const booked = await inTurn(
  Array.from({ length: BOOKINGS }, (_, i) => i),
  book,
);
const cancelled = await inTurn(booked, cancel);
await stop();
proxy.close();
await stopSample();

tell(
  'booking',
  booked.map(({ times }) => times),
);
tell('cancelling', cancelled);

function tell(what: string, times: readonly Times[]): void {
  const ours = times.map(({ oursMs }) => oursMs);
  const whole = times.map(({ wholeMs }) => wholeMs);
  const theirs = median(times.map(({ preReadMs }) => preReadMs));
  say(`${what}, ours: ${ours.map((ms) => ms.toFixed(0)).join(' ')}`);
  say(`${what}, the EHR's part before the write, median: ${theirs.toFixed(0)} ms`);
  const beyond = `${what} to the write, beyond the pre-read`;
  report({ name: `${beyond}, median`, value: median(ours), unit: 'ms' });
  report({ name: `${beyond}, p95`, value: percentile(ours, 0.95), unit: 'ms', limit: LIMIT_MS });
  report({ name: `${what} to its confirmation, median`, value: median(whole), unit: 'ms' });
  report({ name: `${what} to its confirmation, p95`, value: percentile(whole, 0.95), unit: 'ms' });
}
