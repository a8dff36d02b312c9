// GP Connect by Appointment Management 1.2.x: the suite of all EHRs, and what only GP Connect does: its headers and tokens,
// its searches, its codes, its versions.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { type SlotId, asId } from '#shared/domain/ids.ts';
import { type NhsNumber, parseNhsNumber } from '#shared/domain/patient.ts';
import { type LocalDay, parseDay } from '#shared/domain/time.ts';

import { bookingAnswer } from '../../src/main/ehr/gp-connect/gp-connect-booking.ts';
import { formatBooking } from '../../src/main/ehr/gp-connect/wire/format-appointment.ts';
import { parseFoundPatient } from '../../src/main/ehr/gp-connect/wire/parse-patient.ts';
import { parseFreeSlots } from '../../src/main/ehr/gp-connect/wire/parse-slots.ts';
import type { BookingToSend, CancellationToSend } from '../../src/main/ports/ehr-diary.ts';
import type { GpConnectSettings } from '../../src/main/ports/settings.ts';
import { createGpConnectPractice } from '../../src/main/sample-practice/gp-connect-practice.ts';
import { openGpConnectUnderTest } from '../support/ehr-gp-connect-under-test.ts';
import {
  type Answer,
  BESIDE,
  BOOKING,
  EARLY,
  type Heard,
  SCHEDULE,
  SEARCH,
  SESSION,
  SLOT,
  SLOTS,
  TOKEN,
  at,
  bundle,
  connectTo,
  startStub,
  wireAppointment,
  wireOutcome,
  wireSlot,
} from '../support/ehr-gp-connect-raw.ts';
import { MONDAY } from '../support/ehr-monday.ts';
import { describeEhrDiary } from './ehr-diary-suite.ts';

describeEhrDiary('GP Connect', openGpConnectUnderTest);

const NEAR = { urgency: 'near' } as const;
const WRITE = { urgency: 'write' } as const;
const TODAY = { from: MONDAY, to: MONDAY };
const ADA = {
  nhsNumber: parseNhsNumber('999 000 0018') ?? ('' as NhsNumber),
  dateOfBirth: parseDay('1980-02-29') ?? MONDAY,
};

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A connector towards a server that answers as told. */
async function connect(
  answer: (heard: Heard) => Answer,
  more: Partial<GpConnectSettings> = {},
  deps: Parameters<typeof connectTo>[2] = {},
) {
  const stub = await startStub(answer);
  const connected = connectTo(stub.baseUrl, more, deps);
  endings.push(() => connected.diary.close(), stub.close);
  return { ...stub, ...connected };
}

const claimsOf = (heard: Heard | undefined) => {
  const [head = '', claims = '', signature] = (heard?.headers.authorization ?? '')
    .replace('Bearer ', '')
    .split('.');
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { head: read(head), claims: read(claims), signature };
};

