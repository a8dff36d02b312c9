// Appointments through the sample's GP Connect door: booked, read, amended and cancelled as strictly as the specification
// says, beside staff who do the same at the desk; and the faults on this wire.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { createLivingPractice } from '../../src/main/sample-practice/living-practice.ts';
import {
  type Answered,
  call,
  exampleOf,
  type GpConnectSample,
  type Json,
  ODS,
  resourcesOf,
  searchSlots,
  start,
} from '../support/gp-connect-caller.ts';
import { clockAt, closeEarly, closeSamples, MORNING, opened } from '../support/open-samples.ts';

const ADA = 4_471;

afterEach(closeSamples);

const STRUCTURE = 'https://fhir.nhs.uk/STU3/StructureDefinition';
const CANCELLATION = `${STRUCTURE}/Extension-GPConnect-AppointmentCancellationReason-1`;
const WRITE = { scope: 'patient/*.write' } as const;
const refused = (code: string, status: number) => ({ status, code });
const INVALID = refused('INVALID_RESOURCE', 422);

async function freeSlot(
  practice: GpConnectSample,
  slotType = 'Nurse - smear',
  day = '2026-11-24',
): Promise<Json> {
  const [free] = await practice.staff.find({ slotType, status: 'free', from: day });
  const slots = resourcesOf(await searchSlots(practice, `ge${free!.day}`, `le${free!.day}`), 'Slot');
  return slots.find(({ id }) => id === String(free!.slotId))!;
}

function bookingOf(practice: GpConnectSample, slot: Json, patient = ADA): Json {
  const session = practice.staff.session(Math.floor(Number(slot['id']) / 100));
  return {
    resourceType: 'Appointment',
    meta: { profile: [`${STRUCTURE}/GPConnect-Appointment-1`] },
    contained: [
      {
        resourceType: 'Organization',
        id: '1',
        meta: { profile: [`${STRUCTURE}/CareConnect-GPC-Organization-1`] },
        identifier: [{ system: ODS, value: 'A12345' }],
        name: 'Sample Surgery',
        telecom: [{ system: 'phone', value: '01632 960100' }],
      },
    ],
    extension: [
      {
        url: `${STRUCTURE}/Extension-GPConnect-BookingOrganisation-1`,
        valueReference: { reference: '#1' },
      },
    ],
    status: 'booked',
    description: 'Online booking SK-7F3A',
    start: slot['start'],
    end: slot['end'],
    slot: [{ reference: `Slot/${String(slot['id'])}` }],
    created: '2026-11-23T07:30:00+00:00',
    participant: [
      { actor: { reference: `Patient/${patient}` }, status: 'accepted' },
      { actor: { reference: `Location/${session?.siteId}` }, status: 'accepted' },
    ],
  };
}

const book = (practice: GpConnectSample, body: unknown): Promise<Answered> =>
  call(practice, {
    method: 'POST',
    path: '/Appointment',
    interaction: 'rest:create:appointment-1',
    ...WRITE,
    body,
  });

const read = (practice: GpConnectSample, id: unknown): Promise<Answered> =>
  call(practice, { path: `/Appointment/${String(id)}`, interaction: 'rest:read:appointment-1' });

type Version = { readonly body: unknown; readonly ifMatch: string };

const put = (practice: GpConnectSample, id: unknown, interaction: string, { body, ifMatch }: Version) =>
  call(practice, { method: 'PUT', path: `/Appointment/${String(id)}`, interaction, ...WRITE, body, ifMatch });

const amend = (practice: GpConnectSample, body: Json, ifMatch = etagIn(body)) =>
  put(practice, body['id'], 'rest:update:appointment-1', { body, ifMatch });

const cancel = (practice: GpConnectSample, body: Json, ifMatch = etagIn(body)) =>
  put(practice, body['id'], 'rest:cancel:appointment-1', { body, ifMatch });

const etagIn = (body: Json): string => `W/"${String((body['meta'] as Json)['versionId'])}"`;

const asCancelled = (body: Json, why: unknown = 'No longer needed'): Json => ({
  ...body,
  status: 'cancelled',
  extension: [...(body['extension'] as Json[]), { url: CANCELLATION, valueString: why }],
});

const listOf = (
  practice: GpConnectSample,
  patient: unknown = ADA,
  dates = 'start=ge2026-11-23&start=le2026-12-14',
) =>
  call(practice, {
    path: `/Patient/${String(patient)}/Appointment?${dates}`,
    interaction: 'rest:search:patient_appointments-1',
  });

