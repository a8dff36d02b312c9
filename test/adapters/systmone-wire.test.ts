// SystmOne on a bad line, byte by byte: what arrives split, cut, slow, doubled or from somebody else. Whatever comes, a
// reading is whole or fails, and a booking is sent once and believed only when its own answer comes back.
import { setTimeout as wait } from 'node:timers/promises';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FAILURE_KINDS, type FailureKind } from '#shared/domain/failure.ts';
import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import { addDays } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { EhrDiaryDeps } from '../../src/main/ehr/ehr-diary-deps.ts';
import type { BookingToSend, CancellationToSend, EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import { HASTY, MONDAY, standingClock } from '../support/ehr-monday.ts';
import { createListeningLog } from '../support/ehr-listening-log.ts';
import {
  BOOKED,
  DIARY,
  FREE,
  RAW_DEVICE,
  RAW_ODS_CODE,
  type RawAct,
  type RawSystmOne,
  answerTo,
  bookingOf,
  clinicOf,
  refusalOf,
  says,
  siteOf,
  slotAt,
  startRawSystmOne,
} from '../support/ehr-systmone-raw.ts';

const WINDOW = { from: MONDAY, to: MONDAY };
const NEAR = { urgency: 'near' } as const;
const WRITE = { urgency: 'write' } as const;

let raw: RawSystmOne;
let diary: EhrDiary;
let logged: ReturnType<typeof createListeningLog>;

function openDiary(more: Partial<EhrDiaryDeps> = {}, deviceId = RAW_DEVICE, host = '127.0.0.1'): EhrDiary {
  logged = createListeningLog();
  return createEhrDiary(
    { kind: 'systmone', host, port: raw.port, apiKey: 'KEY-1', deviceId },
    {
      ...HASTY,
      log: logged.log,
      practice: { name: 'Raw Surgery', odsCode: RAW_ODS_CODE },
      requestsPerSecond: 100_000,
      isPaced: false,
      ...more,
    },
  );
}

beforeEach(async () => {
  raw = await startRawSystmOne();
  diary = openDiary();
});
afterEach(async () => {
  await diary.close();
  await raw.close();
});

/** How many slots, or why not. */
async function read(): Promise<number | FailureKind> {
  const pulled = await diary.pullSessions(WINDOW, NEAR);
  return pulled.ok ? [...(pulled.value.slots?.values() ?? [])].flat().length : pulled.failure.kind;
}
const named = (name: string) => raw.requests.filter((request) => request.name === name);

async function aBooking(): Promise<BookingToSend> {
  const pulled = await diary.pullSessions(WINDOW, NEAR);
  if (!pulled.ok) throw new Error(pulled.failure.message);
  const [session] = pulled.value.sessions;
  const slot = session && pulled.value.slots?.get(session.id)?.find(({ status }) => status === 'open');
  if (!session || !slot) throw new Error('There is no free slot');
  const patientId = asId<EhrPatientId>('9990000018');
  return { session, slot, patientId, reason: 'Sore knee', token: 'k7Qm2xZt9aB4' };
}

/** The answer cut into pieces that leave one by one. */
const inPieces =
  (response: string, ...at: readonly number[]): RawAct =>
  (socket, request) => {
    const bytes = Buffer.from(answerTo(request, response));
    const cuts = [0, ...at, bytes.length];
    void (async () => {
      for (let i = 1; i < cuts.length; i += 1) {
        socket.write(bytes.subarray(cuts[i - 1], cuts[i]));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
  };

const lengthOf = (name: string, response: string): number =>
  answerTo(named(name)[0] ?? { name, uid: '', deviceId: RAW_DEVICE }, response).length;

/** All but the last `missing` bytes, and then the end of the connection. */
const cutBy =
  (response: string, missing: number): RawAct =>
  (socket, request) =>
    void socket.end(answerTo(request, response).slice(0, -missing));

describe('what comes in pieces', () => {
  it('is the same whole, byte by byte and split anywhere', async () => {
    expect(await read()).toBe(4);
    const length = lengthOf('GetAppointmentSlots', FREE);
    raw.on('GetAppointmentSlots', inPieces(FREE, ...Array.from({ length }, (_, n) => n)));
    expect(await read()).toBe(4);
    for (let at = 1; at < length; at += 5) {
      raw.on('GetAppointmentSlots', inPieces(FREE, at));
      expect(await read()).toBe(4);
    }
    expect(raw.connections()).toBe(1);
  });

  it.each([
    ['GetAppointmentSlots', FREE],
    ['GetDiary', DIARY],
  ])('cut off at every byte of %s is never taken for a shorter diary @hazard:H15', async (name, response) => {
    expect(await read()).toBe(4);
    const length = lengthOf(name, response);
    // Only the newline missing: behind the closing tag nothing is.
    raw.on(name, (socket, request) => void socket.write(answerTo(request, response).trimEnd()));
    expect(await read()).toBe(4);
    const came = new Map<unknown, number>();
    for (let missing = 2; missing <= length; missing += 1) {
      raw.on(name, cutBy(response, missing));
      const what = await read();
      came.set(what, (came.get(what) ?? 0) + 1);
    }
    expect([...came]).toEqual([['interrupted', length - 1]]);
    raw.on(name, undefined);
    expect(await read()).toBe(4);
  });

  it('cut off at every byte of a confirmation leaves the booking in doubt, and sends it once @hazard:H01', async () => {
    const booking = await aBooking();
    expect((await diary.sendBooking(booking, WRITE)).class).toBe('applied');
    const length = lengthOf('UpdatePatientRecord', BOOKED);
    for (let missing = 2; missing <= length; missing += 1) {
      raw.on('UpdatePatientRecord', cutBy(BOOKED, missing));
      const answer = await diary.sendBooking(booking, WRITE);
      expect(answer).toMatchObject({ class: 'ambiguous', failure: { kind: 'interrupted' } });
      expect(answer).not.toHaveProperty('saidNo');
    }
    expect(named('UpdatePatientRecord')).toHaveLength(length);
  });
});

const raw1 =
  (text: string | Buffer): RawAct =>
  (socket) =>
    void socket.write(text);
const altered =
  (alter: (answer: string) => string): RawAct =>
  (socket, request) =>
    void socket.write(alter(answerTo(request, FREE)));

const BOMB = `<!DOCTYPE x [<!ENTITY a "again and "><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`;

const NO_ANSWERS: readonly (readonly [string, RawAct, FailureKind])[] = [
  [
    'the answer to another request',
    altered((text) => text.replace(/UID>slot/, 'UID>other')),
    'not-understood',
  ],
  [
    'the answer of another function',
    altered((text) => text.replace('>GetAppointmentSlots<', '>GetDiary<')),
    'not-understood',
  ],
  ['no request named', altered((text) => text.replace(/<RequestUID>.*<\/RequestUID>/, '')), 'not-understood'],
  ['two answers in one', altered((text) => text.repeat(2)), 'not-understood'],
  [
    'two Response elements',
    altered((text) => text.replace('<Response>', '<Response></Response><Response>')),
    'not-understood',
  ],
  ['a DOCTYPE', altered((text) => `<!DOCTYPE ClientIntegrationResponse>${text}`), 'not-understood'],
  ['an entity bomb', altered((text) => BOMB + text.replace('GP AM', '&b;')), 'not-understood'],
  ['an entity nobody has declared', altered((text) => text.replace('GP AM', '&eacute;')), 'not-understood'],
  ['a processing instruction', altered((text) => `<?php echo 1 ?>${text}`), 'not-understood'],
  [
    'another encoding',
    altered((text) => `<?xml version="1.0" encoding="ISO-8859-1"?>${text}`),
    'not-understood',
  ],
  ['bytes that are not UTF-8', raw1(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe])), 'not-understood'],
  ['text between elements', altered((text) => text.replace('<Clinic>', 'x<Clinic>')), 'not-understood'],
  ['elements without end', raw1('<a>'.repeat(100_000)), 'not-the-ehr'],
  ['depth without end', altered((text) => text.replace('<Clinic>', '<a>'.repeat(40))), 'not-understood'],
  [
    'a field twice',
    altered((text) => text.replace('<SiteName>', '<SiteName>A</SiteName><SiteName>')),
    'not-understood',
  ],
  [
    'a slot without a start',
    altered((text) => text.replace(/<DateTimeStart>.*?<\/DateTimeStart>/, '')),
    'not-understood',
  ],
  ['a time with a zone', altered((text) => text.replace('09:00:00', '09:00:00Z')), 'not-understood'],
  ['a day that is none', altered((text) => text.replace('2026-11-23', '2026-11-31')), 'not-understood'],
  [
    'another day than was asked for',
    altered((text) => text.replace('2026-11-23', '2026-11-25')),
    'not-understood',
  ],
  [
    'other elements in place of clinics',
    altered((text) => text.replaceAll('Clinic>', 'Clinics>')),
    'not-understood',
  ],
  ['words in place of clinics', altered((text) => text.replace(FREE, 'none')), 'not-understood'],
  ['a web server', raw1('HTTP/1.1 400 Bad Request\r\n\r\n'), 'not-the-ehr'],
  ['a web page', raw1('<!DOCTYPE html><html></html>'), 'not-the-ehr'],
  ['other XML', raw1('<Envelope>'), 'not-the-ehr'],
  ['noise', raw1('%PDF-1.7 \u0000\u0001'), 'not-understood'],
  ['more than an answer holds', (socket) => void socket.write(' '.repeat(9_000_000)), 'too-large'],
  ['nothing at all', () => {}, 'timed-out'],
  ['a beginning, and then nothing', raw1('<ClientIntegrationResponse><Resp'), 'timed-out'],
  ['the end of the connection', (socket) => void socket.end(), 'interrupted'],
  ['a reset', (socket) => void socket.resetAndDestroy(), 'interrupted'],
  ['an error that may pass', says(refusalOf('Try again', false)), 'ehr-error'],
  ['an error that will not', says(refusalOf('No', true)), 'refused'],
  ['an unknown API key', says(refusalOf('The API key is not recognised', true)), 'not-allowed'],
  [
    'a device that was blocked since',
    says(refusalOf('This device has been blocked', true)),
    'device-blocked',
  ],
];
/** None of them proves that a write was done, nor that it was not. */
const DOUBTFUL: readonly (readonly [string, RawAct])[] = [
  ...NO_ANSWERS.filter(([what]) => !/slot|clinics|day|zone|field|text between|depth|entity/.test(what)).map(
    ([what, act]): readonly [string, RawAct] => [what, act],
  ),
  ['another patient', says(BOOKED.replace('9990000018', '9990000026'))],
  ['no AppointmentUID', says(BOOKED.replace(/<AppointmentUID>.*<\/AppointmentUID>/, ''))],
  ['an empty AppointmentUID', says(BOOKED.replace('00aa11bb22cc33dd', ' '))],
  ['a record that is not saved', says(BOOKED.replace('Closed', 'Open'))],
  ['an AppointmentUID beside an error', says(refusalOf('No', false) + BOOKED)],
];
describe('what is not an answer', () => {
  it.each(NO_ANSWERS)('fails the reading: %s @hazard:H15', async (_what, act, kind) => {
    expect(await read()).toBe(4);
    raw.on('GetAppointmentSlots', act);
    expect(await read()).toBe(kind);
    // Nothing that may still come is taken for the answer to what is asked next.
    raw.on('GetAppointmentSlots', undefined);
    expect(await read()).toBe(4);
    // What is wrong inside a proper envelope is told with the reading, not with the call.
    for (const { fields } of logged.lines) expect([kind, 'not-understood']).toContain(fields['failure']);
  });

  it.each(DOUBTFUL)('leaves a booking in doubt, sent once: %s @hazard:H01', async (_what, act) => {
    const booking = await aBooking();
    raw.on('UpdatePatientRecord', act);
    expect((await diary.sendBooking(booking, WRITE)).class).toBe('ambiguous');
    expect(named('UpdatePatientRecord')).toHaveLength(1);
    expect(logged.text()).not.toMatch(/999\d{7}|Sore|</);
  });

  it.each([
    [false, 'try-later'],
    [true, 'refused'],
  ])(
    'knows that SystmOne itself said no (for good: %s), and takes that for no proof',
    async (isPermanent, kind) => {
      const booking = await aBooking();
      raw.on(
        'UpdatePatientRecord',
        says(refusalOf('Ada Example 9990000018: the record is open', isPermanent)),
      );
      const answer = await diary.sendBooking(booking, WRITE);
      expect(answer).toMatchObject({ class: 'ambiguous', saidNo: true, failure: { kind } });
      expect(JSON.stringify(answer) + logged.text()).not.toMatch(/Ada|999\d{7}|record is open/);
    },
  );
});

describe('a cancellation', () => {
  const UID = '00aa11bb22cc33dd';
  async function aCancellation(more: Partial<CancellationToSend> = {}): Promise<CancellationToSend> {
    const { session, slot, patientId, token } = await aBooking();
    return { session, slot, patientId, token, appointmentId: UID, by: 'patient', ...more };
  }

  it.each([
    ['patient', 'Cancelled by Patient'],
    ['practice', 'Cancelled by Unit'],
  ] as const)(
    'by the %s changes the status of that one appointment, and nothing else',
    async (by, status) => {
      const cancellation = await aCancellation({ by });
      expect(await diary.sendCancellation(cancellation, WRITE)).toEqual({ class: 'applied' });
      const [sent, ...more] = named('UpdatePatientRecord');
      expect(more).toEqual([]);
      expect(/<FunctionParameters>(.*)<\/FunctionParameters>/.exec(sent?.text ?? '')?.[1]).toBe(
        `<Identity><NHSNumber>9990000018</NHSNumber></Identity><NonClinical><Appointment><AppointmentUID>${UID}</AppointmentUID><Status>${status}</Status></Appointment></NonClinical>`,
      );
      expect(logged.text()).not.toMatch(/999\d{7}|00aa11|</);
    },
  );

  it('whose answer is cut off at any byte is in doubt, and is sent once @hazard:H01', async () => {
    const cancellation = await aCancellation();
    expect((await diary.sendCancellation(cancellation, WRITE)).class).toBe('applied');
    const length = lengthOf('UpdatePatientRecord', BOOKED);
    for (let missing = 2; missing <= length; missing += 1) {
      raw.on('UpdatePatientRecord', cutBy(BOOKED, missing));
      const answer = await diary.sendCancellation(cancellation, WRITE);
      expect(answer).toMatchObject({ class: 'ambiguous', failure: { kind: 'interrupted' } });
      expect(answer).not.toHaveProperty('saidNo');
    }
    expect(named('UpdatePatientRecord')).toHaveLength(length);
  });

  it.each([
    ...DOUBTFUL,
    ['another appointment', says(BOOKED.replace('00aa11bb22cc33dd', '00aa11bb22cc33de'))] as const,
  ])('is in doubt, sent once: %s @hazard:H01 @hazard:H05', async (_what, act) => {
    const cancellation = await aCancellation();
    raw.on('UpdatePatientRecord', act);
    expect((await diary.sendCancellation(cancellation, WRITE)).class).toBe('ambiguous');
    expect(named('UpdatePatientRecord')).toHaveLength(1);
    expect(logged.text()).not.toMatch(/999\d{7}|</);
  });

  it.each([
    [false, 'try-later'],
    [true, 'refused'],
  ])('knows SystmOne’s own no (for good: %s), and takes it for no proof', async (isPermanent, kind) => {
    const cancellation = await aCancellation();
    raw.on('UpdatePatientRecord', says(refusalOf('Ada Example 9990000018: the record is open', isPermanent)));
    const answer = await diary.sendCancellation(cancellation, WRITE);
    expect(answer).toMatchObject({ class: 'ambiguous', saidNo: true, failure: { kind } });
    expect(JSON.stringify(answer) + logged.text()).not.toMatch(/Ada|999\d{7}|record is open/);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(101), '<x/>'])(
    'under a key that can be none is not sent: %j',
    async (appointmentId) => {
      const odd = await aCancellation({ appointmentId });
      expect(await diary.sendCancellation(odd, WRITE)).toMatchObject({
        class: 'not-applied',
        permanent: false,
        failure: { kind: 'invalid-input' },
      });
      expect(named('UpdatePatientRecord')).toEqual([]);
    },
  );

  describe('of an appointment that the diary shows without a key', () => {
    const inRecord = (more: Readonly<Record<string, string>> = {}) => {
      const told = {
        DateTime: '2026-11-23T09:00:00',
        Duration: '10.0',
        Clinician: 'Dr Meera Patel',
        UserName: 'mpatel01',
        Site: 'Main Site',
        ClinicType: 'GP AM',
        AppointmentUID: UID,
        Status: 'Booked',
        ...more,
      };
      const fields = Object.entries(told).map(([name, text]) => `<${name}>${text}</${name}>`);
      return `<Appointment>${fields.join('')}</Appointment>`;
    };
    const record = (...appointments: readonly string[]) =>
      `<Identity><NHSNumber>9990000018</NHSNumber></Identity><NonClinical>${appointments.join('')}</NonClinical>`;
    const withoutKey = async () => {
      const { appointmentId: _key, ...rest } = await aCancellation();
      return rest;
    };

    it('asks the patient’s record for the one that fits, and cancels that', async () => {
      const other = { AppointmentUID: '1', DateTime: '2026-11-23T09:10:00' };
      const answer = record(
        inRecord(other),
        inRecord({ AppointmentUID: '2', ClinicType: 'GP PM' }),
        inRecord({ AppointmentUID: '3', Status: 'Arrived' }),
        inRecord({ AppointmentUID: '4', Duration: '20.0' }),
        inRecord({ AppointmentUID: '5', UserName: 'other01' }),
        inRecord({ AppointmentUID: '6', Site: 'Branch' }),
        inRecord(),
      );
      raw.on('GetPatientRecord', says(answer));
      expect(await diary.sendCancellation(await withoutKey(), WRITE)).toEqual({ class: 'applied' });
      const [asked, ...again] = named('GetPatientRecord');
      expect(again).toEqual([]);
      expect(asked?.text).toContain('<Filter><Appointments></Appointments></Filter>');
      const [sent, ...more] = named('UpdatePatientRecord');
      expect(more).toEqual([]);
      expect(sent?.text).toContain(`<AppointmentUID>${UID}</AppointmentUID>`);
      expect(logged.text()).not.toMatch(/999\d{7}|00aa11|</);
    });

    it.each([
      ['none', record()],
      ['none at this time', record(inRecord({ DateTime: '2026-11-23T09:10:00' }))],
      ['two alike', record(inRecord(), inRecord({ AppointmentUID: '00aa11bb22cc33de' }))],
      ['one without a key', record(inRecord({ AppointmentUID: '' }))],
      ['one that is cancelled', record(inRecord({ Status: 'Cancelled by Unit' }))],
      ['another patient’s', record(inRecord()).replace('9990000018', '9990000026')],
    ])('sends nothing where the record has %s, and says so for good @hazard:H05', async (_what, answer) => {
      raw.on('GetPatientRecord', says(answer));
      expect(await diary.sendCancellation(await withoutKey(), WRITE)).toMatchObject({
        class: 'not-applied',
        permanent: true,
        failure: { kind: 'refused' },
      });
      expect(named('UpdatePatientRecord')).toEqual([]);
      expect(logged.text()).not.toMatch(/999\d{7}|</);
    });

    it('gives its turn back to look for the key, and sends after that', async () => {
      raw.on('GetPatientRecord', says(record(inRecord())));
      const cancellation = await withoutKey();
      const turn = await diary.sendTurns?.take(WRITE);
      if (!turn?.ok) throw new Error('no turn');
      const ask = { ...WRITE, turn: turn.value };
      expect(await diary.sendCancellation(cancellation, ask)).toEqual({ class: 'applied' });
      expect(named('UpdatePatientRecord')).toHaveLength(1);
    });

    it('sends nothing while the record cannot be read, and asks no sooner than in half a minute', async () => {
      let aheadMs = 0;
      await diary.close();
      diary = openDiary({
        clock: { ...standingClock, monotonicMs: () => standingClock.monotonicMs() + aheadMs },
      });
      raw.on('GetPatientRecord', says(refusalOf('Not just now', false)));
      const cancellation = await withoutKey();
      const send = () => diary.sendCancellation(cancellation, WRITE);
      expect(await send()).toMatchObject({ class: 'not-applied', permanent: false });
      raw.on('GetPatientRecord', says(record(inRecord())));
      expect(await send()).toMatchObject({
        class: 'not-applied',
        permanent: false,
        failure: { kind: 'busy' },
      });
      // Seconds less than half a minute, for the time that the test itself takes.
      aheadMs += 20_000;
      expect((await send()).class).toBe('not-applied');
      expect(named('GetPatientRecord')).toHaveLength(1);
      aheadMs += 11_000;
      expect(await send()).toEqual({ class: 'applied' });
      expect([named('GetPatientRecord').length, named('UpdatePatientRecord').length]).toEqual([2, 1]);
    });
  });

  it('knows of a booked slot which appointment it is and what staff have marked', async () => {
    const marks = [
      ['Booked', undefined],
      ['Arrived', 'arrived'],
      ['In Progress', 'in-progress'],
      [' finished ', 'finished'],
      ['Did Not Attend', 'did-not-attend'],
      ['Patient Walked Out', 'walked-out'],
    ] as const;
    for (const [status, attendance] of marks) {
      const more = `<AppointmentUID> ${UID} </AppointmentUID><Status>${status}</Status>`;
      raw.on('GetDiary', says(bookingOf('9990000026', '2026-11-23T08:50:00', more)));
      const pulled = await diary.pullSessions(WINDOW, NEAR);
      const slots = pulled.ok ? [...(pulled.value.slots?.values() ?? [])].flat() : [];
      const booked = slots.find((slot) => slot.status === 'booked');
      expect(booked).toMatchObject({ appointmentId: UID });
      expect(booked?.attendance).toBe(attendance);
    }
    raw.on('GetDiary', says(bookingOf('9990000026', '2026-11-23T08:50:00', '<AppointmentUID/>')));
    const pulled = await diary.pullSessions(WINDOW, NEAR);
    const slots = pulled.ok ? [...(pulled.value.slots?.values() ?? [])].flat() : [];
    expect(slots.find((slot) => slot.status === 'booked')).not.toHaveProperty('appointmentId');
  });
});

describe('before a booking is sent', () => {
  it('SystmOne has said, over this very connection, that it takes bookings @hazard:H47', async () => {
    const booking = await aBooking();
    raw.on('GetFunctions', says('<SupportedFunction><Function>GetDiary</Function></SupportedFunction>'));
    expect(await diary.sendBooking(booking, WRITE)).toMatchObject({
      class: 'not-applied',
      permanent: false,
      failure: { kind: 'not-allowed' },
    });
    const steps = await diary.testConnection(NEAR);
    expect(steps.at(-1)).toMatchObject({ step: 'may-book', failure: { kind: 'not-allowed' } });
    raw.on('GetFunctions', undefined);
    const asked = named('GetFunctions').length;
    for (let n = 0; n < 3; n += 1) expect((await diary.sendBooking(booking, WRITE)).class).toBe('applied');
    expect(named('GetFunctions')).toHaveLength(asked + 1);
    expect(named('UpdatePatientRecord')).toHaveLength(3);
  });

  it('its turn can be taken first: all questions come before it, and nothing but the booking after', async () => {
    const booking = await aBooking();
    const turn = await diary.sendTurns?.take(WRITE);
    if (!turn?.ok) throw new Error('no turn');
    expect(named('GetFunctions')).toHaveLength(1);
    const before = raw.requests.length;
    const reading = read();
    expect(await diary.sendBooking(booking, { ...WRITE, turn: turn.value })).toEqual({ class: 'applied' });
    expect(raw.requests[before]?.name).toBe('UpdatePatientRecord');
    expect(await reading).toBeGreaterThan(0);
    expect(named('UpdatePatientRecord')).toHaveLength(1);
  });

  it('a turn fails where nothing could be written, and a connection that is closed since is not written to', async () => {
    const booking = await aBooking();
    raw.on('GetFunctions', says('<SupportedFunction><Function>GetDiary</Function></SupportedFunction>'));
    expect(await diary.sendTurns?.take(WRITE)).toMatchObject({ ok: false, failure: { kind: 'not-allowed' } });
    raw.on('GetFunctions', undefined);
    const turn = await diary.sendTurns?.take(WRITE);
    if (!turn?.ok) throw new Error('no turn');
    await diary.close();
    const answer = await diary.sendBooking(booking, { ...WRITE, turn: turn.value });
    expect(answer).toMatchObject({ class: 'not-applied', permanent: false });
    expect(named('UpdatePatientRecord')).toHaveLength(0);
  });

  it('whose SystmOne it is has been asked, first of all on every connection', async () => {
    await read();
    raw.on('GetDiary', (socket) => void socket.destroy());
    await read();
    raw.on('GetDiary', undefined);
    raw.on('GetOrganisationMetaData', says(siteOf('B00001')));
    expect(await read()).toBe('wrong-organisation');
    expect(raw.requests.at(-1)?.name).toBe('GetOrganisationMetaData');
    expect(
      raw.requests.map(({ name }) => name).filter((name) => name === 'GetAppointmentSlots'),
    ).toHaveLength(1);
  });

  it('and again when that was more than five minutes ago', async () => {
    let passedMs = 0;
    await diary.close();
    diary = openDiary({
      clock: { ...standingClock, monotonicMs: () => standingClock.monotonicMs() + passedMs },
    });
    const booking = await aBooking();
    const asked = () => named('GetOrganisationMetaData').length;
    expect((await diary.sendBooking(booking, WRITE)).class).toBe('applied');
    expect(asked()).toBe(1);
    passedMs = 301_000;
    expect((await diary.sendBooking(booking, WRITE)).class).toBe('applied');
    expect(asked()).toBe(2);
    passedMs = 602_000;
    raw.on('GetOrganisationMetaData', says(siteOf('B00001')));
    expect(await diary.sendBooking(booking, WRITE)).toMatchObject({
      class: 'not-applied',
      failure: { kind: 'wrong-organisation' },
    });
    expect(named('UpdatePatientRecord')).toHaveLength(2);
  });

  it('and once more for a clinician whom it did not name, so that patients see no login names', async () => {
    const names = async () => {
      const pulled = await diary.pullSessions(WINDOW, NEAR);
      return (
        pulled.ok && pulled.value.sessions.flatMap(({ clinicians }) => clinicians.map(({ name }) => name))
      );
    };
    expect(await names()).toEqual(['Dr Meera Patel']);
    const asked = named('GetOrganisationMetaData').length;
    raw.on('GetAppointmentSlots', says(FREE.replaceAll('mpatel01', 'anew02')));
    raw.on('GetDiary', says(''));
    const user =
      '<User><Title>Dr</Title><FirstName>Ann</FirstName><Surname>New</Surname><UserName>anew02</UserName></User>';
    raw.on('GetOrganisationMetaData', says(siteOf(RAW_ODS_CODE) + user));
    for (let n = 0; n < 2; n += 1) expect(await names()).toEqual(['Dr Ann New']);
    raw.on('GetAppointmentSlots', says(FREE.replaceAll('mpatel01', 'who03')));
    for (let n = 0; n < 2; n += 1) expect(await names()).toEqual(['who03']);
    expect(named('GetOrganisationMetaData')).toHaveLength(asked + 2);
  });

  it('nothing is sent to any other PC', async () => {
    await diary.close();
    for (const host of ['192.0.2.1', 'localhost.example', '0.0.0.0']) {
      diary = openDiary({}, RAW_DEVICE, host);
      expect(await read()).toBe('invalid-input');
      await diary.close();
    }
    expect(raw.connections()).toBe(0);
  });
});

describe('a slot that is booked between the two calls of a reading', () => {
  it('is missing once, and never free beside its own booking @hazard:H02', async () => {
    let isBooked = false;
    const start = '2026-11-23T09:00:00';
    const answer =
      (free: string, booked: string): RawAct =>
      (socket, request) => {
        socket.write(answerTo(request, isBooked ? booked : free));
        isBooked = true;
      };
    raw.on('GetDiary', answer('', bookingOf('9990000026', start)));
    raw.on('GetAppointmentSlots', answer(clinicOf(slotAt(start)), ''));
    const states = async () => {
      const pulled = await diary.pullSessions(WINDOW, NEAR);
      return pulled.ok && [...(pulled.value.slots?.values() ?? [])].flat().map(({ status }) => status);
    };
    expect(await states()).toEqual([]);
    expect(await states()).toEqual(['booked']);
  });
});

describe('a window that is too large for one answer', () => {
  it('is read in pieces from then on, and each day once', async () => {
    const asked: string[] = [];
    raw.on('GetDiary', (socket, request) => {
      const [from = '', to = ''] = [...request.text.matchAll(/(?:Min|Max)DateTime>([\d-]{10})T/g)].map(
        (m) => m[1] ?? '',
      );
      const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
      if (days > 3) return void socket.write(' '.repeat(9_000_000));
      asked.push(`${from} ${days}`);
      socket.write(answerTo(request, ''));
    });
    raw.on('GetAppointmentSlots', says(''));
    const week = { from: MONDAY, to: addDays(MONDAY, 6) };
    for (let n = 0; n < 2; n += 1) {
      asked.length = 0;
      expect((await diary.pullSessions(week, NEAR)).ok).toBe(true);
      expect(asked).toEqual(['2026-11-23 2', '2026-11-25 2', '2026-11-27 2', '2026-11-29 1']);
    }
  });
});

describe('what comes late or unasked', () => {
  it('is never taken for the answer to something else @hazard:H15', async () => {
    expect(await read()).toBe(4);
    let late: (() => void) | undefined;
    raw.on('GetAppointmentSlots', (socket, request) => {
      late = () => socket.write(answerTo(request, ''));
    });
    expect(await read()).toBe('timed-out');
    raw.on('GetAppointmentSlots', (socket, request) => {
      late?.();
      setImmediate(() => socket.write(answerTo(request, FREE)));
    });
    expect(await read()).toBe(4);
    expect(raw.connections()).toBe(2);
  });

  it('ends a connection on which somebody speaks without being asked', async () => {
    raw.on('GetAppointmentSlots', (socket, request) => {
      socket.write(answerTo(request, FREE));
      setTimeout(() => socket.write(answerTo(request, '')), 20);
    });
    expect(await read()).toBe(4);
    await wait(60);
    raw.on('GetAppointmentSlots', undefined);
    expect(await read()).toBe(4);
    expect(raw.connections()).toBe(2);
  });
});

describe('noise', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc.record({ at: fc.nat(2_000), cut: fc.nat(40), put: fc.uint8Array({ maxLength: 12 }) }),
  );

  it('of any kind gives an outcome of a known kind, and the next reading is right', async () => {
    await fc.assert(
      fc.asyncProperty(noise, async (some) => {
        raw.on('GetAppointmentSlots', (socket, request) => {
          const answer = Buffer.from(answerTo(request, FREE));
          const at = Buffer.isBuffer(some) ? 0 : some.at % answer.length;
          socket.end(
            Buffer.isBuffer(some)
              ? some
              : Buffer.concat([answer.subarray(0, at), some.put, answer.subarray(at + some.cut)]),
          );
        });
        const came = await read();
        expect(typeof came === 'number' || FAILURE_KINDS.includes(came)).toBe(true);
        await wait(5); // until the end of the connection is known here
        raw.on('GetAppointmentSlots', undefined);
        expect(await read()).toBe(4);
      }),
      { numRuns: 300 },
    );
  });
});

