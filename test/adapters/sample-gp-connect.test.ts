// The sample practice on GP Connect, from outside: the checklist of the protocol note line by line, over real HTTP, asked by
// a caller that shares nothing with the connector. What is about appointments is in sample-gp-connect-appointments.
import { afterEach, describe, expect, test } from 'vitest';
import {
  call,
  claimsFor,
  exampleOf,
  type GpConnectSample,
  inBundle,
  type Json,
  ODS,
  query,
  resourcesOf,
  SEARCH,
  searchSlots,
  slotsQuery,
  start,
  tokenOf,
} from '../support/gp-connect-caller.ts';
import { closeSamples, MORNING } from '../support/open-samples.ts';

afterEach(closeSamples);

const SPINE = 'https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1';
const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';
const ORGANISATION_TYPE = 'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-OrganisationType-1';
const METADATA = { path: '/metadata', interaction: 'rest:read:metadata-1', scope: 'organization/*.read' };
const ALL_INCLUDES = [
  ['_include:recurse', 'Schedule:actor:Practitioner'],
  ['_include:recurse', 'Schedule:actor:Location'],
  ['_include:recurse', 'Location:managingOrganization'],
] as const;

/** Names and kinds of a value, so that an answer is compared with the specification and not with itself. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}

const refused = (code: string, status: number) => ({ status, code, system: SPINE });

describe('the doors', () => {
  test('a right request is let in, and nothing that is answered may be kept', async () => {
    const practice = await start();
    const answers = [
      await call(practice, METADATA),
      await call(practice, { ...METADATA, headers: { accept: null } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 415]); // fetch asks for */* by itself
    for (const { headers } of answers) {
      expect(headers.get('content-type')).toBe('application/fhir+json;charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('pragma')).toBe('no-cache');
      expect(headers.get('expires')).toBe('0');
      expect(headers.get('date')).toBe('Mon, 23 Nov 2026 07:30:00 GMT');
    }
    expect(answers[0]?.body).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '3.0.1' });
    const resources = (answers[0]!.body['rest'] as { resource: { type: string }[] }[])[0]?.resource;
    expect(resources?.map(({ type }) => type)).toEqual(['Patient', 'Slot', 'Appointment']);
  });

  test.each(['ssp-traceid', 'ssp-from', 'ssp-to', 'ssp-interactionid', 'authorization'])(
    'without %s it is 400',
    async (header) => {
      const practice = await start();
      expect(await call(practice, { ...METADATA, headers: { [header]: null } })).toMatchObject(
        refused('BAD_REQUEST', 400),
      );
    },
  );

  test('the trace id is a GUID, and the interaction goes with verb and path', async () => {
    const practice = await start();
    const wrong = [
      { ...METADATA, headers: { 'ssp-traceid': '1' } },
      { ...METADATA, interaction: 'rest:search:slot-1' },
      { ...METADATA, headers: { 'ssp-interactionid': 'rest:read:metadata-1' } },
      { ...METADATA, method: 'POST', body: {} },
      { ...METADATA, path: '/Metadata' },
      { ...METADATA, path: '/Observation' },
      { method: 'PUT', path: '/Appointment/1', interaction: 'rest:read:appointment-1', body: {} },
    ];
    for (const one of wrong) expect(await call(practice, one)).toMatchObject(refused('BAD_REQUEST', 400));
  });

  test('only FHIR as JSON is answered and taken', async () => {
    const practice = await start();
    for (const accept of ['application/json', 'application/fhir+xml', 'text/html']) {
      expect(await call(practice, { ...METADATA, headers: { accept } })).toMatchObject(
        refused('UNSUPPORTED_MEDIA_TYPE', 415),
      );
    }
    expect(
      await call(practice, { ...METADATA, headers: { accept: 'text/html, application/fhir+json; q=0.9' } }),
    ).toMatchObject({ status: 200 });
    const book = {
      method: 'POST',
      path: '/Appointment',
      interaction: 'rest:create:appointment-1',
      scope: 'patient/*.write',
      body: {},
    };
    for (const type of ['application/json', 'application/fhir+json;charset=iso-8859-1']) {
      expect(await call(practice, { ...book, headers: { 'content-type': type } })).toMatchObject(
        refused('UNSUPPORTED_MEDIA_TYPE', 415),
      );
    }
  });

  test('the proxy turns away whom it does not know, in its own words', async () => {
    const practice = await start();
    const { baseUrl } = practice.ehr;
    const proxy = 'http://fhir.nhs.net/ValueSet/gpconnect-schedule-response-code-1-0';
    const denied = { status: 403, code: '403', system: proxy };
    expect(await call(practice, { ...METADATA, headers: { 'ssp-from': '1' } })).toMatchObject(denied);
    expect(await call(practice, { ...METADATA, headers: { 'ssp-to': '1' } })).toMatchObject(denied);
    expect(await call(practice, { ...METADATA, baseUrl: baseUrl.replace('A12345', 'B54321') })).toMatchObject(
      {
        status: 400,
        code: '400',
        system: proxy,
      },
    );
    const deleted = await call(practice, { ...METADATA, method: 'DELETE' });
    expect(deleted).toMatchObject({ status: 405, code: '405', system: proxy });
    expect(deleted.headers.get('allow')).toBe('GET, POST, PUT');
    practice.setCallers([]);
    expect(await call(practice, METADATA)).toMatchObject(denied);
    practice.setCallers([practice.ehr.fromAsid]);
    expect(await call(practice, METADATA)).toMatchObject({ status: 200 });
  });

  test('the address may be appended whole to the address of a proxy', async () => {
    const practice = await start();
    const { baseUrl } = practice.ehr;
    const proxied = `${new URL(baseUrl).origin}/${baseUrl}`;
    expect(await call(practice, { ...METADATA, baseUrl: proxied })).toMatchObject({ status: 200 });
    expect(await searchSlots(practice, 'ge2026-11-23', 'le2026-11-24').then(({ status }) => status)).toBe(
      200,
    );
  });

  test('registering a patient is not done here', async () => {
    const practice = await start();
    for (const name of ['$gpc.registerpatient', '%24gpc.registerpatient']) {
      const register = { interaction: 'operation:gpc.registerpatient-1', scope: 'patient/*.write', body: {} };
      expect(await call(practice, { method: 'POST', path: `/Patient/${name}`, ...register })).toMatchObject(
        refused('NOT_IMPLEMENTED', 501),
      );
    }
  });
});