const appointmentsOf = async (practice: GpConnectSample, patient: unknown = ADA): Promise<Json[]> =>
  resourcesOf(await listOf(practice, patient), 'Appointment');

async function booked(practice: GpConnectSample, more: Json = {}): Promise<Json> {
  const answer = await book(practice, { ...bookingOf(practice, await freeSlot(practice)), ...more });
  expect([answer.status, answer.code]).toEqual([201, undefined]);
  return answer.body;
}

const slotIdOf = (body: Json): number =>
  Number((body['slot'] as { reference: string }[])[0]?.reference.replace('Slot/', ''));

describe('booking', () => {
  test('201 with an address, a version and all that the specification adds; every door sees the token', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    const wanted = { ...bookingOf(practice, slot), comment: 'Uses a wheelchair' };
    const { status, headers, body } = await book(practice, wanted);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${practice.ehr.baseUrl}/Appointment/${String(body['id'])}`);
    expect(headers.get('etag')).toBe(etagIn(body));
    expect(headers.get('cache-control')).toBe('no-store');
    const session = practice.staff.session(Math.floor(Number(slot['id']) / 100));
    const { contained, start: from, end, slot: slots, created, comment } = wanted as Json;
    expect(body).toMatchObject({
      resourceType: 'Appointment',
      contained,
      start: from,
      end,
      slot: slots,
      created,
      comment,
      status: 'booked',
      description: 'Online booking SK-7F3A',
      serviceType: [{ text: 'Nurse - smear' }],
      serviceCategory: { text: session?.name },
      extension: [
        { valueReference: { reference: '#1' } },
        { url: `${STRUCTURE}/Extension-GPConnect-PractitionerRole-1` },
        { url: `${STRUCTURE}/Extension-GPConnect-DeliveryChannel-2`, valueCode: 'In-person' },
      ],
    });
    expect(body).not.toHaveProperty('reason');
    expect(body).not.toHaveProperty('specialty');
    expect(practice.staff.slot(Number(slot['id']))).toMatchObject({
      status: 'booked',
      patientNumber: ADA,
      notes: 'Online booking SK-7F3A',
      bookedBy: '55',
    });
    expect((await read(practice, body['id'])).body).toEqual(body);
    expect(await appointmentsOf(practice)).toEqual([body]);
    const day = String(slot['start']).slice(0, 10);
    const left = resourcesOf(await searchSlots(practice, `ge${day}`, `le${day}`), 'Slot');
    expect(left.some(({ id }) => id === slot['id'])).toBe(false);
  });

  test('a slot that is no longer free is 409, whoever asks, even the same patient again', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    const taken = refused('DUPLICATE_REJECTED', 409);
    expect((await book(practice, bookingOf(practice, slot))).status).toBe(201);
    expect(await book(practice, bookingOf(practice, slot))).toMatchObject(taken);
    expect(await book(practice, bookingOf(practice, slot, 5_010))).toMatchObject(taken);
    const blocked = await freeSlot(practice);
    practice.staff.block(Number(blocked['id']));
    expect(await book(practice, bookingOf(practice, blocked))).toMatchObject(taken);
    expect(await appointmentsOf(practice)).toHaveLength(1);
  });

  test('of two who ask at once, one has it', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    const answers = await Promise.all(
      [ADA, 5_010, 5_011].map((patient) => book(practice, bookingOf(practice, slot, patient))),
    );
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201, 409, 409,
    ]);
  });

  test('a slot that was never there is 422, in the one code or the other', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    const nowhere = { ...bookingOf(practice, slot), slot: [{ reference: 'Slot/1' }] };
    expect(await book(practice, nowhere)).toMatchObject(refused('REFERENCE_NOT_FOUND', 422));
    practice.setModes({ unknownSlot: 'invalid-resource' });
    expect(await book(practice, nowhere)).toMatchObject(INVALID);
    const [meeting] = await practice.staff.find({ slotType: 'GP urgent on the day', from: '2026-11-24' });
    expect(
      await book(practice, {
        ...bookingOf(practice, slot),
        slot: [{ reference: `Slot/${meeting!.slotId}` }],
      }),
    ).toMatchObject({ status: 422 });
    expect(await appointmentsOf(practice)).toEqual([]);
  });

  const longDescription = 'x'.repeat(101);
  const WRONG: Readonly<Record<string, (body: Json) => Json>> = {
    'a reason': (body) => ({ ...body, reason: [{ text: 'Pain' }] }),
    'a specialty': (body) => ({ ...body, specialty: [{ text: 'Nursing' }] }),
    'an element that is not of the profile': (body) => ({ ...body, invalidField: 'x' }),
    'an id of its own': (body) => ({ ...body, id: '1' }),
    'no profile': (body) => ({ ...body, meta: {} }),
    'another resource': (body) => ({ ...body, resourceType: 'Slot' }),
    'another status': (body) => ({ ...body, status: 'proposed' }),
    'no description': (body) => ({ ...body, description: undefined }),
    'an empty description': (body) => ({ ...body, description: '  ' }),
    'a long description': (body) => ({ ...body, description: longDescription }),
    'a long comment': (body) => ({ ...body, comment: 'x'.repeat(501) }),
    'no created': (body) => ({ ...body, created: undefined }),
    'a start without an offset': (body) => ({ ...body, start: String(body['start']).slice(0, 19) }),
    'another start': (body) => ({ ...body, start: '2026-11-24T07:00:00+00:00' }),
    'another end': (body) => ({ ...body, end: '2026-11-24T23:00:00+00:00' }),
    'no slot': (body) => ({ ...body, slot: [] }),
    'an absolute slot': (body) => ({
      ...body,
      slot: [{ reference: `https://example.com/${(body['slot'] as { reference: string }[])[0]!.reference}` }],
    }),
    'two slots': (body) => ({ ...body, slot: [...(body['slot'] as Json[]), ...(body['slot'] as Json[])] }),
    'no organisation': (body) => ({ ...body, contained: undefined }),
    'no booking organisation': (body) => ({ ...body, extension: [] }),
    'an organisation under another id': (body) => ({
      ...body,
      contained: [{ ...organisationIn(body), id: '2' }],
    }),
    'an organisation without a telephone': (body) => ({
      ...body,
      contained: [{ ...organisationIn(body), telecom: undefined }],
    }),
    'an organisation without a name': (body) => ({
      ...body,
      contained: [{ ...organisationIn(body), name: undefined }],
    }),
    'an organisation without an ODS code': (body) => ({
      ...body,
      contained: [{ ...organisationIn(body), identifier: [{ system: ODS }] }],
    }),
    'an organisation of a strange type': (body) => ({
      ...body,
      contained: [{ ...organisationIn(body), type: [{ coding: [{ code: 'shop' }] }] }],
    }),
    'no patient': (body) => ({ ...body, participant: (body['participant'] as Json[]).slice(1) }),
    'no location': (body) => ({ ...body, participant: (body['participant'] as Json[]).slice(0, 1) }),
    'a participant who has not accepted': (body) => ({
      ...body,
      participant: (body['participant'] as Json[]).map((one) => ({ ...one, status: 'tentative' })),
    }),
    'another location': (body) => ({ ...body, participant: withActor(body, 1, 'Location/99') }),
    'an absolute patient': (body) => ({
      ...body,
      participant: withActor(body, 0, `http://x/Patient/${ADA}`),
    }),
    'another practitioner': (body) => ({
      ...body,
      participant: [
        ...(body['participant'] as Json[]),
        { actor: { reference: 'Practitioner/55' }, status: 'accepted' },
      ],
    }),
  };
  const organisationIn = (body: Json): Json => (body['contained'] as Json[])[0]!;
  const withActor = (body: Json, place: number, reference: string): Json[] =>
    (body['participant'] as Json[]).map((one, index) =>
      index === place ? { ...one, actor: { reference } } : one,
    );

  test.each(Object.keys(WRONG))('with %s it is 422 and nothing is booked', async (name) => {
    const practice = await start();
    const slot = await freeSlot(practice);
    expect(await book(practice, WRONG[name]!(bookingOf(practice, slot)))).toMatchObject(INVALID);
    expect(practice.staff.slot(Number(slot['id']))?.status).toBe('free');
  });

  test('the longest words are taken, and the practitioner of the slot may be named', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    const clinician = practice.staff.session(Math.floor(Number(slot['id']) / 100))?.clinicianIds[0];
    const body = bookingOf(practice, slot);
    const participant = [
      ...(body['participant'] as Json[]),
      { actor: { reference: `Practitioner/${clinician}` }, status: 'accepted' },
    ];
    const full = { ...body, participant, description: 'x'.repeat(100), comment: 'y'.repeat(500) };
    expect((await book(practice, full)).status).toBe(201);
  });

  test('a patient who is unknown, has died or has left is refused', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    const everybody = practice.living.plan.patientList.all;
    expect(await book(practice, bookingOf(practice, slot, 999_999))).toMatchObject(
      refused('REFERENCE_NOT_FOUND', 422),
    );
    for (const gone of everybody.filter(({ diedOn, leftOn }) => diedOn !== null || leftOn !== null))
      expect(await book(practice, bookingOf(practice, slot, gone.patientNumber))).toMatchObject(INVALID);
    expect(practice.staff.slot(Number(slot['id']))?.status).toBe('free');
  });

  test('a slot whose time has gone by is refused', async () => {
    const at = { now: MORNING };
    const practice = await start({}, at);
    const slot = await freeSlot(practice, 'Nurse - smear', '2026-11-23');
    at.now = Date.parse(String(slot['start']));
    expect(
      await book(practice, { ...bookingOf(practice, slot), created: '2026-11-23T07:30:00+00:00' }),
    ).toMatchObject(INVALID);
  });

  test('a body that is no resource is 400', async () => {
    const practice = await start();
    for (const body of ['{"resourceType":"Appointment"', '"text"', '[]'])
      expect(await book(practice, body)).toMatchObject(refused('BAD_REQUEST', 400));
  });
});