describe('where a booking of ours is, in SystmOne', () => {
  const OURS = '9990000018';
  const MARK = '<Comments>Online booking k7Qm2xZt9aB4: Sore knee</Comments>';
  const marked = (nhsNumber: string, more = '') =>
    bookingOf(nhsNumber, '2026-11-23T08:50:00', `<Status>Booked</Status>${MARK}${more}`);
  const find = () =>
    diary.findBooking({ patientId: asId<EhrPatientId>(OURS), token: 'k7Qm2xZt9aB4', window: WINDOW }, WRITE);

  it('is one question, and a failure when its answer is cut off at any byte @hazard:H15', async () => {
    raw.on('GetDiary', says(marked(OURS)));
    expect(await find()).toMatchObject({ ok: true, value: { bookedFor: OURS, day: MONDAY } });
    expect(named('GetDiary')).toHaveLength(1);
    expect(named('GetAppointmentSlots')).toHaveLength(0);
    const length = lengthOf('GetDiary', marked(OURS));
    const kinds = new Set<string>();
    for (let missing = 2; missing <= length; missing += 1) {
      raw.on('GetDiary', cutBy(marked(OURS), missing));
      const found = await find();
      kinds.add(found.ok ? 'ok' : found.failure.kind);
    }
    expect(kinds).toEqual(new Set(['interrupted']));
    expect(logged.text()).not.toMatch(/999\d{7}|k7Qm|Sore|</);
  });

  it('is under the same id as in a whole reading, whoever stands beside it', async () => {
    raw.on('GetDiary', says(marked('9990000026').replace(MARK, '') + marked(OURS)));
    const pulled = await diary.pullSessions(WINDOW, NEAR);
    const slots = pulled.ok ? [...(pulled.value.slots?.values() ?? [])].flat() : [];
    const ours = slots.find(({ bookedFor }) => bookedFor === OURS);
    expect(ours?.note).toContain('k7Qm2xZt9aB4');
    expect(await find()).toEqual({ ok: true, value: ours });
  });

  it('is nowhere when only another patient bears the mark, and not known when nobody says who does', async () => {
    raw.on('GetDiary', says(marked('9990000026')));
    expect(await find()).toEqual({ ok: true, value: undefined });
    const nameless = marked(OURS).replace(/<Identity>.*?<\/Identity>/, '<Identity></Identity>');
    raw.on('GetDiary', says(nameless));
    expect(await find()).toMatchObject({ ok: false, failure: { kind: 'not-understood' } });
    raw.on('GetDiary', says(marked(OURS).replace('>Booked<', '>Odd<')));
    expect(await find()).toMatchObject({ ok: false, failure: { kind: 'not-understood' } });
  });
});
