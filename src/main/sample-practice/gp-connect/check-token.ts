/**
 * The unsigned token that every request carries: who asks, for whom and why. Nothing in it is secret or proves anything;
 * it is there for the audit trail, and is refused when a claim is missing (400) or its content is wrong (422).
 *
 * The provider's clock decides: a token that is over is refused, one from the future is let in.
 */
import type { Instant } from '../diary/days.ts';
import { SYSTEMS } from './wire/fhir-names.ts';
import { GpConnectRefusal } from './wire/gp-connect-refusal.ts';
import { type Fields, isFields, isText, listOf } from './gp-connect-types.ts';

const LIFETIME_SECONDS = 300;
const CLAIMS = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'reason_for_request',
  'requested_scope',
  'requesting_device',
  'requesting_organization',
  'requesting_practitioner',
] as const;

const bad = (words: string): GpConnectRefusal => new GpConnectRefusal('BAD_REQUEST', words);
const wrong = (words: string): GpConnectRefusal => new GpConnectRefusal('INVALID_RESOURCE', words);

function readPart(part: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    throw bad('The token cannot be read');
  }
  if (!isFields(value)) throw bad('The token cannot be read');
  return value;
}

function readToken(authorization: string | undefined): Fields {
  const token = /^Bearer ([\w-]+)\.([\w-]+)\.$/.exec(authorization ?? '');
  if (!token) throw bad('The Authorization header has no unsigned token');
  const header = readPart(token[1] ?? '');
  if (header['alg'] !== 'none' || header['typ'] !== 'JWT') throw bad('The token is not an unsigned JWT');
  return readPart(token[2] ?? '');
}

function insistOn(resource: unknown, kind: string, allowed: readonly string[]): Fields {
  if (!isFields(resource)) throw bad(`The ${kind} of the token is not a resource`);
  if (resource['resourceType'] !== kind) throw wrong(`The ${kind} of the token is another resource`);
  const strange = Object.keys(resource).find((name) => name !== 'resourceType' && !allowed.includes(name));
  if (strange !== undefined) throw wrong(`The ${kind} of the token has an element that it cannot have`);
  return resource;
}

/** Whether the resource has an identifier of this system, or of any when none is named. */
const hasIdentifier = (resource: Fields, system?: string): boolean =>
  listOf(resource['identifier']).some(
    (one) =>
      isFields(one) &&
      isText(one['value']) &&
      (system === undefined ? isText(one['system']) : one['system'] === system),
  );

function checkWho(claims: Fields): void {
  const device = insistOn(claims['requesting_device'], 'Device', [
    'id',
    'meta',
    'identifier',
    'type',
    'model',
    'version',
  ]);
  if (!hasIdentifier(device) || !isText(device['model']) || !isText(device['version']))
    throw wrong('The Device of the token needs an identifier, a model and a version');
  const organisation = insistOn(claims['requesting_organization'], 'Organization', [
    ...['id', 'meta', 'identifier', 'name', 'type', 'telecom', 'address'],
  ]);
  if (!hasIdentifier(organisation, SYSTEMS.odsCode) || !isText(organisation['name']))
    throw wrong('The Organization of the token needs an ODS code and a name');
  const practitioner = insistOn(claims['requesting_practitioner'], 'Practitioner', [
    ...['id', 'meta', 'identifier', 'name', 'gender'],
  ]);
  const [name] = listOf(practitioner['name']);
  if (!isFields(name) || !isText(name['family'])) throw wrong('The Practitioner of the token needs a name');
  if (!hasIdentifier(practitioner, SYSTEMS.sdsUser))
    throw wrong('The Practitioner of the token needs an SDS user id, or UNK');
  if (practitioner['id'] !== claims['sub']) throw bad('The subject of the token is not its practitioner');
}

/** Throws the refusal, or lets the request in. @param rootPath the path of our own service root */
export function checkToken(
  authorization: string | undefined,
  expected: { readonly scope: string; readonly rootPath: string; readonly now: Instant },
): void {
  const claims = readToken(authorization);
  const missing = CLAIMS.find((name) => claims[name] === undefined || claims[name] === '');
  if (missing !== undefined) throw bad(`The token has no ${missing}`);
  const { iss, sub, aud, iat, exp } = claims;
  if (!isText(iss) || !isText(sub) || !isText(aud)) throw bad('iss, sub and aud of the token are texts');
  // The host is left alone: a provider may be reached under several names. The practice may not.
  if (!URL.canParse(aud) || new URL(aud).pathname !== expected.rootPath)
    throw bad('The token is for another service');
  if (typeof iat !== 'number' || typeof exp !== 'number' || exp - iat !== LIFETIME_SECONDS)
    throw bad(`The token must end exactly ${LIFETIME_SECONDS} seconds after it was made`);
  if (exp * 1_000 <= expected.now) throw bad('The token is over');
  if (claims['reason_for_request'] !== 'directcare')
    throw bad('The reason for the request is not direct care');
  if (claims['requested_scope'] !== expected.scope)
    throw bad('The scope of the token is not that of the request');
  checkWho(claims);
}