describe('the token', () => {
  const claims = (practice: GpConnectSample): Json => claimsFor(practice, METADATA.scope, MORNING);
  const seconds = MORNING / 1_000;

  test('misses no claim', async () => {
    const practice = await start();
    for (const name of Object.keys(claims(practice))) {
      expect([name, await call(practice, { ...METADATA, claims: { [name]: undefined } })]).toMatchObject([
        name,
        refused('BAD_REQUEST', 400),
      ]);
    }
  });

  test('lasts 300 seconds exactly, is not over, and may come from a clock that is ahead', async () => {
    const practice = await start();
    const lasting = (iat: number, length: number) =>
      call(practice, { ...METADATA, claims: { iat, exp: iat + length } }).then(({ status }) => status);
    expect(await lasting(seconds, 299)).toBe(400);
    expect(await lasting(seconds, 301)).toBe(400);
    expect(await lasting(seconds - 600, 300)).toBe(400);
    expect(await lasting(seconds - 300, 300)).toBe(400);
    expect(await lasting(seconds - 299, 300)).toBe(200);
    expect(await lasting(seconds + 600, 300)).toBe(200);
    expect(
      await call(practice, { ...METADATA, claims: { iat: String(seconds), exp: String(seconds + 300) } }),
    ).toMatchObject(refused('BAD_REQUEST', 400));
  });

  test('is unsigned and ends with a dot', async () => {
    const practice = await start();
    const right = tokenOf(claims(practice));
    const wrong = [
      right.slice(0, -1),
      `${right}c2lnbmVk`,
      right.slice('Bearer '.length),
      'Bearer a.b.',
      'Basic abc',
      tokenOf(claims(practice), { alg: 'HS256', typ: 'JWT' }),
      tokenOf('text'),
    ];
    for (const authorization of wrong) {
      expect([
        authorization,
        await call(practice, { ...METADATA, headers: { authorization } }),
      ]).toMatchObject([authorization, refused('BAD_REQUEST', 400)]);
    }
  });

  test('is for direct care, for this practice, for this request, and from its practitioner', async () => {
    const practice = await start();
    const wrong: Json[] = [
      { reason_for_request: 'secondaryuses' },
      { requested_scope: 'patient/*.read' },
      { aud: 'http://127.0.0.1/B54321/STU3/1/gpconnect' },
      { aud: `${practice.ehr.baseUrl}/` },
      { aud: 'the practice' },
      { sub: '57' },
    ];
    for (const one of wrong) {
      expect([one, await call(practice, { ...METADATA, claims: one })]).toMatchObject([
        one,
        refused('BAD_REQUEST', 400),
      ]);
    }
  });

  test('has resources that are in order; a role profile and a local id it may do without', async () => {
    const practice = await start();
    const { requesting_device, requesting_organization, requesting_practitioner } = claims(practice);
    const device = requesting_device as Json;
    const organisation = requesting_organization as Json;
    const practitioner = requesting_practitioner as Json & { identifier: Json[] };
    const wrong: Json[] = [
      { requesting_device: { ...device, invalidField: 'x' } },
      { requesting_device: { ...device, resourceType: 'Patient' } },
      { requesting_device: { ...device, model: '' } },
      { requesting_device: { ...device, identifier: [] } },
      { requesting_organization: { ...organisation, identifier: [{ system: ODS }] } },
      { requesting_organization: { ...organisation, name: undefined } },
      { requesting_practitioner: { ...practitioner, invalidField: 'x' } },
      { requesting_practitioner: { ...practitioner, name: [] } },
      { requesting_practitioner: { ...practitioner, identifier: practitioner.identifier.slice(1) } },
    ];
    for (const one of wrong) {
      expect([one, await call(practice, { ...METADATA, claims: one })]).toMatchObject([
        one,
        refused('INVALID_RESOURCE', 422),
      ]);
    }
    const spare = { ...practitioner, identifier: practitioner.identifier.slice(0, 1) };
    expect(await call(practice, { ...METADATA, claims: { requesting_practitioner: spare } })).toMatchObject({
      status: 200,
    });
  });
});