describe("a patient's appointments", () => {
  test('all of them, however booked, cancelled ones too, in their order', async () => {
    const practice = await start();
    const [first] = await practice.staff.find({
      slotType: 'Physio first contact',
      status: 'free',
      from: '2026-11-25',
    });
    practice.staff.book(first!.slotId, ADA, 'Knee');
    const online = await booked(practice);
    const [today] = await practice.staff.find({ slotType: 'GP urgent on the day', status: 'embargoed' });
    practice.staff.book(today!.slotId, ADA); // the desk may book what is kept back
    practice.staff.cancel(first!.slotId);
    const all = await appointmentsOf(practice);
    expect(all.map(({ status }) => status)).toEqual(['booked', 'booked', 'cancelled']);
    const gone = all.at(-1)!;
    expect(gone).toMatchObject({ description: 'Knee', slot: [{ reference: `Slot/${first!.slotId}` }] });
    expect(gone['extension']).toContainEqual({ url: CANCELLATION, valueString: 'Cancelled by the practice' });
    expect(all).toContainEqual(online);
    expect(all.map(({ start: at }) => String(at))).toEqual(all.map(({ start: at }) => String(at)).toSorted());
  });

  test('those that were in the diary before anybody touched it', async () => {
    const practice = await start();
    const [thrown] = await practice.staff.find({ status: 'booked', from: '2026-11-25' });
    const theirs = await appointmentsOf(practice, thrown!.patientNumber);
    const it = theirs.find((one) => slotIdOf(one) === thrown!.slotId);
    expect(it).toMatchObject({ status: 'booked', meta: { versionId: '1' }, description: thrown!.reason });
    expect((await read(practice, it?.['id'])).body).toEqual(it);
  });

  test('dates only, one with ge and one with le, from today on', async () => {
    const practice = await start();
    const asked = async (dates: string) => {
      const { status, code } = await listOf(practice, ADA, dates);
      return [status, code];
    };
    expect(await asked('start=ge2026-11-23&start=le2026-11-23')).toEqual([200, undefined]);
    expect(await asked('start=le2027-11-23&start=ge2026-11-23')).toEqual([200, undefined]);
    for (const dates of [
      '',
      'start=ge2026-11-23',
      'start=ge2026-11-23&start=ge2026-11-24',
      'start=ge2026-11-23&start=le2026-11-24&start=le2026-11-25',
      'start=ge2026-11-22&start=le2026-11-24',
      'start=ge2026-11-24&start=le2026-11-23',
      'start=ge2026-11-23T00%3A00%3A00%2B00%3A00&start=le2026-11-24',
      'start=ge2026-11&start=le2026-12',
      'start=2026-11-23&start=2026-11-24',
      'start=gt2026-11-23&start=lt2026-11-24',
    ])
      expect([dates, await asked(dates)]).toEqual([dates, [422, 'INVALID_PARAMETER']]);
  });

  test('an unknown patient is 404, one without appointments has an empty list', async () => {
    const practice = await start();
    for (const nobody of ['999999', 'ada', '4471-1'])
      expect(await listOf(practice, nobody)).toMatchObject(refused('PATIENT_NOT_FOUND', 404));
    const { status, body } = await listOf(practice);
    expect([status, body]).toEqual([200, { resourceType: 'Bundle', type: 'searchset' }]);
  });

  test("this morning's are still told in the afternoon", async () => {
    const at = { now: MORNING };
    const practice = await start({}, at);
    const slot = await freeSlot(practice, 'Nurse - smear', '2026-11-23');
    await book(practice, bookingOf(practice, slot));
    at.now = Date.parse('2026-11-23T17:00:00Z');
    expect(await appointmentsOf(practice)).toHaveLength(1);
  });

  test('whoever goes through the building is arrived, fulfilled or absent', async () => {
    const practice = await start();
    const one = await booked(practice);
    const statuses = [];
    for (const status of ['arrived', 'sent-in', 'left'] as const) {
      practice.staff.setStatus(slotIdOf(one), status);
      statuses.push((await read(practice, one['id'])).body['status']);
    }
    expect(statuses).toEqual(['arrived', 'arrived', 'fulfilled']);
  });
});

