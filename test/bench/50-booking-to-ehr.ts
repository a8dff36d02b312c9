/**
 * From the patient's POST to the EHR's write request arriving there, less what the EHR takes for the questions that go
 * before every write (who is the patient, how is the slot now). What is left is ours: accepting the wish onto the disk,
 * waking the outbox, the intent onto the disk. Patients book while the first reading of the diary is still going on.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { throwPatients } from '../../src/main/sample-practice/diary/patients.ts';
import { addDays, asInstant, dayOf } from '../../src/shared/domain/time.ts';
import { createBookingSiteCaller } from './support/booking-site-caller.ts';
import { startSample, startSlotkeeper } from './support/own-processes.ts';
import { percentile, report, say } from './support/report.ts';
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

async function book(i: number): Promise<Times> {
  const [slot, patient] = [slots[i], patients[i]];
  if (!slot || !patient) throw new Error('There are too few slots or patients.');
  const { nhsNumber, bornOn: dateOfBirth } = patient;
  const postedMs = performance.now();
  const status = await caller.book({
    slotId: slot.id,
    patient: { nhsNumber, dateOfBirth },
    idempotencyKey: `bench-${i}`,
  });
  const wholeMs = performance.now() - postedMs;
  if (status !== 201) throw new Error(`Booking ${i} was answered with ${status}.`);
  const who = arrived('GetMatchedPatients', (query) => query.get('matchedTerms') === nhsNumber, postedMs);
  const write = arrived('BookAppointment', (query) => [...query.values()].includes(slot.id), postedMs);
  const isOfSession = (query: URLSearchParams) =>
    query.get('appointmentSessionId') === sessionOf.get(slot.id);
  // The two questions leave together; a reading of the diary may ask about the same session a little earlier.
  const how = arrived('GetSlotsForSessionV2', isOfSession, who.arrivedMs - TOGETHER_MS);
  const preReadEndMs = Math.max(who.answeredMs ?? Infinity, how.answeredMs ?? Infinity);
  if (!(preReadEndMs <= write.arrivedMs))
    throw new Error('The write did not wait for the questions before it.');
  const preReadMs = preReadEndMs - Math.min(who.arrivedMs, how.arrivedMs);
  return { oursMs: write.arrivedMs - postedMs - preReadMs, wholeMs, preReadMs };
}

say(`${BOOKINGS} bookings in about ${Math.round((BOOKINGS * APART_MS) / 1_000)} s ...`);
await book(BOOKINGS); // the first one opens connections and compiles what all others find ready
const times: Times[] = [];
for (let i = 0; i < BOOKINGS; i += 1) {
  const startMs = performance.now();
  times.push(await book(i));
  await wait(Math.max(0, APART_MS - (performance.now() - startMs)));
}
await stop();
proxy.close();
await stopSample();

const [ours, whole] = [times.map(({ oursMs }) => oursMs), times.map(({ wholeMs }) => wholeMs)];
say(`ours: ${ours.map((ms) => ms.toFixed(0)).join(' ')}`);
say(
  `the EHR's part, median: ${percentile(
    times.map(({ preReadMs }) => preReadMs),
    0.5,
  ).toFixed(0)} ms`,
);
report({
  name: 'booking to the write, beyond the pre-read, median',
  value: percentile(ours, 0.5),
  unit: 'ms',
});
report({
  name: 'booking to the write, beyond the pre-read, p95',
  value: percentile(ours, 0.95),
  unit: 'ms',
  limit: LIMIT_MS,
});
report({ name: 'booking to its confirmation, median', value: percentile(whole, 0.5), unit: 'ms' });
report({ name: 'booking to its confirmation, p95', value: percentile(whole, 0.95), unit: 'ms' });
