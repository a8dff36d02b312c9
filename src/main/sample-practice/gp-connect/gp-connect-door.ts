/**
 * Who may come in: the Spine proxy's checks first, then those of the practice's system.
 *
 * The proxy looks at the addresses and at who may speak to whom; it knows nothing of tokens. Without a proxy in front the
 * sample plays both, and takes a path with the provider's whole address appended to the proxy's as well as a plain one.
 */
import type { IncomingMessage } from 'node:http';
import type { Instant } from '../diary/days.ts';
import { checkToken } from './check-token.ts';
import { GpConnectRefusal, ProxyRefusal } from './wire/gp-connect-refusal.ts';
import type { GpConnectOperation } from './gp-connect-types.ts';

const INTERACTIONS = 'urn:nhs:names:services:gpconnect:fhir:';
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const ACCEPTED = /^application\/fhir\+json\s*(?:;|$)/i;
const FHIR_JSON = /^application\/fhir\+json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

export type Callers = { readonly from: readonly string[]; readonly to: string };

const bad = (words: string): GpConnectRefusal => new GpConnectRefusal('BAD_REQUEST', words);

/** What follows the service root in a path, however it came here; `undefined` for another practice's. */
export function pathAfterRoot(pathname: string, rootPath: string): string | undefined {
  const [, appended] = /^\/https?:\/\/[^/]+(\/.*)$/.exec(pathname) ?? [];
  const own = appended ?? pathname;
  return own.startsWith(`${rootPath}/`) ? own.slice(rootPath.length) : undefined;
}

export const interactionOf = (request: IncomingMessage): string | undefined => {
  const id = request.headers['ssp-interactionid'];
  return typeof id === 'string' && id.startsWith(INTERACTIONS) ? id.slice(INTERACTIONS.length) : undefined;
};

export function checkProxy(request: IncomingMessage, path: string | undefined, callers: Callers): void {
  const { 'ssp-from': from, 'ssp-to': to } = request.headers;
  if (path === undefined) throw new ProxyRefusal(400, 'ENDPOINT_VARIES_FROM_TARGETURL');
  if (!['GET', 'POST', 'PUT'].includes(request.method ?? ''))
    throw new ProxyRefusal(405, 'METHOD_NOT_ALLOWED');
  if (typeof from === 'string' && !callers.from.includes(from))
    throw new ProxyRefusal(403, 'ASID_CHECK_FAILED_MESSAGESENDER');
  if (typeof to === 'string' && to !== callers.to)
    throw new ProxyRefusal(403, 'PARTYKEY_INTERACTION_CHECK_FAILED_MESSAGERECEIVER');
}

/** Throws the refusal, or lets the request in. */
export function checkDoor(
  request: IncomingMessage,
  operation: GpConnectOperation | undefined,
  { rootPath, now, search }: { readonly rootPath: string; readonly now: Instant; readonly search: string },
): GpConnectOperation {
  const { headers } = request;
  if (search.includes('|')) throw bad('The query is not percent-encoded');
  for (const name of ['ssp-traceid', 'ssp-from', 'ssp-to', 'ssp-interactionid', 'accept', 'authorization']) {
    if (headers[name] === undefined || headers[name] === '') throw bad(`The ${name} header is missing`);
  }
  if (typeof headers['ssp-traceid'] !== 'string' || !GUID.test(headers['ssp-traceid']))
    throw bad('The ssp-traceid header is not a GUID');
  if (operation === undefined || interactionOf(request) !== operation.interaction)
    throw bad('The interaction id does not go with this request');
  if (!(headers.accept ?? '').split(',').some((type) => ACCEPTED.test(type.trim())))
    throw new GpConnectRefusal('UNSUPPORTED_MEDIA_TYPE', 'Only application/fhir+json is answered here');
  if (request.method !== 'GET' && !FHIR_JSON.test(headers['content-type'] ?? ''))
    throw new GpConnectRefusal('UNSUPPORTED_MEDIA_TYPE', 'Only application/fhir+json is taken here');
  checkToken(headers.authorization, { scope: operation.scope, rootPath, now });
  return operation;
}