describe('one appointment', () => {
  test('an unknown one is 404', async () => {
    const practice = await start();
    const one = await booked(practice);
    for (const id of ['1', '1-0', `${slotIdOf(one)}`, `${slotIdOf(one)}-0`, 'x'])
      expect(await read(practice, id)).toMatchObject(refused('NO_RECORD_FOUND', 404));
  });

  test('has another id when its slot is booked again, and the old one stays cancelled', async () => {
    const practice = await start();
    const first = await booked(practice);
    expect((await cancel(practice, asCancelled(first))).status).toBe(200);
    practice.staff.book(slotIdOf(first), ADA, 'By telephone');
    const all = await appointmentsOf(practice);
    expect(all.map(({ status }) => status)).toEqual(['cancelled', 'booked']);
    expect(all[0]?.['id']).toBe(first['id']);
    expect(all[1]?.['id']).not.toBe(first['id']);
    expect((await read(practice, first['id'])).body).toMatchObject({ status: 'cancelled' });
  });

  test('its version grows with each change, whoever makes it', async () => {
    const practice = await start();
    const first = await booked(practice);
    const versions = [first];
    const amended = await amend(practice, { ...first, description: 'Other words' });
    versions.push(amended.body);
    practice.staff.setNotes(slotIdOf(first), 'Words of the desk');
    versions.push((await read(practice, first['id'])).body);
    practice.staff.cancel(slotIdOf(first));
    versions.push((await read(practice, first['id'])).body);
    const numbers = versions.map((one) => Number((one['meta'] as Json)['versionId']));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
    expect(versions[2]?.['description']).toBe('Words of the desk');
  });
});