describe('a request to GP Connect', () => {
  it('says who asks whom for what, by a token of its own that lives 300 seconds', async () => {
    const { diary, heard, baseUrl } = await connect(() => ({ body: SEARCH }));
    await diary.pullSessions(TODAY, NEAR);
    await diary.pullSessions(TODAY, NEAR);
    const [first, second] = heard;
    expect(first?.headers).toMatchObject({
      accept: 'application/fhir+json',
      'ssp-from': '200000000359',
      'ssp-to': '918999198993',
      'ssp-interactionid': 'urn:nhs:names:services:gpconnect:fhir:rest:search:slot-1',
      'cache-control': 'no-store',
    });
    expect(first?.headers['ssp-traceid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.headers['ssp-traceid']).not.toBe(first?.headers['ssp-traceid']);
    const { head, claims, signature } = claimsOf(first);
    expect(head).toEqual({ alg: 'none', typ: 'JWT' });
    expect(signature).toBe('');
    const issuedAt = at('2026-11-23T08:00:00Z') / 1_000;
    expect(claims).toEqual({
      iss: 'https://a99901.slotkeeper.invalid',
      sub: '56',
      aud: baseUrl,
      iat: issuedAt,
      exp: issuedAt + 300,
      reason_for_request: 'directcare',
      requested_scope: 'organization/*.read',
      requesting_device: expect.objectContaining({ resourceType: 'Device', model: 'Slotkeeper' }),
      requesting_organization: {
        resourceType: 'Organization',
        identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'A99901' }],
        name: 'Bracken Lane Surgery',
      },
      requesting_practitioner: {
        resourceType: 'Practitioner',
        id: '56',
        identifier: [
          { system: 'https://fhir.nhs.uk/Id/sds-user-id', value: 'UNK' },
          { system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: 'UNK' },
          { system: 'https://a99901.slotkeeper.invalid/user', value: '56' },
        ],
        name: [{ family: 'Sutton', given: ['Maureen'] }],
      },
    });
  });

  it('asks for the days by London’s clock, with every sign that has a meaning encoded', async () => {
    const { diary, heard } = await connect(() => ({ body: bundle() }));
    const spring = { from: '2026-03-28' as LocalDay, to: '2026-03-29' as LocalDay };
    await diary.pullSessions(spring, NEAR);
    const [asked] = heard;
    expect(asked?.path).not.toMatch(/[|:+]/);
    expect([...(asked?.url.searchParams ?? [])]).toEqual([
      ['start', 'ge2026-03-28T00:00:00+00:00'],
      ['end', 'le2026-03-29T23:59:59+01:00'],
      ['status', 'free'],
      ['_include', 'Slot:schedule'],
      ['_include:recurse', 'Schedule:actor:Practitioner'],
      ['_include:recurse', 'Schedule:actor:Location'],
      ['_include:recurse', 'Location:managingOrganization'],
      ['searchFilter', 'https://fhir.nhs.uk/Id/ods-organization-code|A99901'],
      ['searchFilter', 'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-OrganisationType-1|gp-practice'],
    ]);
  });

  it('goes through the proxy with the whole address of the provider after the proxy’s', async () => {
    const stub = await startStub(() => ({ body: SEARCH }));
    const baseUrl = 'https://provider.example/A99901/STU3/1/gpconnect';
    const { diary } = connectTo(baseUrl, { proxyUrl: `${stub.origin}/` });
    endings.push(() => diary.close(), stub.close);
    expect((await diary.pullSessions(TODAY, NEAR)).ok).toBe(true);
    expect(stub.heard[0]?.path).toMatch(/^\/https:\/\/provider\.example\/A99901\/STU3\/1\/gpconnect\/Slot\?/);
    expect(claimsOf(stub.heard[0]).claims).toMatchObject({ aud: baseUrl });
  });

  it('to book carries the patient’s words as a comment, and nothing that is forbidden', async () => {
    const { diary, heard } = await connect(() => ({ status: 201, body: wireAppointment() }));
    expect(await diary.sendBooking({ ...BOOKING, reason: 'Sore\nknee' }, WRITE)).toEqual({
      class: 'applied',
    });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      method: 'POST',
      path: '/A99901/STU3/1/gpconnect/Appointment',
      headers: {
        'content-type': 'application/fhir+json;charset=utf-8',
        'ssp-interactionid': 'urn:nhs:names:services:gpconnect:fhir:rest:create:appointment-1',
      },
    });
    expect(claimsOf(heard[0]).claims).toMatchObject({ requested_scope: 'patient/*.write' });
    const sent: unknown = JSON.parse(heard[0]?.body ?? '');
    expect(sent).toMatchObject({
      description: `Online booking ${TOKEN}`,
      comment: 'Sore knee',
      created: '2026-11-23T08:00:00+00:00',
      slot: [{ reference: 'Slot/1584' }],
      participant: [
        { actor: { reference: 'Patient/p-1' }, status: 'accepted' },
        { actor: { reference: 'Location/17' }, status: 'accepted' },
        { actor: { reference: 'Practitioner/2' }, status: 'accepted' },
      ],
    });
    expect(Object.keys(sent ?? {})).not.toEqual(expect.arrayContaining(['reason']));
    expect(Object.keys(sent ?? {})).not.toEqual(expect.arrayContaining(['specialty']));
  });

  it('with what is no key of theirs is never sent', async () => {
    const { diary, heard } = await connect(() => ({ status: 201, body: wireAppointment() }));
    for (const odd of ['p-1/../x', '', '..', 'p 1', 'p?1']) {
      const answer = await diary.sendBooking({ ...BOOKING, patientId: asId(odd) }, WRITE);
      expect(answer).toMatchObject({ class: 'not-applied', permanent: true });
      expect((await diary.readAppointment(odd, NEAR)).ok).toBe(false);
    }
    expect(heard).toHaveLength(0);
  });

  it('to book into a session that we have lost asks for its site first', async () => {
    const lost = {
      ...SESSION,
      site: { id: asId<(typeof SESSION)['site']['id']>(''), name: '' },
      clinicians: [],
    };
    const { diary, heard } = await connect(({ method }) =>
      method === 'GET' ? { body: SEARCH } : { status: 201, body: wireAppointment() },
    );
    expect(await diary.sendBooking({ ...BOOKING, session: lost }, WRITE)).toEqual({ class: 'applied' });
    expect(heard.map(({ method }) => method)).toEqual(['GET', 'POST']);
    expect(heard[1]?.body).toContain('Location/17');
    const gone = { ...lost, id: asId<(typeof SESSION)['id']>('15 2026-11-23') };
    expect(await diary.sendBooking({ ...BOOKING, session: gone }, WRITE)).toMatchObject({
      class: 'not-applied',
      failure: { kind: 'slot-not-free' },
    });
    expect(heard.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('free slots', () => {
  const read = async (body: unknown, deps: Parameters<typeof connectTo>[2] = {}) => {
    const { diary } = await connect(() => ({ body }), {}, deps);
    return diary.pullSessions(TODAY, NEAR);
  };

  it('become sessions with site, clinician, job, hours and channel', async () => {
    const found = await read(SEARCH);
    expect(found).toMatchObject({
      ok: true,
      value: {
        sessions: [
          {
            ...SESSION,
            role: 'General Medical Practitioner',
            counts: [{ slotTypeId: 'gp telephone', slotTypeName: 'GP telephone', total: 2, open: 2 }],
          },
        ],
      },
    });
    const slots = found.ok ? found.value.slots?.get(SESSION.id) : undefined;
    expect(slots?.[0]).toEqual({ ...SLOT, channel: 'telephone' });
  });

  it('of one schedule are a session on each of its days', async () => {
    const tuesday = wireSlot('1601', '2026-11-24T08:30:00+00:00', '2026-11-24T08:40:00+00:00');
    const { diary } = await connect(() => ({ body: bundle(...SLOTS, tuesday, ...BESIDE) }));
    const found = await diary.pullSessions({ from: MONDAY, to: '2026-11-24' as LocalDay }, NEAR);
    expect(found.ok && found.value.sessions.map(({ id }) => id)).toEqual(['14 2026-11-23', '14 2026-11-24']);
  });

  it('that have begun are dropped, and their session with the last of them', async () => {
    const later = await read(SEARCH, { now: at('2026-11-23T08:30:00Z') });
    const slots = later.ok ? later.value.slots?.get(SESSION.id) : undefined;
    expect(slots?.map(({ id }) => id)).toEqual(['1585']);
    const none = await read(SEARCH, { now: at('2026-11-23T08:40:00Z') });
    expect(none.ok && none.value.sessions).toEqual([]);
  });

  const spoiltSlot = (more: Readonly<Record<string, unknown>>) => bundle({ ...SLOTS[0], ...more }, ...BESIDE);
  const channel = (valueCode: string) => ({
    extension: [
      {
        url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-GPConnect-DeliveryChannel-2',
        valueCode,
      },
    ],
  });

  it.each([
    ['an hour off London', { start: '2026-11-23T09:30:00+01:00', end: '2026-11-23T09:40:00+01:00' }],
    ['no offset that GP Connect has', { start: '2026-11-23T08:30:00Z', end: '2026-11-23T08:40:00Z' }],
    ['a state that is not free', { status: 'busy-tentative' }],
    ['a channel that may only be read', channel('Visit')],
  ])('with %s are not offered @hazard:H24', async (_what, more) => {
    const found = await read(spoiltSlot(more));
    const slots = found.ok ? found.value.slots?.get(SESSION.id) : undefined;
    expect(slots?.map(({ status }) => status)).toEqual(['unknown']);
  });

  it.each([
    ['without their schedule', bundle(...SLOTS), 'not-complete'],
    ['with more pages', { ...SEARCH, link: [{ relation: 'next', url: 'x' }] }, 'not-complete'],
    ['with another total', { ...SEARCH, total: 3 }, 'not-complete'],
    [
      'with trouble told beside them',
      bundle(...SLOTS, ...BESIDE, wireOutcome('INTERNAL_SERVER_ERROR')),
      'not-complete',
    ],
    ['twice', bundle(...SLOTS, ...SLOTS, ...BESIDE), 'not-understood'],
    [
      'of another day',
      spoiltSlot({ start: '2026-11-24T08:30:00+00:00', end: '2026-11-24T08:40:00+00:00' }),
      'not-understood',
    ],
    ['that end before they begin', spoiltSlot({ end: '2026-11-23T08:20:00+00:00' }), 'not-understood'],
    ['without a zone', spoiltSlot({ start: '2026-11-23T08:30:00' }), 'not-understood'],
    ['without a slot type', spoiltSlot({ serviceType: [] }), 'not-understood'],
    ['without an id', spoiltSlot({ id: undefined }), 'not-understood'],
    [
      'among other things',
      bundle(...SLOTS, ...BESIDE, { resourceType: 'Patient', id: '1' }),
      'not-understood',
    ],
    ['of no kind of search', { ...SEARCH, type: 'collection' }, 'not-understood'],
    ['in no site', bundle(...SLOTS, { ...SCHEDULE, actor: [] }), 'not-understood'],
    ['that are an error', wireOutcome('INTERNAL_SERVER_ERROR'), 'not-understood'],
  ])('%s fail as a whole @hazard:H15', async (_what, body, kind) => {
    expect(await read(body)).toMatchObject({ ok: false, failure: { kind } });
  });

  it('are taken with a right total, a self link and the roles of a search', async () => {
    const entry = [...SLOTS, ...BESIDE].map((resource) => ({
      resource,
      search: { mode: resource['resourceType'] === 'Slot' ? 'match' : 'include' },
    }));
    expect((await read({ ...SEARCH, total: 2, link: [{ relation: 'self' }], entry })).ok).toBe(true);
    expect((await read({ resourceType: 'Bundle', type: 'searchset' })).ok).toBe(true);
  });

  it('of another practice are not read @hazard:H47', async () => {
    const other = { name: 'Elsewhere', odsCode: 'B11111' };
    expect(await read(SEARCH, { practice: other })).toMatchObject({
      failure: { kind: 'wrong-organisation' },
    });
  });

  it('tell the slot types by name, each once however it is spelt, over four weeks', async () => {
    const typed = (id: string, text: string, day: string) =>
      wireSlot(id, `${day}T08:30:00+00:00`, `${day}T08:40:00+00:00`, { serviceType: [{ text }] });
    const { diary, heard } = await connect(({ url }) =>
      url.searchParams.get('start')?.includes('2026-11-23')
        ? {
            body: bundle(
              typed('1', 'GP  telephone ', '2026-11-23'),
              typed('2', 'gp Telephone', '2026-12-06'),
              ...BESIDE,
            ),
          }
        : { body: bundle(typed('3', 'Nurse', '2026-12-20'), ...BESIDE) },
    );
    expect(await diary.pullSlotTypes(NEAR)).toEqual({
      ok: true,
      value: [
        { id: 'gp telephone', name: 'GP telephone' },
        { id: 'nurse', name: 'Nurse' },
      ],
    });
    expect(heard.map(({ url }) => url.searchParams.get('end'))).toEqual([
      'le2026-12-06T23:59:59+00:00',
      'le2026-12-20T23:59:59+00:00',
    ]);
  });
});

describe('a slot read back', () => {
  const sought = {
    session: SESSION,
    slotId: SLOT.id,
    booking: { patientId: BOOKING.patientId, token: TOKEN },
  };
  const readBack = async (
    appointments: readonly Readonly<Record<string, unknown>>[],
    now?: ReturnType<typeof at>,
  ) => {
    const connected = await connect(
      ({ url }) => ({ body: url.pathname.endsWith('/Appointment') ? bundle(...appointments) : SEARCH }),
      {},
      now === undefined ? {} : { now },
    );
    return { ...connected, back: await connected.diary.pullSlot(sought, WRITE) };
  };

  it('asks for the patient’s bookings of the day by dates alone', async () => {
    const { heard } = await readBack([]);
    expect(heard.map(({ url }) => url.pathname.replace(/^.*gpconnect/, ''))).toEqual([
      '/Patient/p-1/Appointment',
      '/Slot',
    ]);
    expect(heard[0]?.url.searchParams.getAll('start')).toEqual(['ge2026-11-23', 'le2026-11-23']);
  });

  it('is ours with our mark on it, before any other booking of the slot', async () => {
    const other = wireAppointment({ id: '8', description: 'By telephone' });
    const { back } = await readBack([other, wireAppointment()]);
    expect(back).toMatchObject({
      value: { id: '1584', status: 'booked', bookedFor: 'p-1', note: `Online booking ${TOKEN}\nSore knee` },
    });
    const { back: theirs } = await readBack([other]);
    expect(theirs).toMatchObject({
      value: { status: 'booked', bookedFor: 'p-1', note: 'By telephone\nSore knee' },
    });
  });

  it.each([
    ['cancelled', { status: 'cancelled' }],
    ['in a state that we do not know', { status: 'proposed' }],
    ['in another slot', { slot: [{ reference: 'Slot/1700' }] }],
  ])('is neither free nor held when our mark is on a booking %s @hazard:H05', async (_what, more) => {
    const { back } = await readBack([wireAppointment(more)]);
    expect(back).toMatchObject({
      ok: true,
      value: { status: 'unknown', note: expect.stringContaining(TOKEN) },
    });
    expect(back.ok && back.value).not.toHaveProperty('bookedFor');
  });

  it('is free when none of the bookings is of this slot or of ours', async () => {
    const other = wireAppointment({ description: 'By telephone', slot: [{ reference: 'Slot/1585' }] });
    const cancelled = wireAppointment({ id: '8', description: 'By telephone', status: 'cancelled' });
    expect((await readBack([other, cancelled])).back).toMatchObject({
      value: { id: '1584', status: 'open' },
    });
  });

  it('is not read from an answer for another patient @hazard:H06', async () => {
    const mixed = wireAppointment({ participant: [{ actor: { reference: 'Patient/p-2' } }] });
    expect((await readBack([wireAppointment(), mixed])).back).toMatchObject({
      failure: { kind: 'not-understood' },
    });
  });

  it('is not asked for once its day is over', async () => {
    const { back, heard } = await readBack([wireAppointment()], at('2026-11-24T08:00:00Z'));
    expect(back).toEqual({ ok: true, value: undefined });
    expect(heard).toHaveLength(0);
  });
});

describe('a patient', () => {
  const person = (more: Readonly<Record<string, unknown>> = {}) => ({
    resourceType: 'Patient',
    id: 'p-1',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: ADA.nhsNumber }],
    active: true,
    name: [{ use: 'official', text: 'EXAMPLE Ada (Ms)', family: 'Example', given: ['Ada'], prefix: ['Ms'] }],
    birthDate: ADA.dateOfBirth,
    ...more,
  });
  const find = async (...people: readonly Readonly<Record<string, unknown>>[]) => {
    const { diary } = await connect(() => ({ body: bundle(...people) }));
    return diary.findPatient(ADA, WRITE);
  };

  it('is found by the number in full', async () => {
    const { diary, heard } = await connect(() => ({ body: bundle(person()) }));
    expect(await diary.findPatient(ADA, WRITE)).toEqual({
      ok: true,
      value: { ...ADA, id: 'p-1', name: 'Ada Example' },
    });
    expect(heard[0]?.path).toMatch(
      /\/Patient\?identifier=https%3A%2F%2Ffhir\.nhs\.uk%2FId%2Fnhs-number%7C9990000018$/,
    );
  });

  it.each([
    ['nobody', []],
    ['another date of birth', [person({ birthDate: '1980-02-28' })]],
    ['no date of birth', [person({ birthDate: undefined })]],
    [
      'another number',
      [person({ identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }] })],
    ],
    ['a number of another system', [person({ identifier: [{ system: 'x', value: ADA.nhsNumber }] })]],
    ['somebody who has died', [person({ deceasedDateTime: '2026-01-01' })]],
    ['somebody who is said to have died', [person({ deceasedBoolean: true })]],
    ['somebody no longer here', [person({ active: false })]],
    ['two people', [person(), person({ id: 'p-2' })]],
  ])('is not matched by %s, always in the same words @hazard:H06', async (_who, people) => {
    expect(await find(...people)).toEqual({
      ok: false,
      failure: {
        kind: 'patient-not-matched',
        message: 'No patient of this practice has this NHS number and date of birth.',
      },
    });
  });
});

