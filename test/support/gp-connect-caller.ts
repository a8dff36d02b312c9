/**
 * A client of GP Connect for tests of the sample server: a right request by default, and every part of it replaceable by a
 * wrong one. It shares nothing with the product's own connector.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createGpConnectPractice,
  type GpConnectPracticeOptions,
} from '../../src/main/sample-practice/gp-connect-practice.ts';
import { clockAt, MORNING, opened } from './open-samples.ts';

export type GpConnectSample = ReturnType<typeof createGpConnectPractice>;
export type Json = Record<string, unknown>;

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly interaction: string;
  readonly scope?: string;
  readonly body?: unknown;
  readonly ifMatch?: string;
  /** replaces headers; `null` leaves one out */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** replaces claims of the token; `undefined` leaves one out */
  readonly claims?: Readonly<Json>;
  readonly baseUrl?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  /** the code of the first issue of an OperationOutcome, and its system */
  readonly code: string | undefined;
  readonly system: string | undefined;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const ODS = 'https://fhir.nhs.uk/Id/ods-organization-code';

export function claimsFor(practice: GpConnectSample, scope: string, now: number): Json {
  const iat = Math.floor(now / 1_000);
  const { baseUrl, user } = practice.ehr;
  return {
    iss: 'https://slotkeeper.example/token',
    sub: user.id,
    aud: baseUrl,
    iat,
    exp: iat + 300,
    reason_for_request: 'directcare',
    requested_scope: scope,
    requesting_device: {
      resourceType: 'Device',
      identifier: [{ system: 'https://slotkeeper.example/Id/device', value: 'front-desk-1' }],
      model: 'Test caller',
      version: '1',
    },
    requesting_organization: {
      resourceType: 'Organization',
      identifier: [{ system: ODS, value: 'A12345' }],
      name: 'Sample Surgery',
    },
    requesting_practitioner: {
      resourceType: 'Practitioner',
      id: user.id,
      identifier: [
        { system: 'https://fhir.nhs.uk/Id/sds-user-id', value: 'UNK' },
        { system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: 'UNK' },
        { system: 'https://slotkeeper.example/Id/user', value: user.id },
      ],
      name: [{ family: user.familyName, given: [user.givenName] }],
    },
  };
}

export const tokenOf = (claims: unknown, header: unknown = { alg: 'none', typ: 'JWT' }): string =>
  `Bearer ${part(header)}.${part(claims)}.`;

/** A sample of its own for one test, open until that is over. */
export const start = (
  options: GpConnectPracticeOptions = {},
  at = { now: MORNING },
): Promise<GpConnectSample> =>
  opened(createGpConnectPractice({ port: 0, weeks: 3, clock: clockAt(at), ...options }));

const INTERACTION = 'urn:nhs:names:services:gpconnect:fhir:';

export async function call(practice: GpConnectSample, asked: Call): Promise<Answered> {
  const { method = 'GET', path, interaction, scope = 'patient/*.read', body } = asked;
  const { fromAsid, toAsid, baseUrl } = practice.ehr;
  const claims = { ...claimsFor(practice, scope, practice.living.clock.now()), ...asked.claims };
  const wanted: Record<string, string | null> = {
    'ssp-traceid': randomUUID(),
    'ssp-from': fromAsid,
    'ssp-to': toAsid,
    'ssp-interactionid': `${INTERACTION}${interaction}`,
    authorization: tokenOf(claims),
    accept: 'application/fhir+json',
    ...(body === undefined ? {} : { 'content-type': 'application/fhir+json;charset=utf-8' }),
    ...(asked.ifMatch === undefined ? {} : { 'if-match': asked.ifMatch }),
    ...asked.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  ) as Record<string, string>;
  const response = await fetch(`${asked.baseUrl ?? baseUrl}${path}`, {
    method,
    redirect: 'manual',
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const read = (await response.json()) as Json;
  const [issue] = (read['issue'] ?? []) as { details: { coding: { code: string; system: string }[] } }[];
  const coding = issue?.details.coding[0];
  return {
    status: response.status,
    headers: response.headers,
    body: read,
    code: coding?.code,
    system: coding?.system,
  };
}

/** `a=1` pairs, percent-encoded; names may come twice. */
export const query = (...pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

export const slotsQuery = (
  start: string,
  end: string,
  ...more: readonly (readonly [string, string])[]
): string =>
  `/Slot?${query(['start', start], ['end', end], ['status', 'free'], ['_include', 'Slot:schedule'], ...more)}`;

export const SEARCH = { interaction: 'rest:search:slot-1', scope: 'organization/*.read' } as const;

export const searchSlots = (
  practice: GpConnectSample,
  start: string,
  end: string,
  ...more: readonly (readonly [string, string])[]
): Promise<Answered> => call(practice, { path: slotsQuery(start, end, ...more), ...SEARCH });

export const resourcesOf = ({ body }: Answered, type: string): Json[] =>
  ((body['entry'] ?? []) as { resource: Json }[])
    .map(({ resource }) => resource)
    .filter(({ resourceType }) => resourceType === type);

const EXAMPLES = path.join(import.meta.dirname, '../../../shared/fixtures/gpconnect');

/** An example message of the specification with its name, in a list for `test.each`; they stay outside the repository, and so
 *  the list may be empty. */
export function exampleOf(name: string): readonly (readonly [string, Json])[] {
  const file = path.join(EXAMPLES, `${name}_example.json`);
  return existsSync(file) ? [[name, JSON.parse(readFileSync(file, 'utf8')) as Json]] : [];
}

export const inBundle = (bundle: Json, type: string): Json | undefined =>
  ((bundle['entry'] ?? []) as { resource: Json }[]).find(({ resource }) => resource['resourceType'] === type)
    ?.resource;