describe('amending', () => {
  test('description and comment, and nothing else', async () => {
    const practice = await start();
    const one = await booked(practice);
    const { status, headers, body } = await amend(practice, {
      ...one,
      description: 'New words',
      comment: 'More',
    });
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe(etagIn(body));
    const { meta: _old, ...rest } = one;
    expect(body).toMatchObject({ ...rest, description: 'New words', comment: 'More' });
    expect(practice.staff.slot(slotIdOf(one))).toMatchObject({ notes: 'New words', patientNumber: ADA });
    const without = await amend(
      practice,
      Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'comment')),
    );
    expect(without.status).toBe(200);
    expect(without.body).not.toHaveProperty('comment');
  });

  test('anything else is 422', async () => {
    const practice = await start();
    const one = await booked(practice);
    const changes: Json[] = [
      { start: '2026-11-24T07:00:00+00:00' },
      { status: 'cancelled' },
      { slot: [{ reference: 'Slot/1' }] },
      { participant: (one['participant'] as Json[]).slice(0, 2) },
      { contained: [] },
      { extension: (one['extension'] as Json[]).slice(1) },
      { reason: [{ text: 'Pain' }] },
      { id: '1-1' },
      { description: '' },
      { description: 'x'.repeat(101) },
      { serviceType: undefined },
    ];
    for (const change of changes) {
      const body = { ...one, ...change };
      const answer = await put(practice, one['id'], 'rest:update:appointment-1', {
        body,
        ifMatch: etagIn(one),
      });
      expect([change, answer]).toMatchObject([change, INVALID]);
    }
    expect((await read(practice, one['id'])).body).toEqual(one);
  });

  test('what is cancelled or past is not amended', async () => {
    const at = { now: MORNING };
    const practice = await start({}, at);
    const one = await booked(practice);
    practice.staff.cancel(slotIdOf(one));
    const { body } = await read(practice, one['id']);
    expect(await amend(practice, { ...body, description: 'Late' })).toMatchObject(INVALID);
    const other = await booked(practice);
    at.now = Date.parse(String(other['start']));
    expect(await amend(practice, { ...other, description: 'Late' })).toMatchObject(INVALID);
  });
});

