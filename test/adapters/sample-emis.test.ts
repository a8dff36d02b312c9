// The sample practice on EMIS Web, from outside: real sockets, the wire format held to the letter, and every fault
// doing what it says. If this is wrong, every adapter test after it proves nothing.
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { SampleClock } from '../../src/main/sample-practice/diary/clock.ts';
import {
  createEmisPractice,
  type EmisPracticeOptions,
} from '../../src/main/sample-practice/emis-practice.ts';
import { clockAt, closeSamples, MORNING, opened } from '../support/open-samples.ts';

type Practice = ReturnType<typeof createEmisPractice>;
type Json = Record<string, unknown>;

afterEach(closeSamples);

const start = (options: EmisPracticeOptions = {}, at = { now: MORNING }): Promise<Practice> =>
  opened(createEmisPractice({ port: 0, weeks: 3, clock: clockAt(at), ...options }));

const WINDOW = 'startDate=23/11/2026&endDate=06/12/2026';

function ask(practice: Practice, call: string, init: RequestInit = {}): Promise<Response> {
  const { baseUrl, accessToken, applicationId } = practice.ehr;
  const headers = {
    authorization: `Bearer ${accessToken}`,
    applicationId,
    ...(init.headers as Record<string, string>),
  };
  return fetch(`${baseUrl}/api/v1/${call}`, { redirect: 'manual', ...init, headers });
}

async function read(practice: Practice, call: string): Promise<Json> {
  const response = await ask(practice, call);
  expect([response.status, call]).toEqual([200, call]);
  return (await response.json()) as Json;
}

const sessionsOf = async (practice: Practice, more = '') =>
  (await read(practice, `appointments/GetAppointmentSessions?${WINDOW}${more}`))[
    'appointmentSession'
  ] as Json[];
const slotsOf = async (practice: Practice, sessionId: unknown) =>
  (await read(practice, `appointments/GetSlotsForSessionV2?appointmentSessionId=${String(sessionId)}`))[
    'slot'
  ] as Json[];

async function freeSlot(practice: Practice, slotType = 'Nurse - smear'): Promise<number> {
  const [free] = await practice.staff.find({ slotType, status: 'free' });
  if (!free) throw new Error(`No free ${slotType}`);
  return free.slotId;
}

const booking = (slotId: number, patientNumber = 4_471, more = '&bookingNote=ref%20A1'): string =>
  `appointments/BookAppointment?slotId=${slotId}&patientNumber=${patientNumber}&reason=Online%20booking&bookedBy=55${more}`;