describe('the search for free slots', () => {
  test.each([
    ['le2026-11-23', 200],
    ['le2026-12-01', 200],
    ['le2026-12-07', 200],
    ['le2026-12-08', 422],
    ['le2026-12-24', 422],
    ['le2026-11-22', 422],
    ['le2026-12-07T00:00:00+00:00', 200],
    ['le2026-12-07T00:00:01+00:00', 200], // the wall is read to the minute
    ['le2026-12-07T00:01:00+00:00', 422],
  ])('from 23 November to %s is %i', async (end, status) => {
    const practice = await start();
    const answer = await searchSlots(practice, 'ge2026-11-23', end);
    expect(answer.status).toBe(status);
    expect(answer.code).toBe(status === 200 ? undefined : 'INVALID_PARAMETER');
  });

  test('fourteen days hold over a clock change, by the wall', async () => {
    const practice = await start({}, { now: Date.parse('2026-10-19T07:30:00Z') });
    const until = (end: string) => searchSlots(practice, 'ge2026-10-19T09:00:00+01:00', end);
    expect((await until('le2026-11-02T09:00:00+00:00')).status).toBe(200);
    expect((await until('le2026-11-02T09:01:00+00:00')).status).toBe(422);
  });

  test('what is missing is 400, what is wrong is 422', async () => {
    const practice = await start();
    const right: [string, string][] = [
      ['start', 'ge2026-11-23'],
      ['end', 'le2026-11-24'],
      ['status', 'free'],
      ['_include', 'Slot:schedule'],
    ];
    const status = (...pairs: readonly (readonly [string, string])[]) =>
      call(practice, { path: `/Slot?${query(...pairs)}`, ...SEARCH }).then((answer) => [
        answer.status,
        answer.code,
      ]);
    expect(await status(...right)).toEqual([200, undefined]);
    for (const [index] of right.entries())
      expect(await status(...right.filter((_, place) => place !== index))).toEqual([400, 'BAD_REQUEST']);
    const wrong: [number, string][] = [
      [0, 'le2026-11-23'],
      [0, '2026-11-23'],
      [0, 'gt2026-11-23'],
      [0, 'ge2026-11'],
      [0, 'ge2026'],
      [0, 'ge2026-02-30'],
      [0, 'ge2026-11-23T08:00:00'],
      [0, 'ge2026-11-23T08:00:00Z'],
      [0, 'ge2026-11-23T08:00:00+02:00'],
      [0, 'ge2026-11-23T08:00:00+01:00'], // London has +00:00 then
      [0, 'ge2026-11-23T08:00+00:00'],
      [0, 'ge2026-11-23T25:00:00+00:00'],
      [1, 'ge2026-11-24'],
      [2, 'busy'],
      [2, 'free,busy'],
    ];
    for (const [index, value] of wrong) {
      const pairs = right.map(([name, usual], place): [string, string] => [
        name,
        place === index ? value : usual,
      ]);
      expect([value, await status(...pairs)]).toEqual([value, [422, 'INVALID_PARAMETER']]);
    }
    expect(await status(...right, ['start', 'ge2026-11-23'])).toEqual([422, 'INVALID_PARAMETER']);
    expect(await status(...right, ['end', 'le2026-11-24'])).toEqual([422, 'INVALID_PARAMETER']);
    expect(await status(...right, ['_include:recurse', 'Slot:patient'])).toEqual([422, 'INVALID_PARAMETER']);
  });

  test('a bar that is not percent-encoded is 400, a plus that is not is a blank and so no time', async () => {
    const practice = await start();
    const raw = `${slotsQuery('ge2026-11-23', 'le2026-11-24')}&searchFilter=${ODS}|A12345`;
    expect(await call(practice, { path: raw, ...SEARCH })).toMatchObject(refused('BAD_REQUEST', 400));
    const plus = slotsQuery('ge2026-11-23T08:00:00+00:00', 'le2026-11-24').replace('%2B', '+');
    expect(await call(practice, { path: plus, ...SEARCH })).toMatchObject(refused('INVALID_PARAMETER', 422));
  });

  test('gives slots, schedules, people, places and the practice in the shapes of the specification', async () => {
    const practice = await start();
    const answer = await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24', ...ALL_INCLUDES);
    const meta = { versionId: 'string', profile: ['string'] };
    expect(shapeOf(resourcesOf(answer, 'Slot')[0])).toEqual({
      resourceType: 'string',
      id: 'string',
      meta,
      extension: [{ url: 'string', valueCode: 'string' }],
      serviceType: [{ text: 'string' }],
      schedule: { reference: 'string' },
      status: 'string',
      start: 'string',
      end: 'string',
    });
    expect(shapeOf(resourcesOf(answer, 'Schedule')[0])).toEqual({
      resourceType: 'string',
      id: 'string',
      meta,
      extension: [
        {
          url: 'string',
          valueCodeableConcept: { coding: [{ system: 'string', code: 'string', display: 'string' }] },
        },
      ],
      serviceCategory: { text: 'string' },
      actor: [{ reference: 'string' }],
      planningHorizon: { start: 'string', end: 'string' },
    });
    expect(shapeOf(resourcesOf(answer, 'Practitioner')[0])).toEqual({
      resourceType: 'string',
      id: 'string',
      meta,
      identifier: [{ system: 'string', value: 'string' }],
      name: [{ family: 'string', given: ['string'], prefix: ['string'] }],
    });
    const contact = [{ system: 'string', value: 'string', use: 'string' }];
    const address = { line: ['string'], city: 'string', postalCode: 'string' };
    expect(shapeOf(resourcesOf(answer, 'Location')[0])).toEqual({
      resourceType: 'string',
      id: 'string',
      meta,
      name: 'string',
      address,
      telecom: contact,
      managingOrganization: { reference: 'string' },
    });
    expect(resourcesOf(answer, 'Organization')).toMatchObject([
      { identifier: [{ system: ODS, value: 'A12345' }], name: 'Sample Surgery' },
    ]);
    const slots = resourcesOf(answer, 'Slot');
    expect(slots.every((slot) => slot['status'] === 'free' && !('specialty' in slot))).toBe(true);
    const schedules = new Set(resourcesOf(answer, 'Schedule').map(({ id }) => `Schedule/${String(id)}`));
    const referred = new Set(slots.map(({ schedule }) => (schedule as { reference: string }).reference));
    expect(schedules).toEqual(referred);
    const actors = resourcesOf(answer, 'Schedule').flatMap(({ actor }) =>
      (actor as { reference: string }[]).map(({ reference }) => reference),
    );
    const known = [...resourcesOf(answer, 'Practitioner'), ...resourcesOf(answer, 'Location')].map(
      ({ resourceType, id }) => `${String(resourceType)}/${String(id)}`,
    );
    expect(new Set(known)).toEqual(new Set(actors));
  });

  test('people and places only if asked for; the practice always, and nothing at all when there is no slot', async () => {
    const practice = await start();
    const plain = await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24');
    expect(resourcesOf(plain, 'Practitioner')).toEqual([]);
    expect(resourcesOf(plain, 'Location')).toEqual([]);
    expect(resourcesOf(plain, 'Organization')).toHaveLength(1);
    const sunday = await searchSlots(practice, 'ge2026-11-29', 'le2026-11-29', ...ALL_INCLUDES);
    expect([sunday.status, sunday.body]).toEqual([200, { resourceType: 'Bundle', type: 'searchset' }]);
  });

  test('shows exactly the free slots of online types, wholly inside the window', async () => {
    const practice = await start();
    const { staff, living } = practice;
    const online = new Set(living.plan.slotTypes.filter((type) => type.online).map(({ name }) => name));
    expect(online).toContain('GP telephone');
    expect(online).toContain('Nurse - smear');
    expect(online).not.toContain('Staff meeting');
    expect(online).not.toContain('GP urgent on the day');
    const [toBlock, toBook] = await staff.find({
      slotType: 'GP telephone',
      status: 'free',
      from: '2026-11-24',
    });
    staff.block(toBlock!.slotId);
    staff.book(toBook!.slotId);
    const truth = await staff.find({ status: 'free', from: '2026-11-24', to: '2026-11-25' });
    const wanted = truth.filter(({ slotType }) => online.has(slotType));
    const seen = resourcesOf(await searchSlots(practice, 'ge2026-11-24', 'le2026-11-25'), 'Slot');
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(wanted.map(({ slotId }) => String(slotId))));
    expect(seen).toHaveLength(wanted.length);
    expect(wanted.length).toBeGreaterThan(50);
    expect((await staff.find({ status: 'embargoed', slotType: 'GP telephone' })).length).toBeGreaterThan(0);

    const cut = resourcesOf(
      await searchSlots(practice, 'ge2026-11-24T08:35:00+00:00', 'le2026-11-24T10:05:00+00:00'),
      'Slot',
    );
    const inside = wanted.filter(
      ({ day, startMinute, lengthMinutes }) =>
        day === '2026-11-24' && startMinute >= 8 * 60 + 35 && startMinute + lengthMinutes <= 10 * 60 + 5,
    );
    expect(new Set(cut.map(({ id }) => id))).toEqual(new Set(inside.map(({ slotId }) => String(slotId))));
  });

  test('names the type, the channel, the session, the role and the version of a slot', async () => {
    const practice = await start();
    const [free] = await practice.staff.find({
      slotType: 'GP telephone',
      status: 'free',
      from: '2026-11-24',
    });
    const find = async () => {
      const answer = await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24');
      const slot = resourcesOf(answer, 'Slot').find(({ id }) => id === String(free!.slotId));
      const reference = (slot!['schedule'] as { reference: string }).reference;
      return {
        slot,
        schedule: resourcesOf(answer, 'Schedule').find(({ id }) => reference === `Schedule/${String(id)}`),
      };
    };
    const { slot, schedule } = await find();
    expect(slot).toMatchObject({
      meta: { versionId: '1', profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-Slot-1'] },
      extension: [
        {
          url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-GPConnect-DeliveryChannel-2',
          valueCode: 'Telephone',
        },
      ],
      serviceType: [{ text: 'GP telephone' }],
    });
    const session = practice.staff.session(free!.sessionId);
    expect(schedule).toMatchObject({
      id: String(free!.sessionId),
      serviceCategory: { text: session?.name },
      actor: [
        { reference: `Location/${session?.siteId}` },
        { reference: `Practitioner/${session?.clinicianIds[0]}` },
      ],
      extension: [
        { valueCodeableConcept: { coding: [{ code: 'R0260', display: 'General Medical Practitioner' }] } },
      ],
    });
    practice.staff.block(free!.slotId);
    practice.staff.unblock(free!.slotId);
    expect(Number(((await find()).slot!['meta'] as Json)['versionId'])).toBeGreaterThan(1);
    const smear = resourcesOf(await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24'), 'Slot').find(
      ({ serviceType }) => JSON.stringify(serviceType).includes('smear'),
    );
    expect(smear?.['extension']).toMatchObject([{ valueCode: 'In-person' }]);
  });

  test('a session without a clinician has a schedule without one', async () => {
    const practice = await start();
    const session = practice.staff.addSession({ day: '2026-11-28', clinicianIds: [], name: 'Room 4' });
    const answer = await searchSlots(practice, 'ge2026-11-28', 'le2026-11-28', ...ALL_INCLUDES);
    const schedule = resourcesOf(answer, 'Schedule').find(({ id }) => id === String(session.id));
    expect(schedule).toMatchObject({
      serviceCategory: { text: 'Room 4' },
      actor: [{ reference: 'Location/3' }],
    });
    expect(schedule).not.toHaveProperty('extension');
  });

  test('an embargoed slot appears when its time has come', async () => {
    const at = { now: Date.parse('2026-11-23T07:59:59Z') };
    const practice = await start({}, at);
    const [kept] = await practice.staff.find({
      slotType: 'GP telephone',
      status: 'embargoed',
      from: '2026-11-25',
    });
    expect(kept?.day).toBe('2026-11-25');
    const sees = async () =>
      resourcesOf(await searchSlots(practice, 'ge2026-11-25', 'le2026-11-25'), 'Slot').some(
        ({ id }) => id === String(kept?.slotId),
      );
    expect(await sees()).toBe(false);
    at.now += 1_000;
    expect(await sees()).toBe(true);
  });

  test('slots of this morning are still shown, unless the practice is of the kind that hides them', async () => {
    const practice = await start({}, { now: Date.parse('2026-11-23T12:00:00Z') });
    const before = async () =>
      resourcesOf(await searchSlots(practice, 'ge2026-11-23', 'le2026-11-23'), 'Slot').filter(
        (slot) => String(slot['start']) <= '2026-11-23T12:00:00+00:00',
      ).length;
    expect(await before()).toBeGreaterThan(0);
    practice.setModes({ pastSlots: 'hidden' });
    expect(await before()).toBe(0);
  });

  test('times have the offset of London on both sides of both clock changes', async () => {
    const startsOf = async (today: string, day: string) => {
      const practice = await start({}, { now: Date.parse(`${today}T06:30:00Z`) });
      const slots = resourcesOf(await searchSlots(practice, `ge${day}`, `le${day}`), 'Slot');
      const schedules = resourcesOf(await searchSlots(practice, `ge${day}`, `le${day}`), 'Schedule');
      const texts = [
        ...slots.flatMap((slot) => [slot['start'], slot['end']]),
        ...schedules.flatMap(({ planningHorizon }) => Object.values(planningHorizon as Json)),
      ].map(String);
      const [first] = slots;
      const truth = practice.staff.slot(Number(first?.['id']));
      const wall = `${day}T${String(Math.floor(truth!.startMinute / 60)).padStart(2, '0')}:${String(truth!.startMinute % 60).padStart(2, '0')}:00`;
      expect(String(first?.['start']).startsWith(wall)).toBe(true);
      return [...new Set(texts.map((text) => text.slice(-6)))];
    };
    expect(await startsOf('2026-10-19', '2026-10-24')).toEqual(['+01:00']);
    expect(await startsOf('2026-10-19', '2026-10-26')).toEqual(['+00:00']);
    expect(await startsOf('2027-03-22', '2027-03-27')).toEqual(['+00:00']);
    expect(await startsOf('2027-03-22', '2027-03-30')).toEqual(['+01:00']); // Easter Monday is the day before
  });

  test('search filters of unknown systems are ignored', async () => {
    const practice = await start();
    const plain = await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24');
    const filtered = await searchSlots(
      practice,
      'ge2026-11-24',
      'le2026-11-24',
      ['searchFilter', 'https://fhir.nhs.uk/STU3/CodeSystem/Disposition|DX01'],
      ['searchFilter', 'anything'],
    );
    expect(filtered.body).toEqual(plain.body);
    expect(
      (await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24', ['searchFilter', `${ODS}|`])).status,
    ).toBe(422);
  });

  test('a type kept for some organisations is shown to them alone', async () => {
    const practice = await start({
      restrictions: {
        'GP telephone': { odsCodes: ['A12345', 'B54321'] },
        'Nurse - smear': { organisationTypes: ['urgent-care'] },
        'HCA blood test': { odsCodes: ['A12345'], organisationTypes: ['gp-practice'] },
      },
    });
    const typesFor = async (...filters: readonly string[]) => {
      const pairs = filters.map((filter) => ['searchFilter', filter] as const);
      const slots = resourcesOf(
        await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24', ...pairs),
        'Slot',
      );
      const names = new Set(slots.map((slot) => (slot['serviceType'] as { text: string }[])[0]?.text));
      return ['GP telephone', 'Nurse - smear', 'HCA blood test', 'Physio first contact'].filter((name) =>
        names.has(name),
      );
    };
    const open_ = 'Physio first contact';
    expect(await typesFor()).toEqual([open_]);
    expect(await typesFor(`${ODS}|A12345`)).toEqual(['GP telephone', open_]);
    expect(await typesFor(`${ODS}|C99999`)).toEqual([open_]);
    expect(await typesFor(`${ORGANISATION_TYPE}|urgent-care`)).toEqual(['Nurse - smear', open_]);
    expect(await typesFor(`${ODS}|A12345`, `${ORGANISATION_TYPE}|gp-practice`)).toEqual([
      'GP telephone',
      'HCA blood test',
      open_,
    ]);
  });
});

describe('the search for a patient', () => {
  const find = (practice: GpConnectSample, identifier: string, more = '') =>
    call(practice, {
      path: `/Patient?${query(['identifier', identifier])}${more}`,
      interaction: 'rest:search:patient-1',
    });

  test('finds Ada Example by her NHS number', async () => {
    const practice = await start();
    const answer = await find(practice, `${NHS_NUMBER}|9990000018`);
    expect(answer.status).toBe(200);
    expect(resourcesOf(answer, 'Patient')).toMatchObject([
      {
        id: '4471',
        active: true,
        birthDate: '1980-02-29',
        name: [{ use: 'official', family: 'Example', given: ['Ada'], prefix: ['Ms'] }],
        identifier: [{ system: NHS_NUMBER, value: '9990000018' }],
        managingOrganization: { reference: 'Organization/1' },
      },
    ]);
  });

  test('an unknown number is 200 with nothing in it', async () => {
    const practice = await start();
    const { status, body } = await find(practice, `${NHS_NUMBER}|9999999999`);
    expect([status, body]).toEqual([200, { resourceType: 'Bundle', type: 'searchset' }]);
  });

  test('whoever has died or left is not active', async () => {
    const practice = await start();
    const everybody = practice.living.plan.patientList.all;
    const dead = everybody.find(({ diedOn }) => diedOn !== null);
    const gone = everybody.find(({ leftOn }) => leftOn !== null);
    const [theDead] = resourcesOf(await find(practice, `${NHS_NUMBER}|${dead?.nhsNumber}`), 'Patient');
    const [theGone] = resourcesOf(await find(practice, `${NHS_NUMBER}|${gone?.nhsNumber}`), 'Patient');
    expect(theDead).toMatchObject({ active: false, deceasedDateTime: '2025-03-14' });
    expect(theGone).toMatchObject({ active: false });
    expect(theGone).not.toHaveProperty('deceasedDateTime');
  });

  test('what is no NHS number is refused', async () => {
    const practice = await start();
    for (const number of ['9990000019', '999000001', '999 000 0018', ''])
      expect(await find(practice, `${NHS_NUMBER}|${number}`)).toMatchObject(
        refused('INVALID_NHS_NUMBER', 400),
      );
    for (const identifier of ['9990000018', '|9990000018', 'http://fhir.nhs.net/Id/nhs-number|9990000018'])
      expect(await find(practice, identifier)).toMatchObject(refused('INVALID_IDENTIFIER_SYSTEM', 400));
    expect(await call(practice, { path: '/Patient', interaction: 'rest:search:patient-1' })).toMatchObject(
      refused('BAD_REQUEST', 400),
    );
    const twice = `&${query(['identifier', `${NHS_NUMBER}|9990000018`])}`;
    expect(await find(practice, `${NHS_NUMBER}|9990000018`, twice)).toMatchObject(
      refused('BAD_REQUEST', 400),
    );
  });
});

test.each(exampleOf('search_for_free_slots_response'))(
  'a slot and a schedule have the very elements of the example %s',
  async (_name, theirs) => {
    const practice = await start();
    const answer = await searchSlots(practice, 'ge2026-11-24', 'le2026-11-24');
    expect(shapeOf(resourcesOf(answer, 'Slot')[0])).toEqual(shapeOf(inBundle(theirs, 'Slot')));
    expect(shapeOf(resourcesOf(answer, 'Schedule')[0])).toEqual(shapeOf(inBundle(theirs, 'Schedule')));
  },
);

test.each(exampleOf('find_patient_response'))(
  'a patient has no element that the example %s has not',
  async (_name, theirs) => {
    const practice = await start();
    const wanted = `/Patient?${query(['identifier', `${NHS_NUMBER}|9990000018`])}`;
    const answer = await call(practice, { path: wanted, interaction: 'rest:search:patient-1' });
    const known = Object.keys(inBundle(theirs, 'Patient') ?? {});
    expect(known).toEqual(expect.arrayContaining(Object.keys(resourcesOf(answer, 'Patient')[0] ?? {})));
  },
);