describe('cancelling', () => {
  test('the slot is free again, and the appointment is told as cancelled with its reason', async () => {
    const practice = await start();
    const one = await booked(practice, { comment: 'Uses a wheelchair' });
    const { status, headers, body } = await cancel(practice, asCancelled(one));
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe(etagIn(body));
    expect(etagIn(body)).not.toBe(etagIn(one));
    const { meta: _old, ...rest } = asCancelled(one);
    expect(body).toMatchObject(rest);
    expect(practice.staff.slot(slotIdOf(one))).toMatchObject({
      status: 'free',
      patientNumber: null,
      notes: null,
    });
    expect(await appointmentsOf(practice)).toEqual([body]);
    const day = String(one['start']).slice(0, 10);
    const slots = resourcesOf(await searchSlots(practice, `ge${day}`, `le${day}`), 'Slot');
    expect(slots.some(({ id }) => id === String(slotIdOf(one)))).toBe(true);
  });

  test('any future appointment, one of the desk too', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    practice.staff.book(Number(slot['id']), ADA);
    const [one] = await appointmentsOf(practice);
    expect((await cancel(practice, asCancelled(one!))).status).toBe(200);
    expect(practice.staff.slot(Number(slot['id']))?.status).toBe('free');
  });

  test('an old version is 409, and the slot stays as it is', async () => {
    const practice = await start();
    const one = await booked(practice);
    const stale = refused('FHIR_CONSTRAINT_VIOLATION', 409);
    practice.staff.setNotes(slotIdOf(one), 'Changed by the desk');
    expect(await cancel(practice, asCancelled(one))).toMatchObject(stale);
    expect(await amend(practice, { ...one, description: 'x' })).toMatchObject(stale);
    expect(practice.staff.slot(slotIdOf(one))?.status).toBe('booked');
    const { body } = await read(practice, one['id']);
    expect((await cancel(practice, asCancelled(body))).status).toBe(200);
    expect(await cancel(practice, asCancelled(body))).toMatchObject(stale);
  });

  test('without If-Match it is 400', async () => {
    const practice = await start();
    const one = await booked(practice);
    for (const ifMatch of ['', '1', '"1"'])
      expect(await cancel(practice, asCancelled(one), ifMatch)).toMatchObject(refused('BAD_REQUEST', 400));
    expect(practice.staff.slot(slotIdOf(one))?.status).toBe('booked');
  });

  test('without a reason, or with anything else changed, it is 422', async () => {
    const practice = await start();
    const one = await booked(practice);
    const right = asCancelled(one);
    const changes: Json[] = [
      { extension: one['extension'] },
      { extension: asCancelled(one, '')['extension'] },
      { extension: asCancelled(one, 4)['extension'] },
      { extension: [(right['extension'] as Json[]).at(-1)] },
      { status: 'booked' },
      { status: 'noshow' },
      { description: 'Other words' },
      { comment: 'Something' },
      { start: '2026-11-24T07:00:00+00:00' },
      { participant: [] },
    ];
    for (const change of changes)
      expect([change, await cancel(practice, { ...right, ...change })]).toMatchObject([change, INVALID]);
    expect(practice.staff.slot(slotIdOf(one))?.status).toBe('booked');
  });

  test('what is past, cancelled or in the waiting room is not cancelled', async () => {
    const at = { now: MORNING };
    const practice = await start({}, at);
    const one = await booked(practice);
    const gone = (await cancel(practice, asCancelled(one))).body;
    expect(await cancel(practice, gone)).toMatchObject(INVALID);
    const other = await booked(practice);
    practice.staff.setStatus(slotIdOf(other), 'arrived');
    expect(await cancel(practice, asCancelled((await read(practice, other['id'])).body))).toMatchObject(
      INVALID,
    );
    const third = await booked(practice);
    at.now = Date.parse(String(third['start']));
    expect(await cancel(practice, asCancelled(third))).toMatchObject(INVALID);
  });
});