describe('a booking that GP Connect refuses', () => {
  const book = async (answer: Answer) => {
    const { diary, heard, log } = await connect(() => answer);
    const settled = await diary.sendBooking(BOOKING, WRITE);
    expect(heard).toHaveLength(1);
    expect(`${JSON.stringify(settled)}${log.text()}`).not.toMatch(/Ada|999/);
    return settled;
  };

  it('because the slot is taken is in doubt, but was answered @hazard:H04', async () => {
    expect(await book({ status: 409, body: wireOutcome('DUPLICATE_REJECTED') })).toMatchObject({
      class: 'ambiguous',
      saidNo: true,
      failure: { kind: 'slot-taken' },
    });
  });

  it.each([
    [400, 'BAD_REQUEST'],
    [400, 'INVALID_NHS_NUMBER'],
    [403, 'NO_PATIENT_CONSENT'],
    [404, 'PATIENT_NOT_FOUND'],
    [422, 'INVALID_RESOURCE'],
    [422, 'REFERENCE_NOT_FOUND'],
  ])('by %i %s is proven not booked', async (status, code) => {
    const settled = await book({ status, body: wireOutcome(code) });
    expect(settled).toMatchObject({
      class: 'not-applied',
      permanent: true,
      failure: { kind: 'refused', detail: `HTTP ${status}, ${code}` },
    });
  });

  it.each([
    [401, undefined, 'not-signed-in'],
    [403, 'ACCESS_DENIED', 'not-allowed'],
    [403, undefined, 'not-allowed'],
  ])('by %i %s is proven not booked, and may be tried again', async (status, code, kind) => {
    const settled = await book({ status, body: code === undefined ? {} : wireOutcome(code) });
    expect(settled).toMatchObject({ class: 'not-applied', permanent: false, failure: { kind } });
  });

  const PROXY = 'https://fhir.nhs.uk/STU3/CodeSystem/Spine-Proxy-Code';
  it.each([
    ['the proxy’s own 400', { status: 400, body: wireOutcome('400', PROXY) }],
    [
      'the proxy’s own words for one of theirs',
      { status: 422, body: wireOutcome('INVALID_RESOURCE', PROXY) },
    ],
    ['a code under another status', { status: 404, body: wireOutcome('INVALID_RESOURCE') }],
    ['a plain 400', { status: 400, body: {} }],
    ['a 409 without a word', { status: 409, body: {} }],
    ['a 502 of the proxy', { status: 502, body: wireOutcome('502', PROXY) }],
    ['an error inside', { status: 500, body: wireOutcome('INTERNAL_SERVER_ERROR') }],
    ['not implemented', { status: 501, body: wireOutcome('NOT_IMPLEMENTED') }],
    ['another media type', { status: 415, body: wireOutcome('UNSUPPORTED_MEDIA_TYPE') }],
    ['too many', { status: 429, body: '' }],
    ['a page', { status: 403, body: '<html>', headers: { 'Content-Type': 'text/html' } }],
    ['a redirect', { status: 302, body: '', headers: { Location: 'https://elsewhere.example/' } }],
    ['a 200', { status: 200, body: wireAppointment() }],
    [
      'another patient',
      { status: 201, body: wireAppointment({ participant: [{ actor: { reference: 'Patient/p-2' } }] }) },
    ],
    ['another slot', { status: 201, body: wireAppointment({ slot: [{ reference: 'Slot/1585' }] }) }],
    [
      'one slot more',
      {
        status: 201,
        body: wireAppointment({ slot: [{ reference: 'Slot/1584' }, { reference: 'Slot/1585' }] }),
      },
    ],
    ['another time', { status: 201, body: wireAppointment({ start: '2026-11-23T08:40:00+00:00' }) }],
    ['another state', { status: 201, body: wireAppointment({ status: 'pending' }) }],
    ['an echo of nothing', { status: 201, body: {} }],
  ] satisfies readonly (readonly [string, Answer])[])(
    'or answers by %s is in doubt @hazard:H01',
    async (_what, answer) => {
      const settled = await book(answer);
      expect(settled.class).toBe('ambiguous');
      expect(settled).not.toHaveProperty('saidNo');
    },
  );
});

