/**
 * GP Connect by hand: messages as a provider would send them, a server that answers whatever the test says and keeps what it
 * was asked, and a connector towards it. For what a well-behaved sample practice never does.
 */
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Instant, asInstant, parseInstant } from '#shared/domain/time.ts';

import { type EhrDiaryDeps } from '../../src/main/ehr/ehr-diary-deps.ts';
import { type GpConnectDiary, createGpConnectDiary } from '../../src/main/ehr/gp-connect/gp-connect-diary.ts';
import type { BookingToSend } from '../../src/main/ports/ehr-diary.ts';
import type { Session } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import { asId } from '#shared/domain/ids.ts';
import type { GpConnectSettings } from '../../src/main/ports/settings.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { HASTY, MONDAY } from './ehr-monday.ts';
import { createListeningLog } from './ehr-listening-log.ts';

export const at = (text: string): Instant => parseInstant(text) ?? asInstant(0);
export const EARLY = at('2026-11-23T08:00:00Z');
const ODS = 'A99901';
export const TOKEN = 'k7Qm2xZt9aB4';

const NHS = 'https://fhir.nhs.uk';
const DEFINITION = `${NHS}/STU3/StructureDefinition`;
export const SPINE_CODES = `${NHS}/STU3/ValueSet/Spine-ErrorOrWarningCode-1`;

type Fields = Readonly<Record<string, unknown>>;

export const bundle = (...resources: readonly Fields[]): Fields => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
});

export const wireSlot = (id: string, start: string, end: string, more: Fields = {}): Fields => ({
  resourceType: 'Slot',
  id,
  extension: [{ url: `${DEFINITION}/Extension-GPConnect-DeliveryChannel-2`, valueCode: 'Telephone' }],
  serviceType: [{ text: 'GP telephone' }],
  schedule: { reference: 'Schedule/14' },
  status: 'free',
  start,
  end,
  ...more,
});

export const SCHEDULE: Fields = {
  resourceType: 'Schedule',
  id: '14',
  extension: [
    {
      url: `${DEFINITION}/Extension-GPConnect-PractitionerRole-1`,
      valueCodeableConcept: { coding: [{ code: 'R0260', display: 'General Medical Practitioner' }] },
    },
  ],
  serviceCategory: { text: 'Morning calls' },
  actor: [{ reference: 'Location/17' }, { reference: 'Practitioner/2' }],
  planningHorizon: { start: '2026-11-23T08:30:00+00:00', end: '2026-11-23T11:30:00+00:00' },
};
export const BESIDE: readonly Fields[] = [
  SCHEDULE,
  { resourceType: 'Location', id: '17', name: 'Main site' },
  {
    resourceType: 'Practitioner',
    id: '2',
    name: [{ family: 'Black', given: ['Sarah'], prefix: ['Dr'] }],
  },
  {
    resourceType: 'Organization',
    id: '23',
    identifier: [{ system: `${NHS}/Id/ods-organization-code`, value: ODS }],
  },
];
export const SLOTS: readonly Fields[] = [
  wireSlot('1584', '2026-11-23T08:30:00+00:00', '2026-11-23T08:40:00+00:00'),
  wireSlot('1585', '2026-11-23T08:40:00+00:00', '2026-11-23T08:50:00+00:00'),
];
export const SEARCH = bundle(...SLOTS, ...BESIDE);

export const wireAppointment = (more: Fields = {}): Fields => ({
  resourceType: 'Appointment',
  id: '9',
  meta: { versionId: '3' },
  extension: [{ url: `${DEFINITION}/Extension-GPConnect-DeliveryChannel-2`, valueCode: 'Telephone' }],
  status: 'booked',
  serviceType: [{ text: 'GP telephone' }],
  description: `Online booking ${TOKEN}`,
  comment: 'Sore knee',
  start: '2026-11-23T08:30:00+00:00',
  end: '2026-11-23T08:40:00+00:00',
  slot: [{ reference: 'Slot/1584' }],
  participant: ['Patient/p-1', 'Location/17', 'Practitioner/2'].map((reference) => ({
    actor: { reference },
    status: 'accepted',
  })),
  ...more,
});

export const wireOutcome = (code: string, system: string = SPINE_CODES): Fields => ({
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity: 'error',
      code: 'processing',
      details: { coding: [{ system, code, display: 'Ada Example, 999 000 0018' }] },
      diagnostics: 'Ada Example, 999 000 0018',
    },
  ],
});

export const SESSION: Session = {
  id: asId('14 2026-11-23'),
  name: 'Morning calls',
  day: MONDAY,
  startsAt: at('2026-11-23T08:30:00Z'),
  endsAt: at('2026-11-23T11:30:00Z'),
  site: { id: asId('17'), name: 'Main site' },
  clinicians: [{ id: asId('2'), name: 'Dr Sarah Black' }],
  counts: [],
};
export const SLOT: Slot = {
  id: asId('1584'),
  sessionId: SESSION.id,
  slotTypeId: asId('gp telephone'),
  day: MONDAY,
  startsAt: SESSION.startsAt,
  durationMin: 10,
  status: 'open',
};
export const BOOKING: BookingToSend = {
  session: SESSION,
  slot: SLOT,
  patientId: asId('p-1'),
  reason: 'Sore knee',
  token: TOKEN,
};

export interface Heard {
  readonly method: string;
  readonly url: URL;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Answers with what `answer` says; a text goes out as it is, anything else as FHIR JSON. */
export async function startStub(answer: (heard: Heard) => Answer) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const path = request.url ?? '/';
      const url = new URL(path, 'http://stub.invalid');
      const one = { method: request.method ?? '', path, url, headers: request.headers, body };
      heard.push(one);
      const said = answer(one);
      response.writeHead(said.status ?? 200, {
        'Content-Type': 'application/fhir+json;charset=utf-8',
        ...said.headers,
      });
      response.end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    origin: `http://127.0.0.1:${port}`,
    baseUrl: `http://127.0.0.1:${port}/${ODS}/STU3/1/gpconnect`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function connectTo(
  baseUrl: string,
  more: Partial<GpConnectSettings> = {},
  deps: Partial<EhrDiaryDeps> & { readonly now?: Instant } = {},
): { readonly diary: GpConnectDiary; readonly log: ReturnType<typeof createListeningLog> } {
  const log = createListeningLog();
  const { now = EARLY, ...rest } = deps;
  const diary = createGpConnectDiary(
    {
      kind: 'gp-connect',
      baseUrl,
      fromAsid: '200000000359',
      toAsid: '918999198993',
      user: { id: '56', familyName: 'Sutton', givenName: 'Maureen' },
      ...more,
    },
    {
      ...HASTY,
      clock: { ...systemClock, now: () => now },
      log: log.log,
      practice: { name: 'Bracken Lane Surgery', odsCode: ODS, phone: '01632 960100' },
      requestsPerSecond: 100_000,
      ...rest,
    },
  );
  return { diary, log };
}