describe('beside the staff, and over a restart', () => {
  test('a booking cancelled by staff is told as cancelled, also when they take the whole session out', async () => {
    const practice = await start();
    const one = await booked(practice);
    practice.staff.removeSession(Math.floor(slotIdOf(one) / 100));
    expect((await read(practice, one['id'])).body).toMatchObject({
      id: one['id'],
      status: 'cancelled',
      start: one['start'],
      description: one['description'],
    });
    expect((await appointmentsOf(practice)).map(({ status }) => status)).toEqual(['cancelled']);
  });

  test('everything about appointments survives a restart on the same state file', async () => {
    const stateFile = path.join(mkdtempSync(path.join(tmpdir(), 'sample-gp-connect-')), 'state.jsonl');
    const before = await start({ stateFile });
    const kept = await booked(before, { comment: 'Uses a wheelchair' });
    const cancelled = await cancel(before, asCancelled(await booked(before)));
    const other = await booked(before);
    before.staff.cancel(slotIdOf(other));
    const session = before.staff.addSession({ day: '2026-11-30' });
    before.staff.book(session.slots[0]!.slotId, ADA, 'Extra');
    before.staff.removeSession(session.id);
    const all = await appointmentsOf(before);
    expect(all).toHaveLength(4);
    await closeEarly(before);
    const after = await start({ stateFile });
    expect(await appointmentsOf(after)).toEqual(all);
    expect((await read(after, kept['id'])).body).toEqual(kept);
    expect((await read(after, cancelled.body['id'])).body).toEqual(cancelled.body);
    expect((await cancel(after, asCancelled(kept))).status).toBe(200);
  });

  test('two doors on one practice: what is booked through one is seen through the other', async () => {
    const living = createLivingPractice({ weeks: 3, clock: clockAt({ now: MORNING }) });
    const practice = await start({ living });
    const emis = await opened(createEmisPractice({ port: 0, living }));
    const one = await booked(practice);
    const { baseUrl, accessToken, applicationId } = emis.ehr;
    const headers = { authorization: `Bearer ${accessToken}`, applicationId };
    const slots = `appointments/GetSlotsForSession?appointmentSessionId=${Math.floor(slotIdOf(one) / 100)}`;
    const seen = (await (await fetch(`${baseUrl}/api/v1/${slots}`, { headers })).json()) as { slot: Json[] };
    expect(seen.slot.find(({ dbid }) => dbid === slotIdOf(one))).toMatchObject({
      status: 'Booked',
      notes: 'Online booking SK-7F3A',
    });
    const cancelCall = `appointments/CancelAppointment?slotId=${slotIdOf(one)}&patientNumber=${ADA}`;
    const cancelled = await fetch(`${baseUrl}/api/v1/${cancelCall}`, { headers });
    expect([cancelled.status, practice.staff.slot(slotIdOf(one))?.status]).toEqual([200, 'free']);
    expect((await read(practice, one['id'])).body).toMatchObject({ status: 'cancelled' });
    living.close();
  });
});