/** Names and kinds of a value, so that an answer is compared with the specification and not with itself. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}

const HOLDER = { dbid: 'number', refID: 'number', title: 'string', firstNames: 'string', lastName: 'string' };

describe('reading the diary', () => {
  test('sessions have the shape, the dates and the counts of the Partner API', async () => {
    const practice = await start();
    const sessions = await sessionsOf(practice);
    expect(shapeOf(sessions[0])).toEqual({
      dbid: 'number',
      name: 'string',
      date: 'string',
      startTime: 'string',
      endTime: 'string',
      slotLength: 'string',
      slotTypeList: [
        {
          typeID: 'string',
          description: 'string',
          total: 'number',
          booked: 'number',
          blocked: 'number',
          embargoed: 'number',
          available: 'number',
        },
      ],
      site: { dbid: 'number', name: 'string' },
      holderList: [HOLDER],
    });
    for (const session of sessions) {
      expect(session['date']).toMatch(/^\d{2}\/(11|12)\/2026$/);
      expect(session['startTime']).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
      expect(session['slotLength']).toMatch(/^\d+$/);
    }
    expect(sessions.some((session) => (session['holderList'] as Json[]).length > 1)).toBe(true);
  });

  test('slots have theirs: the patient in a list that is none, lengths in strings, statuses in words', async () => {
    const practice = await start();
    const slots: Json[] = [];
    for (const { dbid } of (await sessionsOf(practice)).slice(0, 40))
      slots.push(...(await slotsOf(practice, dbid)));
    const statuses = new Set(slots.map((slot) => slot['status']));
    expect(statuses).toEqual(new Set(['Slot Available', 'Booked', 'Blocked', 'Embargoed']));
    const booked = slots.find((slot) => slot['status'] === 'Booked');
    const free = slots.find((slot) => slot['status'] === 'Slot Available');
    const person = {
      dbid: 'number',
      refID: 'number',
      title: 'string',
      firstNames: 'string',
      surname: 'string',
      fullName: 'string',
    };
    const slot = {
      dbid: 'number',
      refID: 'number',
      startTime: 'string',
      slotLength: 'string',
      type: { typeID: 'string', description: 'string' },
      status: 'string',
    };
    expect(shapeOf(booked)).toEqual({
      ...slot,
      patientList: { patient: person },
      notes: 'null',
      reason: 'string',
      commentList: [],
    });
    expect(shapeOf(free)).toEqual({
      ...slot,
      patientList: 'null',
      notes: 'null',
      reason: 'null',
      commentList: [],
    });
    const sessionId = Math.floor(Number(booked?.['dbid']) / 100);
    const plain = await read(practice, `appointments/GetSlotsForSession?appointmentSessionId=${sessionId}`);
    expect((plain['slot'] as Json[])[0]).not.toHaveProperty('commentList');
  });

  test('the configuration knows every slot type, those without a slot too', async () => {
    const practice = await start();
    const configuration = await read(
      practice,
      'appointments/GetAppointmentConfiguration?startDate=01/12/2026&endDate=31/01/2027',
    );
    expect(shapeOf(configuration)).toEqual({
      siteList: [{ dbid: 'number', refID: 'number', name: 'string' }],
      holderList: [
        { dbid: 'number', refID: 'number', title: 'string', firstNames: 'string', surname: 'string' },
      ],
      scheduleList: [{ name: 'string', startTime: 'string', endTime: 'string', slotLength: 'string' }],
      holidayList: {
        practice: [{ description: 'string', day: 'string', startTime: 'string', endTime: 'string' }],
        staff: [],
      },
      slotTypeList: [
        { id: 'string', display: 'string', description: 'string', bookable: 'string', emisAccess: 'string' },
      ],
    });
    const types = configuration['slotTypeList'] as Json[];
    const bookable = (name: string) => types.find(({ description }) => description === name)?.['bookable'];
    expect([bookable('GP telephone'), bookable('Nurse - smear'), bookable('Staff meeting')]).toEqual([
      'true',
      'true',
      'false',
    ]);
    expect(types.map(({ description }) => description)).toContain('Stop smoking advice');
  });

  test('the slot type filter takes the id, and nothing matches an unknown one', async () => {
    const practice = await start();
    const smears = await sessionsOf(practice, '&slotType=21');
    expect(smears.length).toBeGreaterThan(0);
    expect(
      smears.every((session) => (session['slotTypeList'] as Json[]).some(({ typeID }) => typeID === '21')),
    ).toBe(true);
    expect(await sessionsOf(practice, '&slotType=')).toEqual(await sessionsOf(practice));
    expect(await sessionsOf(practice, '&slotType=999')).toEqual([]);
  });

  test('counts agree with slots, whatever staff do and however often', async () => {
    const practice = await start();
    for (let round = 0; round < 3; round += 1) {
      practice.living.live(300);
      for (const session of await sessionsOf(practice)) {
        const counted = new Map<string, Json>();
        for (const slot of await slotsOf(practice, session['dbid'])) {
          const type = slot['type'] as Json;
          const counts = counted.get(String(type['typeID'])) ?? {
            ...type,
            total: 0,
            booked: 0,
            blocked: 0,
            embargoed: 0,
            available: 0,
          };
          const name =
            { 'Slot Available': 'available', Blocked: 'blocked', Embargoed: 'embargoed' }[
              String(slot['status'])
            ] ?? 'booked';
          counted.set(String(type['typeID']), {
            ...counts,
            total: Number(counts['total']) + 1,
            [name]: Number(counts[name]) + 1,
          });
        }
        expect(session['slotTypeList']).toEqual([...counted.values()]);
      }
    }
    expect(practice.living.revision()).toBeGreaterThan(400);
  });

  test('dates are read as dd/MM/yyyy and as ISO, and nothing else', async () => {
    const practice = await start();
    const british = await sessionsOf(practice);
    for (const window of [
      'startDate=2026-11-23&endDate=2026-12-06',
      'startDate=2026-11-23T00:00:00&endDate=2026-12-06T23:59:59Z',
    ]) {
      expect(
        (await read(practice, `appointments/GetAppointmentSessions?${window}`))['appointmentSession'],
      ).toEqual(british);
    }
    for (const date of ['11/23/2026', '31/02/2026', '23-11-2026', '1/12/2026', 'today', '']) {
      const response = await ask(
        practice,
        `appointments/GetAppointmentSessions?startDate=${date}&endDate=06/12/2026`,
      );
      expect([date, response.status]).toEqual([date, 400]);
    }
  });

  test('ninety days and no more; the end not before the start', async () => {
    const practice = await start();
    const status = async (from: string, to: string) =>
      (await ask(practice, `appointments/GetAppointmentSessions?startDate=${from}&endDate=${to}`)).status;
    expect(await status('23/11/2026', '21/02/2027')).toBe(200);
    expect(await status('23/11/2026', '22/02/2027')).toBe(400);
    expect(await status('23/11/2026', '22/11/2026')).toBe(400);
  });

  test('a session that is not there is 404, a number that is none 400', async () => {
    const practice = await start();
    const status = async (id: string) =>
      (await ask(practice, `appointments/GetSlotsForSession?appointmentSessionId=${id}`)).status;
    expect([await status('1'), await status('99999999999'), await status('x'), await status('')]).toEqual([
      404, 400, 400, 400,
    ]);
  });

  test('XML for who asks for it, with the same content', async () => {
    const practice = await start();
    const response = await ask(practice, `appointments/GetAppointmentSessions?${WINDOW}`, {
      headers: { accept: 'application/xml' },
    });
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('application/xml');
    expect(text).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8"\?><AppointmentSessionList><appointmentSession><dbid>\d+<\/dbid>/,
    );
    expect(text.endsWith('</appointmentSession></AppointmentSessionList>')).toBe(true);
    const sessions = await sessionsOf(practice);
    expect(text.match(/<appointmentSession>/g)?.length).toBe(sessions.length);
    const both = await ask(practice, 'organisation/GetOrganisation', {
      headers: { accept: 'application/json, text/xml' },
    });
    expect(both.headers.get('content-type')).toContain('application/json');
  });

  test('an embargo ends by the clock alone', async () => {
    const at = { now: MORNING };
    const practice = await start({}, at);
    const [urgent] = await practice.staff.find({ slotType: 'GP urgent on the day', status: 'embargoed' });
    expect(urgent?.day).toBe('2026-11-23');
    at.now = Date.parse('2026-11-23T08:00:00Z');
    expect(practice.staff.slot(urgent?.slotId ?? 0)?.status).toBe('free');
  });
});

describe('who may call', () => {
  test('no token, a wrong one, no application, a wrong one', async () => {
    const practice = await start();
    const call = 'organisation/GetOrganisation';
    const answer = async (headers: Record<string, string>) => {
      const response = await ask(practice, call, { headers });
      return [response.status, ((await response.json()) as Json)['legacyOutcome']];
    };
    expect(await answer({ authorization: '' })).toEqual([401, 2]);
    expect(await answer({ authorization: 'Bearer wrong' })).toEqual([401, 2]);
    expect(await answer({ authorization: 'Basic c2FtcGxl' })).toEqual([401, 2]);
    expect(await answer({ authorization: 'Bearer constructor' })).toEqual([401, 2]);
    expect(await answer({ applicationId: '' })).toEqual([400, -1]);
    expect(await answer({ applicationId: 'SOMEBODY-ELSE' })).toEqual([401, 2]);
  });

  test('a token for reading cannot book', async () => {
    const practice = await start({ tokens: { reader: ['papi-appt.read'] } });
    const slotId = await freeSlot(practice);
    const headers = { authorization: 'Bearer reader' };
    expect((await ask(practice, `appointments/GetAppointmentSessions?${WINDOW}`, { headers })).status).toBe(
      200,
    );
    expect((await ask(practice, booking(slotId), { headers })).status).toBe(401);
    expect(
      (await ask(practice, 'patientMatching/GetMatchedPatients?matchedTerms=9990000018', { headers })).status,
    ).toBe(401);
    expect(practice.staff.slot(slotId)?.status).toBe('free');
  });

  test('a refusal has the documented body and repeats nothing of the request', async () => {
    const practice = await start();
    const response = await ask(practice, 'appointments/GetSlotsForSession?appointmentSessionId=secret');
    const text = await response.text();
    expect(text).not.toContain('secret');
    const body = JSON.parse(text) as Json;
    expect(body['messageId']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(shapeOf(body)).toEqual({
      messageId: 'string',
      text: { status: 'string', div: 'string' },
      issue: {
        severity: 'number',
        code: 'string',
        details: { text: 'string', coding: { system: 'null', code: 'string', display: 'string' } },
        diagnostics: 'null',
      },
      legacyOutcome: 'number',
    });
  });

  test('other verbs book nothing', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    for (const method of ['POST', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
      expect([method, (await ask(practice, booking(slotId), { method })).status]).toEqual([method, 405]);
    }
    expect((await ask(practice, 'appointments/Invented')).status).toBe(404);
    expect((await fetch(`${practice.ehr.baseUrl.replace('/partner', '')}/sample/status`)).status).toBe(404);
    expect(practice.staff.slot(slotId)?.status).toBe('free');
  });

  test('answers say their length and date, are not to be stored, and keep the connection', async () => {
    const practice = await start();
    const response = await ask(practice, `appointments/GetAppointmentSessions?${WINDOW}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(Number(response.headers.get('content-length'))).toBe(bytes.length);
    expect(Date.parse(response.headers.get('date') ?? '')).toBeGreaterThan(0);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('connection')).not.toBe('close');
  });
});

describe('booking and cancelling', () => {
  test('a booking is answered, misspelling and all, and seen in slot and appointments', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    const answer = await read(practice, booking(slotId));
    expect(shapeOf(answer)).toEqual({
      appointmentInformation: {
        sessionId: 'number',
        slotId: 'number',
        slotDateTime: 'string',
        endDateTime: 'string',
        reason: 'string',
        bookingNotes: 'string',
        slotTypeId: 'number',
      },
      patientInforamtion: {
        patientId: 'number',
        led: 'null',
        patientNumber: 'number',
        dob: 'string',
        name: 'string',
        hasPatientWarnings: 'string',
        actionPerformedOn: 'number',
      },
    });
    expect(answer['appointmentInformation']).toMatchObject({
      slotId,
      reason: 'Online booking',
      bookingNotes: 'ref A1',
      slotTypeId: 21,
    });
    expect((answer['appointmentInformation'] as Json)['slotDateTime']).toMatch(
      /^\d{2}\/\d{2}\/\d{4} \d{2}:\d{2}$/,
    );
    expect(answer['patientInforamtion']).toMatchObject({
      patientNumber: 4_471,
      dob: '29/02/1980',
      name: 'Ms Ada Example',
    });

    const slot = (await slotsOf(practice, Math.floor(slotId / 100))).find(({ dbid }) => dbid === slotId);
    expect(slot).toMatchObject({
      status: 'Booked',
      notes: 'ref A1',
      reason: 'Online booking',
      patientList: { patient: { dbid: 4_471 } },
    });
    const list = await read(practice, `appointments/GetPatientAppointmentsV2?patientNumber=4471&${WINDOW}`);
    expect(list['appointment']).toMatchObject([
      { slotID: slotId, status: 'Booked', notes: 'ref A1', slotType: { id: '21', bookable: true } },
    ]);
    const plain = await read(practice, `appointments/GetPatientAppointments?patientNumber=4471&${WINDOW}`);
    expect(shapeOf((plain['appointment'] as Json[])[0])).toEqual({
      slotID: 'number',
      siteID: 'number',
      date: 'string',
      startTime: 'string',
      duration: 'string',
      notes: 'string',
      reason: 'string',
      sessionName: 'string',
      sessionDBID: 'number',
      holderList: [HOLDER],
      status: 'string',
    });
  });

  test.each([
    ['bad-request', 400, 'conflict'],
    ['not-found', 404, 'not-found'],
  ] as const)('a taken slot is %s, for the same patient too', async (takenSlot, status, code) => {
    const practice = await start({ modes: { takenSlot } });
    const slotId = await freeSlot(practice);
    await read(practice, booking(slotId));
    for (const patientNumber of [4_471, 5_010]) {
      const refused = await ask(practice, booking(slotId, patientNumber));
      expect(refused.status).toBe(status);
      expect(await refused.json()).toMatchObject({ issue: { code } });
    }
    expect(practice.staff.slot(slotId)).toMatchObject({ status: 'booked', patientNumber: 4_471 });
  });

  test('of twenty who book at once one has the slot', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, index) => (await ask(practice, booking(slotId, 5_004 + index))).status,
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400)).toHaveLength(19);
  });

  test('blocked, embargoed and unbookable slots, unknown people and missing words are refused', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    const find = async (slotType: string, status: 'blocked' | 'embargoed' | 'free') =>
      (await practice.staff.find({ slotType, status }))[0]?.slotId ?? 0;
    const status = async (call: string) => (await ask(practice, call)).status;
    expect(await status(booking(await find('GP face to face', 'blocked')))).toBe(400);
    expect(await status(booking(await find('GP telephone', 'embargoed')))).toBe(400);
    expect(await status(booking(await find('Staff meeting', 'free')))).toBe(400);
    expect(await status(booking(12))).toBe(404);
    expect(await status(booking(slotId, 1))).toBe(404);
    expect(await status(booking(slotId, 5_001))).toBe(400); // has died
    expect(await status(booking(slotId).replace('reason=Online%20booking&', ''))).toBe(400);
    expect(await status(booking(slotId).replace('bookedBy=55', 'bookedBy=9999'))).toBe(400);
    expect(await status(booking(slotId).replace('patientNumber=4471', 'patientNumber=Ada'))).toBe(400);
    expect(practice.staff.slot(slotId)?.status).toBe('free');
    expect(
      await status(booking(slotId).replace('bookedBy=55', 'bookedBy=0b0b0b0b-0002-4000-8000-000000000055')),
    ).toBe(200);
  });

  test('a cancellation wants the right patient, and frees the slot once', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    await read(practice, booking(slotId));
    const cancel = (patientNumber: number) =>
      ask(practice, `appointments/CancelAppointment?slotId=${slotId}&patientNumber=${patientNumber}`);
    expect((await cancel(5_010)).status).toBe(400);
    const done = await cancel(4_471);
    expect(await done.json()).toMatchObject({
      appointmentInformation: { slotId, bookingNotes: 'ref A1' },
      patientInforamtion: { patientNumber: 4_471 },
    });
    expect(practice.staff.slot(slotId)).toMatchObject({
      status: 'free',
      patientNumber: null,
      notes: null,
      reason: null,
    });
    expect((await cancel(4_471)).status).toBe(400);
    expect(await read(practice, `appointments/GetPatientAppointments?patientNumber=4471&${WINDOW}`)).toEqual({
      appointment: [],
    });
  });

  test('statuses go forward only, with the old outcome numbers', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    const set = async (statusId: number, more = '') => {
      const call = `appointments/SetAppointmentStatus${more === '' ? '' : 'Ex'}?slotId=${slotId}&statusId=${statusId}${more}`;
      const response = await ask(practice, call, { method: 'PATCH' });
      const text = await response.text();
      return [response.status, text === '' ? null : (JSON.parse(text) as Json)['legacyOutcome']];
    };
    expect(await set(2)).toEqual([400, 5]);
    await read(practice, booking(slotId));
    expect(await set(2)).toEqual([204, null]);
    expect(await set(2)).toEqual([400, 3]);
    expect((await set(3, '&patientNumber=5010'))[0]).toBe(400);
    expect((await set(3, '&patientNumber=4471'))[0]).toBe(200);
    expect(await set(4)).toEqual([204, null]);
    expect(await set(2)).toEqual([400, 4]);
    expect(await set(1)).toEqual([400, -1]);
    expect(practice.staff.slot(slotId)?.status).toBe('left');
  });

  test('notes, comments and types of a slot', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    const patch = async (call: string) =>
      (await ask(practice, `appointments/${call}`, { method: 'PATCH' })).status;
    expect(await patch(`SetSlotNotes?slotId=${slotId}&slotNotes=Interpreter`)).toBe(200);
    expect(await patch(`AddSlotComment?slotId=${slotId}&slotComment=First`)).toBe(204);
    expect(await patch(`SetSlotType?slotId=${slotId}&slotType=12`)).toBe(204);
    expect(await patch(`SetSlotType?slotId=${slotId}&slotType=9`)).toBe(404);
    const slot = (await slotsOf(practice, Math.floor(slotId / 100))).find(({ dbid }) => dbid === slotId);
    expect(slot).toMatchObject({
      notes: 'Interpreter',
      commentList: ['First'],
      type: { typeID: '12', description: 'GP telephone' },
    });
  });
});

describe('patients and lists', () => {
  test('one criterion at a time finds Ada', async () => {
    const practice = await start();
    const find = async (terms: string) => {
      const response = await ask(
        practice,
        `patientMatching/GetMatchedPatients?matchedTerms=${encodeURIComponent(terms)}`,
      );
      const body = (await response.json()) as { patientList?: Json[] };
      return response.status === 200
        ? (body.patientList ?? []).map(({ nhsNumber }) => nhsNumber)
        : response.status;
    };
    for (const terms of ['9990000018', '29/02/1980', 'Example', 'example', 'Ada'])
      expect(await find(terms)).toContain('9990000018');
    expect(await find('9990000019')).toEqual([]);
    for (const terms of [
      '',
      '999 000 0018',
      '9990000018 29/02/1980',
      'Ada Example',
      'Exam%',
      '+447700900001',
    ]) {
      expect([terms, await find(terms)]).toEqual([terms, 400]);
    }
  });

  test('a match and a record have the same fields, all strings but the flags', async () => {
    const practice = await start();
    const { patientList, peopleList } = await read(
      practice,
      'patientMatching/GetMatchedPatients?matchedTerms=9990000018',
    );
    expect(peopleList).toEqual([]);
    const [ada] = patientList as Json[];
    expect(ada).toMatchObject({
      dbid: '4471',
      familyName: 'Example',
      firstNames: 'Ada',
      dateOfBirth: '29/02/1980',
      deadSpecified: false,
    });
    const { registration } = await read(practice, 'patient/GetPatientDemographics?patientNumber=4471');
    expect({ ...(registration as Json), currentStatus: 'Registered' }).toEqual(ada);
    expect((await ask(practice, 'patient/GetPatientDemographics?patientNumber=1')).status).toBe(404);
  });

  test('booked patients within limits', async () => {
    const practice = await start();
    const list = await read(practice, 'appointments/GetBookedPatientsV2?minutesBefore=0&minutesWithin=600');
    expect(Object.keys(list)).toEqual(['bookedList', 'sessionHolderList', 'time']);
    expect((list['bookedList'] as Json[]).length).toBeGreaterThan(20);
    expect((list['bookedList'] as Json[])[0]).toHaveProperty('appointment.slotType.description');
    const status = async (before: number, within: number) =>
      (await ask(practice, `appointments/GetBookedPatients?minutesBefore=${before}&minutesWithin=${within}`))
        .status;
    expect([
      await status(60, 43_200),
      await status(61, 10),
      await status(0, 43_201),
      await status(-1, 10),
    ]).toEqual([200, 400, 400, 400]);
  });

  test('nothing to return is an empty list, or 404 with outcome 3', async () => {
    const practice = await start();
    const call = `appointments/GetPatientAppointments?patientNumber=4471&${WINDOW}`;
    expect(await read(practice, call)).toEqual({ appointment: [] });
    practice.setModes({ nothingToReturn: 'not-found' });
    const response = await ask(practice, call);
    expect([response.status, ((await response.json()) as Json)['legacyOutcome']]).toEqual([404, 3]);
  });
});

describe('faults', () => {
  const SESSIONS = `appointments/GetAppointmentSessions?${WINDOW}`;

  test('fail: so often, then no more, and only where told', async () => {
    const practice = await start();
    practice.setFaults([{ kind: 'fail', status: 503, retryAfter: '7', on: 'reads', times: 2, skip: 1 }]);
    const statuses = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await ask(practice, SESSIONS)).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(practice.faultCounts()).toMatchObject([{ matched: 5, struck: 2 }]);
    practice.setFaults([{ kind: 'fail', status: 429, retryAfter: '7', on: 'GetOrganisation' }]);
    expect((await ask(practice, SESSIONS)).status).toBe(200);
    expect((await ask(practice, 'organisation/GetOrganisation')).headers.get('retry-after')).toBe('7');
  });

  test('a share of requests, the same ones each time', async () => {
    const statuses = async () => {
      const practice = await start();
      practice.setFaults([{ kind: 'fail', share: 0.4 }]);
      const seen = [];
      for (let count = 0; count < 40; count += 1)
        seen.push((await ask(practice, 'organisation/GetOrganisation')).status);
      return seen;
    };
    const first = await statuses();
    expect(first.filter((status) => status === 500).length).toBeGreaterThan(6);
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(6);
    expect(await statuses()).toEqual(first);
  });

  test('dropped before the work nothing is booked, after it the slot is', async () => {
    const practice = await start();
    const before = await freeSlot(practice);
    practice.setFaults([{ kind: 'drop', when: 'before-work', on: 'BookAppointment' }]);
    await expect(ask(practice, booking(before))).rejects.toThrow('fetch failed');
    expect(practice.staff.slot(before)?.status).toBe('free');
    practice.setFaults([{ kind: 'drop', on: 'BookAppointment', times: 1 }]);
    await expect(ask(practice, booking(before))).rejects.toThrow('fetch failed');
    expect(practice.staff.slot(before)).toMatchObject({ status: 'booked', patientNumber: 4_471 });
    expect(practice.requests.of('BookAppointment')).toBe(2);
  });

  test('failing after the work books all the same', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    practice.setFaults([{ kind: 'fail', when: 'after-work', on: 'writes' }]);
    expect((await ask(practice, booking(slotId))).status).toBe(500);
    expect(practice.staff.slot(slotId)?.status).toBe('booked');
  });

  test('a client that hangs up has booked', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    practice.setFaults([{ kind: 'slow', ms: 120, when: 'after-work' }]);
    await expect(ask(practice, booking(slotId), { signal: AbortSignal.timeout(40) })).rejects.toThrow(
      /timeout/i,
    );
    expect(practice.staff.slot(slotId)?.status).toBe('booked');
  });

  test('slow is slow, a black hole never answers', async () => {
    const practice = await start();
    practice.setFaults([
      { kind: 'slow', ms: 150, on: 'GetOrganisation' },
      { kind: 'black-hole', on: 'GetAppointmentSessions' },
    ]);
    const since = performance.now();
    await read(practice, 'organisation/GetOrganisation');
    expect(performance.now() - since).toBeGreaterThan(140);
    await expect(ask(practice, SESSIONS, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/i);
  });

  test('truncated: honestly short, or cut in the middle', async () => {
    const practice = await start();
    practice.setFaults([{ kind: 'truncate', atShare: 0.5, honestLength: true }]);
    const honest = await (await ask(practice, SESSIONS)).text();
    expect(() => JSON.parse(honest) as unknown).toThrow(/JSON/);
    practice.setFaults([{ kind: 'truncate', atByte: 100 }]);
    await expect((await ask(practice, SESSIONS)).text()).rejects.toThrow('terminated');
    practice.setFaults([]);
    expect((await (await ask(practice, SESSIONS)).text()).startsWith(honest)).toBe(true);
  });

  test('wrong content, a redirect to it, garbage', async () => {
    const practice = await start();
    practice.setFaults([{ kind: 'wrong-content' }]);
    const portal = await ask(practice, SESSIONS);
    expect([portal.status, portal.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    practice.setFaults([{ kind: 'redirect' }]);
    const away = await ask(practice, SESSIONS);
    expect([away.status, away.headers.get('location')]).toEqual([
      302,
      practice.ehr.baseUrl.replace('/partner', '/portal'),
    ]);
    expect((await (await ask(practice, SESSIONS, { redirect: 'follow' })).text()).toLowerCase()).toContain(
      '<!doctype html>',
    );
    practice.setFaults([{ kind: 'garbage' }]);
    const garbage = await (await ask(practice, SESSIONS)).text();
    expect(() => JSON.parse(garbage) as unknown).toThrow(/JSON/);
  });

  test('oversized, dripping, and a list with things missing', async () => {
    const practice = await start();
    practice.setFaults([{ kind: 'oversized', bytes: 3_000_000 }]);
    expect((await (await ask(practice, SESSIONS)).text()).length).toBe(3_000_000);
    practice.setFaults([{ kind: 'drip', bytesAtOnce: 40, everyMs: 20, on: 'GetSlotsForSession' }]);
    const [session] = await sessionsOf(practice);
    const since = performance.now();
    await read(practice, `appointments/GetSlotsForSession?appointmentSessionId=${String(session?.['dbid'])}`);
    expect(performance.now() - since).toBeGreaterThan(200);
    practice.setFaults([]);
    const all = (await sessionsOf(practice)).length;
    practice.setFaults([{ kind: 'thin-list', keepShare: 0.5 }]);
    const some = (await sessionsOf(practice)).length;
    expect(some).toBeGreaterThan(all * 0.3);
    expect(some).toBeLessThan(all * 0.7);
    practice.setFaults([{ kind: 'thin-list' }]);
    expect(await sessionsOf(practice)).toEqual([]);
  });

  test('stopped it is gone, started again it is there on the same port with the same diary', async () => {
    const practice = await start();
    const slotId = await freeSlot(practice);
    await read(practice, booking(slotId));
    await practice.stop();
    await expect(ask(practice, SESSIONS)).rejects.toThrow('fetch failed');
    const { baseUrl } = practice.ehr;
    await practice.start();
    expect(practice.ehr.baseUrl).toBe(baseUrl);
    expect((await ask(practice, booking(slotId))).status).toBe(400);
  });
});

describe('life', () => {
  test('the same seed lives the same life', async () => {
    const one = await start();
    const two = await start();
    one.living.live(250);
    two.living.live(250);
    expect(await one.staff.snapshot()).toEqual(await two.staff.snapshot());
    expect(one.living.revision()).toBeGreaterThan(120);
  });

  test('patients arrive, go in and leave as the day goes', async () => {
    const at = { now: Date.parse('2026-11-23T11:00:00Z') };
    const practice = await start({}, at);
    practice.living.live(600);
    const statuses = new Set(
      practice.staff.day('2026-11-23').flatMap(({ slots }) => slots.map(({ status }) => status)),
    );
    expect([...statuses]).toEqual(expect.arrayContaining(['booked', 'left']));
  });

  test('ticks by its clock at the rate it is told, and rests when stopped', async () => {
    const timers: { ms: number; act: () => void }[] = [];
    const clock: SampleClock = {
      now: () => MORNING,
      after: (ms, act) => {
        timers.push({ ms, act });
        return () => void timers.splice(0);
      },
    };
    const practice = await start({ clock, lively: 30 });
    expect(timers).toMatchObject([{ ms: 2_000 }]);
    for (let count = 0; count < 20; count += 1) timers.shift()?.act();
    expect(practice.living.revision()).toBeGreaterThan(5);
    await practice.stop();
    expect(timers).toEqual([]);
  });
});

describe('alone, from the command line', () => {
  const RUN = `import('${path.resolve('src/main/sample-practice/run-sample.ts')}').then(async (m) => { process.exitCode = await m.runSample(process.argv.slice(1)); })`;

  function run(...args: string[]) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', RUN, '--', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ready = new Promise<{ ehr: Practice['ehr'] }>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('\n')) resolve(JSON.parse(out) as { ehr: Practice['ehr'] });
      });
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { child, ready, ended, said: () => ({ out, err }) };
  }

  const post = async (url: string, body: unknown): Promise<Json> =>
    (await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json()) as Json;

  test('one JSON line, a control plane, state that survives kill -9, an end on SIGTERM', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sample-run-'));
    const faults = path.join(folder, 'faults.json');
    const args = [
      '--port',
      '0',
      '--weeks',
      '2',
      '--lively',
      '0',
      '--state',
      path.join(folder, 'state.jsonl'),
    ];
    writeFileSync(
      faults,
      JSON.stringify({
        faults: [{ kind: 'fail', status: 502, on: 'GetOrganisation' }],
        modes: { takenSlot: 'not-found' },
      }),
    );
    const first = run(...args, '--faults', faults);
    const { ehr } = await first.ready;
    const practice = { ehr } as Practice;
    const origin = new URL(ehr.baseUrl).origin;
    expect(ehr).toMatchObject({ kind: 'emis-web', bookedBy: '55' });
    expect((await ask(practice, 'organisation/GetOrganisation')).status).toBe(502);
    expect(await post(`${origin}/sample/faults`, [])).toEqual({ faults: [] });
    expect((await ask(practice, 'organisation/GetOrganisation')).status).toBe(200);

    const day = new Date(Date.now() + 86_400_000 * 3).toISOString().slice(0, 10);
    const added = await post(`${origin}/sample/staff/add-session`, { day });
    const slotId = (added['slots'] as { slotId: number }[])[0]?.slotId ?? 0;
    expect((await ask(practice, booking(slotId))).status).toBe(200);
    expect((await ask(practice, booking(slotId))).status).toBe(404);
    expect(
      (await fetch(`${origin}/sample/staff/book`, { method: 'POST', body: JSON.stringify({ slotId }) }))
        .status,
    ).toBe(409);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = run(...args);
    const again = await second.ready;
    const bookings = await fetch(`${new URL(again.ehr.baseUrl).origin}/sample/bookings?bookedBy=55`);
    expect(await bookings.json()).toMatchObject({
      bookings: [{ slotId, patientNumber: 4_471, notes: 'ref A1' }],
    });
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(second.said().out.trim().split('\n')).toHaveLength(1);
  });

  test('says what is wrong with an option and answers 2', async () => {
    for (const args of [
      ['--ehr', 'vision'],
      ['--port', 'x'],
      ['--nonsense'],
      ['--faults', '/nowhere.json'],
    ]) {
      const wrong = run(...args);
      expect([args[1], await wrong.ended]).toEqual([args[1], 2]);
      expect(wrong.said()).toMatchObject({
        out: '',
        err: expect.stringContaining('slotkeeper sample:') as string,
      });
    }
  });
});