describe('an appointment', () => {
  const stale = { status: 409, body: wireOutcome('FHIR_CONSTRAINT_VIOLATION') };
  /** A provider with one appointment, which `interfere` may change just before a PUT arrives. */
  async function provider(
    first = wireAppointment(),
    put?: (body: Record<string, unknown>, tag: string | undefined) => Answer | undefined,
  ) {
    let now: Readonly<Record<string, unknown>> = first;
    const connected = await connect(({ method, body, headers }) => {
      if (method !== 'PUT') return { body: now, headers: { ETag: 'W/"3"' } };
      const asked = JSON.parse(body) as Record<string, unknown>;
      const said = put?.(asked, headers['if-match']);
      if (said) return said;
      now = { ...asked, meta: { versionId: '4' } };
      return { body: now };
    });
    return { ...connected, become: (other: Readonly<Record<string, unknown>>) => (now = other) };
  }

  it('is read by its id', async () => {
    const { diary, heard } = await provider();
    expect(await diary.readAppointment('9', NEAR)).toEqual({
      ok: true,
      value: {
        id: '9',
        version: '3',
        state: 'live',
        patientId: 'p-1',
        slotIds: ['1584'],
        slotTypeName: 'GP telephone',
        day: MONDAY,
        startsAt: SLOT.startsAt,
        durationMin: 10,
        description: `Online booking ${TOKEN}`,
        comment: 'Sore knee',
      },
    });
    expect(heard[0]?.headers['ssp-interactionid']).toMatch(/rest:read:appointment-1$/);
    expect(await diary.readAppointment('10', NEAR)).toMatchObject({ failure: { kind: 'not-understood' } });
    const { diary: empty } = await connect(() => ({ status: 404, body: wireOutcome('NO_RECORD_FOUND') }));
    expect(await empty.readAppointment('9', NEAR)).toMatchObject({ failure: { kind: 'not-found' } });
  });

  it('is amended as the provider’s own resource, under the version that was read', async () => {
    const { diary, heard } = await provider(wireAppointment({ unheardOf: { kept: true } }));
    const answer = await diary.amendAppointment('9', { comment: 'Sore knee, left' }, WRITE);
    expect(answer).toMatchObject({ class: 'applied', now: { comment: 'Sore knee, left', version: '4' } });
    expect(heard.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(heard[1]?.headers).toMatchObject({
      'if-match': 'W/"3"',
      'ssp-interactionid': 'urn:nhs:names:services:gpconnect:fhir:rest:update:appointment-1',
    });
    expect(JSON.parse(heard[1]?.body ?? '')).toEqual(
      wireAppointment({ unheardOf: { kept: true }, comment: 'Sore knee, left' }),
    );
  });

  it('is cancelled with a reason and nothing else changed; once cancelled, it is not sent again', async () => {
    const { diary, heard } = await provider();
    expect(await diary.cancelAppointment('9', 'No longer needed', WRITE)).toMatchObject({
      class: 'applied',
      now: { state: 'cancelled' },
    });
    const before = wireAppointment();
    expect(JSON.parse(heard[1]?.body ?? '')).toEqual({
      ...before,
      status: 'cancelled',
      extension: [
        ...(before['extension'] as unknown[]),
        {
          url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-GPConnect-AppointmentCancellationReason-1',
          valueString: 'No longer needed',
        },
      ],
    });
    expect(heard[1]?.headers['ssp-interactionid']).toMatch(/rest:cancel:appointment-1$/);
    expect((await diary.cancelAppointment('9', 'No longer needed', WRITE)).class).toBe('applied');
    expect(heard.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('that somebody has changed meanwhile is read again, told as it is, and left alone', async () => {
    const { diary, heard, become } = await provider(wireAppointment(), () => {
      become(wireAppointment({ comment: 'Both knees', meta: { versionId: '4' } }));
      return stale;
    });
    expect(await diary.cancelAppointment('9', 'No longer needed', WRITE)).toMatchObject({
      class: 'ambiguous',
      saidNo: true,
      failure: { kind: 'refused' },
      now: { state: 'live', version: '4', comment: 'Both knees' },
    });
    expect(heard.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
  });

  it('that somebody has cancelled meanwhile is cancelled', async () => {
    const { diary, become } = await provider(wireAppointment(), () => {
      become(wireAppointment({ status: 'cancelled', meta: { versionId: '4' } }));
      return stale;
    });
    expect(await diary.cancelAppointment('9', 'No longer needed', WRITE)).toMatchObject({
      class: 'applied',
      now: { state: 'cancelled' },
    });
  });

  it.each([
    ['lost in an error', { status: 500, body: {} }, 'ambiguous'],
    ['stale without a word of theirs', { status: 409, body: {} }, 'ambiguous'],
    ['echoed unchanged', { body: wireAppointment() }, 'ambiguous'],
    [
      'echoed for another patient',
      {
        body: wireAppointment({
          status: 'cancelled',
          participant: [{ actor: { reference: 'Patient/p-2' } }],
        }),
      },
      'ambiguous',
    ],
    ['refused', { status: 422, body: wireOutcome('INVALID_RESOURCE') }, 'not-applied'],
  ] satisfies readonly (readonly [string, Answer, string])[])(
    'whose change is %s is told so, and not sent twice',
    async (_what, said, expected) => {
      const { diary, heard } = await provider(wireAppointment(), () => said);
      expect((await diary.cancelAppointment('9', 'No longer needed', WRITE)).class).toBe(expected);
      expect(heard.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    },
  );

  it.each([
    ['held already', wireAppointment({ status: 'fulfilled' })],
    [
      'of the past',
      wireAppointment({ start: '2026-11-23T07:30:00+00:00', end: '2026-11-23T07:40:00+00:00' }),
    ],
  ])('%s is not changed any more', async (_what, resource) => {
    const { diary, heard } = await provider(resource);
    expect(await diary.amendAppointment('9', { comment: 'x' }, WRITE)).toMatchObject({
      class: 'not-applied',
      permanent: true,
    });
    expect(heard.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('a cancellation', () => {
  const stale = { status: 409, body: wireOutcome('FHIR_CONSTRAINT_VIOLATION') };
  const CANCELLATION: CancellationToSend = {
    session: SESSION,
    slot: { ...SLOT, status: 'booked' },
    patientId: BOOKING.patientId,
    token: TOKEN,
    appointmentId: '9',
    by: 'patient',
  };
  /** `reads`: the appointment at each reading, the last one from then on. `put`: the answer to the change. */
  async function cancel(
    reads: readonly Answer[],
    put: Answer = { body: wireAppointment({ status: 'cancelled', meta: { versionId: '4' } }) },
    more: Partial<CancellationToSend> = {},
  ) {
    let next = 0;
    const { diary, heard } = await connect(({ method }) => {
      if (method !== 'GET') return put;
      const read = reads[Math.min(next, reads.length - 1)];
      next += 1;
      return read ?? {};
    });
    const answer = await diary.sendCancellation({ ...CANCELLATION, ...more }, WRITE);
    return { answer, heard, methods: heard.map(({ method }) => method).join(' ') };
  }
  const live = { body: wireAppointment() };
  const cancelled = { body: wireAppointment({ status: 'cancelled', meta: { versionId: '4' } }) };

  it.each([
    ['patient', 'Cancelled online by the patient'],
    ['practice', 'Cancelled by the practice'],
  ] as const)('by the %s is read, then written once under the version that was read', async (by, reason) => {
    const { answer, heard, methods } = await cancel([live], undefined, { by });
    expect(answer).toEqual({ class: 'applied' });
    expect(methods).toBe('GET PUT');
    expect(heard[1]?.headers).toMatchObject({ 'if-match': 'W/"3"' });
    const sent = JSON.parse(heard[1]?.body ?? '') as { status: string; extension: object[] };
    expect(sent.status).toBe('cancelled');
    expect(sent.extension.at(-1)).toMatchObject({ valueString: reason });
  });

  it.each([
    ['another patient', { participant: [{ actor: { reference: 'Patient/p-2' } }] }],
    ['another slot', { slot: [{ reference: 'Slot/1585' }] }],
    ['one slot more', { slot: [{ reference: 'Slot/1584' }, { reference: 'Slot/1585' }] }],
    ['another time', { start: '2026-11-23T08:40:00+00:00', end: '2026-11-23T08:50:00+00:00' }],
  ])('of what has become %s sends nothing, even where that is cancelled @hazard:H05', async (_what, more) => {
    for (const status of ['booked', 'cancelled']) {
      const { answer, methods } = await cancel([{ body: wireAppointment({ ...more, status }) }]);
      expect(answer).toMatchObject({ class: 'not-applied', permanent: false, failure: { kind: 'refused' } });
      expect(methods).toBe('GET');
    }
  });

  it.each([
    ['cancelled already', [cancelled], undefined, { class: 'applied' }, 'GET'],
    [
      'held already',
      [{ body: wireAppointment({ status: 'fulfilled' }) }],
      undefined,
      { class: 'not-applied' },
      'GET',
    ],
    [
      'not there any more',
      [{ status: 404, body: wireOutcome('NO_RECORD_FOUND') }],
      undefined,
      { class: 'not-applied', permanent: false, failure: { kind: 'not-found' } },
      'GET',
    ],
    [
      'not to be read',
      [{ status: 500, body: {} }],
      undefined,
      { class: 'not-applied', permanent: false },
      'GET',
    ],
    ['cancelled meanwhile', [live, cancelled], stale, { class: 'applied' }, 'GET PUT GET'],
    ['changed meanwhile', [live], stale, { class: 'ambiguous', saidNo: true }, 'GET PUT GET'],
    [
      'changed meanwhile, and then not to be read',
      [live, { status: 500, body: {} }],
      stale,
      { class: 'ambiguous', saidNo: true },
      'GET PUT GET',
    ],
    [
      'refused in their words because it is cancelled already',
      [live, cancelled],
      { status: 422, body: wireOutcome('INVALID_RESOURCE') },
      { class: 'applied' },
      'GET PUT GET',
    ],
    [
      'refused in their words',
      [live],
      { status: 422, body: wireOutcome('INVALID_RESOURCE') },
      { class: 'not-applied', permanent: true },
      'GET PUT GET',
    ],
    ['turned away', [live], { status: 401, body: {} }, { class: 'not-applied', permanent: false }, 'GET PUT'],
    ['answered unchanged', [live], live, { class: 'ambiguous' }, 'GET PUT'],
    ['lost in the proxy', [live], { status: 502, body: {} }, { class: 'ambiguous' }, 'GET PUT'],
    ['stale without their word', [live], { status: 409, body: {} }, { class: 'ambiguous' }, 'GET PUT'],
  ] satisfies readonly (readonly [string, readonly Answer[], Answer | undefined, object, string])[])(
    'of an appointment that is %s is told so, and never sent twice',
    async (_what, reads, put, expected, methods) => {
      const done = await cancel(reads, put);
      expect(done.answer).toMatchObject(expected);
      expect(done.answer).not.toHaveProperty('now');
      expect(done.methods).toBe(methods);
    },
  );

  it('without a key, or with one that is none, sends nothing', async () => {
    const { appointmentId: _key, ...without } = CANCELLATION;
    const { diary, heard } = await connect(() => live);
    for (const odd of [without, { ...CANCELLATION, appointmentId: '9/../10' }]) {
      expect(await diary.sendCancellation(odd, WRITE)).toMatchObject({
        class: 'not-applied',
        failure: { kind: 'invalid-input' },
      });
    }
    expect(heard).toEqual([]);
  });
});

describe('an appointment of the sample practice', () => {
  it('is booked, retrieved, amended and cancelled', async () => {
    const practice = createGpConnectPractice({
      seed: 'appointments',
      weeks: 2,
      port: 0,
      lively: 0,
      clock: { now: () => EARLY, after: () => () => {} },
    });
    await practice.start();
    const { diary } = connectTo(practice.ehr.baseUrl, practice.ehr, { practice: practice.practice });
    endings.push(
      () => diary.close(),
      () => practice.close(),
    );
    const found = await diary.pullSessions(TODAY, NEAR);
    const session = found.ok ? found.value.sessions[0] : undefined;
    const slot = session && found.ok ? found.value.slots?.get(session.id)?.[0] : undefined;
    if (!session || !slot) throw new Error('No free slot');
    const patientId = asId<BookingToSend['patientId']>('4471');
    const booked = await diary.sendBooking({ session, slot, patientId, reason: 'Knee', token: TOKEN }, WRITE);
    expect(booked).toEqual({ class: 'applied' });

    const pulled = async () => {
      const all = await diary.pullAppointments(patientId, TODAY, NEAR);
      return all.ok ? all.value.find(({ description }) => description.includes(TOKEN)) : undefined;
    };
    const ours = await pulled();
    expect(ours).toMatchObject({ state: 'live', patientId, slotIds: [slot.id], comment: 'Knee' });
    const id = ours?.id ?? '';
    const amended = await diary.amendAppointment(id, { comment: 'Knee, left' }, WRITE);
    expect(amended).toMatchObject({ class: 'applied', now: { comment: 'Knee, left' } });
    expect(await diary.readAppointment(id, NEAR)).toMatchObject({ value: { comment: 'Knee, left' } });
    expect(await diary.cancelAppointment(id, 'No longer needed', WRITE)).toMatchObject({
      class: 'applied',
      now: { state: 'cancelled' },
    });
    expect(await pulled()).toMatchObject({ state: 'cancelled' });
    expect(practice.staff.slot(Number(slot.id))?.status).toBe('free');
    expect(await diary.readAppointment('2147483647', NEAR)).toMatchObject({ failure: { kind: 'not-found' } });
    const yesterday = '2026-11-22' as LocalDay;
    expect(await diary.pullAppointments(patientId, { from: yesterday, to: MONDAY }, NEAR)).toMatchObject({
      failure: { kind: 'invalid-input' },
    });
  });
});

describe('the connection test of GP Connect', () => {
  const metadata = (code: string) => ({
    resourceType: 'CapabilityStatement',
    rest: [{ resource: [{ type: 'Appointment', interaction: [{ code }] }] }],
  });
  const test = async (answer: (heard: Heard) => Answer, deps: Parameters<typeof connectTo>[2] = {}) => {
    const { diary } = await connect(answer, {}, deps);
    return diary.testConnection(NEAR);
  };
  const byPath =
    (capabilities: unknown, slots: unknown = SEARCH) =>
    ({ url }: Heard) => ({
      body: url.pathname.endsWith('/metadata') ? capabilities : slots,
    });

  it('proves the organisation and the right to book, where the answers do', async () => {
    const steps = await test(byPath(metadata('create')));
    expect(steps).toEqual(
      [
        'find-host',
        'reach-port',
        'sign-in',
        'application',
        'organisation',
        'read-slot-types',
        'read-diary',
        'may-book',
      ].map((step) => ({ step })),
    );
    const unproven = await test(byPath(metadata('read'), bundle()));
    expect(unproven.filter(({ isNotProven }) => isNotProven).map(({ step }) => step)).toEqual([
      'organisation',
      'may-book',
    ]);
    expect(unproven.some(({ failure }) => failure)).toBe(false);
  });

  it.each([
    [{ status: 401, body: {} }, 'sign-in', 'not-signed-in'],
    [{ status: 403, body: {} }, 'application', 'not-allowed'],
    [{ status: 500, body: {} }, 'read-slot-types', 'ehr-error'],
    [{ body: {} }, 'read-slot-types', 'not-understood'],
    [{ status: 302, body: '' }, 'sign-in', 'not-the-ehr'],
  ] satisfies readonly (readonly [Answer, string, string])[])(
    'names the step to mend: %j',
    async (answer, step, kind) => {
      const steps = await test(() => answer);
      expect(steps.at(-1)).toMatchObject({ step, failure: { kind } });
      expect(steps.slice(0, 2)).toEqual([{ step: 'find-host' }, { step: 'reach-port' }]);
    },
  );

  it('names the organisation when it is another', async () => {
    const steps = await test(byPath(metadata('create')), {
      practice: { name: 'Elsewhere', odsCode: 'B11111' },
    });
    expect(steps.at(-1)).toMatchObject({ step: 'organisation', failure: { kind: 'wrong-organisation' } });
  });

  it('names the host when its name leads nowhere, and the port when nobody listens', async () => {
    const { diary: lost } = connectTo('https://provider.invalid/A99901');
    expect(await lost.testConnection(NEAR)).toMatchObject([
      { step: 'find-host', failure: { kind: 'unreachable' } },
    ]);
    const { diary: shut } = connectTo('https://127.0.0.1:1/A99901');
    expect(await shut.testConnection(NEAR)).toMatchObject([
      { step: 'find-host' },
      { step: 'reach-port', failure: { kind: 'unreachable' } },
    ]);
    await lost.close();
    await shut.close();
  });
});

const EXAMPLES = path.resolve(import.meta.dirname, '../../../shared/fixtures/gpconnect');
/** Published by the NHS, and kept beside the project, not in it. */
describe.each(existsSync(EXAMPLES) ? [EXAMPLES] : [])('the NHS example messages', (folder) => {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

  it('of free slots are read', async () => {
    const day = parseDay('2016-08-15') ?? MONDAY;
    const free = await parseFreeSlots(read('search_for_free_slots_response_example'), {
      window: { from: day, to: day },
      now: at('2016-08-15T08:00:00Z'),
      breathe: () => Promise.resolve(),
    });
    expect(free).toMatchObject({
      ok: true,
      value: {
        odsCodes: ['A00001'],
        typeNames: ['General GP Appointment', 'NHS Health Check'],
        sessions: [
          {
            id: '14 2016-08-15',
            name: 'General GP Appointments',
            role: 'General Medical Practitioner',
            startsAt: at('2016-08-15T08:00:00Z'),
            endsAt: at('2016-08-15T11:00:00Z'),
            site: { id: '17', name: 'The Trevelyan Practice' },
            clinicians: [{ id: '2', name: 'Mrs Sarah Black' }],
            counts: [
              { slotTypeId: 'general gp appointment', total: 1, open: 1 },
              { slotTypeId: 'nhs health check', total: 1, open: 1 },
            ],
          },
        ],
      },
    });
    const slots = free.ok ? [...free.value.slots.values()].flat() : [];
    expect(slots[0]).toMatchObject({
      id: '1584',
      startsAt: at('2016-08-15T10:30:00Z'),
      durationMin: 10,
      channel: 'in-person',
    });
  });

  it('of a found patient is read', () => {
    const text = JSON.stringify(read('find_patient_response_example'));
    const [, number = ''] = /"value":"(\d{10})"/.exec(text) ?? [];
    const nhsNumber = parseNhsNumber(number) ?? ADA.nhsNumber;
    const identity = { nhsNumber, dateOfBirth: parseDay('1952-05-31') ?? MONDAY };
    expect(parseFoundPatient(JSON.parse(text), identity)).toEqual({
      ok: true,
      value: { ...identity, id: '2', name: 'Jane Jackson' },
    });
  });

  const startsAt = at('2017-05-30T09:00:00Z');
  const booking: BookingToSend = {
    session: { ...SESSION, site: { ...SESSION.site, id: asId('32') }, clinicians: [] },
    slot: { ...SLOT, id: asId<SlotId>('1'), startsAt, durationMin: 25 },
    patientId: asId('1'),
    reason: 'Free text comment.',
    token: TOKEN,
  };

  it('of a booking is what we would send', () => {
    const practice = { name: 'Test Organization Name', odsCode: 'A00001', phone: '0300 303 5678' };
    const sent = formatBooking(booking, practice, at('2017-05-25T12:48:41Z'));
    expect({ ...sent, description: 'Free text description.' }).toEqual(read('book_appt_request_example'));
  });

  it('of its answer is proof of that booking, and of no other', () => {
    const json = read('book_appt_response_example');
    expect(bookingAnswer({ ok: true, status: 201, json }, booking)).toEqual({ class: 'applied' });
    const other = { ...booking, patientId: asId<BookingToSend['patientId']>('2') };
    expect(bookingAnswer({ ok: true, status: 201, json }, other).class).toBe('ambiguous');
  });
});