describe('faults on this wire', () => {
  const text = async (practice: GpConnectSample) => {
    try {
      return await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24');
    } catch {
      return 'broken';
    }
  };

  test('strike the operations that they name, or reads, or writes', async () => {
    const practice = await start();
    practice.setFaults([{ kind: 'fail', status: 503, on: 'writes' }]);
    const slot = await freeSlot(practice);
    await expect(book(practice, bookingOf(practice, slot))).rejects.toThrow(/not valid JSON/);
    expect(practice.staff.slot(Number(slot['id']))?.status).toBe('free');
    practice.setFaults([{ kind: 'fail', on: 'find-patient' }]);
    expect((await book(practice, bookingOf(practice, slot))).status).toBe(201);
    expect(practice.requests.counts()).toMatchObject({ 'search-slots': 1, 'book-appointment': 2 });
  });

  test('dropped after the work, the appointment is there all the same', async () => {
    const practice = await start();
    const slot = await freeSlot(practice);
    practice.setFaults([{ kind: 'drop', on: 'book-appointment', when: 'after-work', times: 1 }]);
    await expect(book(practice, bookingOf(practice, slot))).rejects.toThrow(/fetch failed/);
    expect(await appointmentsOf(practice)).toMatchObject([{ description: 'Online booking SK-7F3A' }]);
    const [one] = await appointmentsOf(practice);
    practice.setFaults([{ kind: 'drop', on: 'cancel-appointment', when: 'before-work', times: 1 }]);
    await expect(cancel(practice, asCancelled(one!))).rejects.toThrow(/fetch failed/);
    expect((await appointmentsOf(practice)).map(({ status }) => status)).toEqual(['booked']);
    expect(practice.faultCounts()).toMatchObject([{ struck: 1 }]);
  });

  test('cut off, garbled or a sign-in page it is no answer; thinned out it looks like one', async () => {
    const practice = await start();
    const whole = await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24');
    for (const kind of ['truncate', 'garbage', 'wrong-content', 'drop'] as const) {
      practice.setFaults([{ kind, times: 1 }]);
      expect([kind, await text(practice)]).toEqual([kind, 'broken']);
    }
    practice.setFaults([{ kind: 'thin-list', keepShare: 0.5, times: 1 }]);
    const thin = await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24');
    const [all, some] = [whole, thin].map((answer) => resourcesOf(answer, 'Slot').length);
    expect(some).toBeLessThan(all!);
    expect(some).toBeGreaterThan(0);
    expect(resourcesOf(thin, 'Schedule')).toHaveLength(resourcesOf(whole, 'Schedule').length);
  });

  test('stopped it is gone, started again it is there with the same diary', async () => {
    const practice = await start();
    const one = await booked(practice);
    await practice.stop();
    await expect(read(practice, one['id'])).rejects.toThrow(/fetch failed/);
    await practice.start();
    expect((await read(practice, one['id'])).body).toEqual(one);
  });

  test('the control plane is on the same port, and takes the callers away', async () => {
    const practice = await start({ controlPlane: true });
    const control = practice.controlUrl();
    expect(control).toBe(new URL(practice.ehr.baseUrl).origin);
    const status = (await (await fetch(`${control}/sample/status`)).json()) as Json;
    expect(status).toMatchObject({ ehr: practice.ehr, practice: { odsCode: 'A12345' } });
    const order = (name: string, body: unknown) =>
      fetch(`${control}/sample/${name}`, { method: 'POST', body: JSON.stringify(body) }).then(
        (answer) => answer.status,
      );
    expect(await order('callers', { asids: [] })).toBe(200);
    expect((await text(practice)) as Answered).toMatchObject({ status: 403, code: '403' });
    expect(await order('callers', { asids: [practice.ehr.fromAsid] })).toBe(200);
    expect(await order('callers', { asids: 'all' })).toBe(400);
    expect(await order('faults', { faults: [], modes: { pastSlots: 'hidden' } })).toBe(200);
    expect(await order('faults', { faults: [], modes: { takenSlot: 'not-found' } })).toBe(400);
    expect((await text(practice)) as Answered).toMatchObject({ status: 200 });
  });

  test('on orders staff move a booking with its words, mark it, and take it out', async () => {
    const practice = await start({ controlPlane: true });
    const order = async (name: string, body: unknown) => {
      const url = `${practice.controlUrl()}/sample/staff/${name}`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return { status: answer.status, said: (await answer.json()) as Json };
    };
    const one = await booked(practice);
    const slotIdOf = ({ slot }: Json) =>
      Number((slot as { reference: string }[])[0]?.reference.split('/')[1]);
    const slotId = slotIdOf(one);
    const [to, other] = await practice.staff.find({ slotType: 'Nurse - smear', status: 'free' });
    if (!to || !other) throw new Error('There is nowhere to move to');
    practice.staff.book(other.slotId);
    expect((await order('move', { slotId, toSlotId: other.slotId })).status).toBe(409);
    expect(practice.staff.slot(slotId)).toMatchObject({ status: 'booked', patientNumber: ADA });

    const moved = await order('move', { slotId, toSlotId: to.slotId });
    expect(moved).toMatchObject({ status: 200, said: { slotId: to.slotId, notes: one['description'] } });
    expect(practice.staff.slot(slotId)?.status).toBe('free');
    expect((await read(practice, one['id'])).body).toMatchObject({ status: 'cancelled' });
    const now = await practice.staff.find({ patientNumber: ADA });
    expect(now.map((slot) => slot.slotId)).toEqual([to.slotId]);
    expect((await order('move', { slotId, toSlotId: other.slotId })).status).toBe(409);

    expect((await order('mark', { slotId: to.slotId, as: 'gone home' })).status).toBe(400);
    expect((await order('mark', { slotId: to.slotId, as: 'did-not-attend' })).status).toBe(200);
    expect(practice.staff.slot(to.slotId)?.status).toBe('did-not-attend');
    expect((await order('move', { slotId: to.slotId, toSlotId: slotId })).status).toBe(409);
    expect((await order('cancel', { slotId: to.slotId })).status).toBe(409);
  });
});

test.each(
  exampleOf('book_appt_request').flatMap(([, request]) =>
    exampleOf('book_appt_response').map(([name, theirs]) => [name, request, theirs] as const),
  ),
)(
  "the example's booking is taken once it is about a slot of ours, and answered with the elements of %s",
  async (_name, request, theirs) => {
    const practice = await start();
    const slot = await freeSlot(practice);
    const { start: from, end, slot: slots, participant } = bookingOf(practice, slot);
    const answer = await book(practice, { ...request, start: from, end, slot: slots, participant });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body).toSorted()).toEqual(Object.keys(theirs).toSorted());
    expect(answer.body).toMatchObject({ description: request['description'], comment: request['comment'] });
  },
);
