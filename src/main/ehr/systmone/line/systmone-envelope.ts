/**
 * The envelope of the Client Integration (v33.4): what stands around every request and every answer. An answer counts only
 * if it names the very request and function that were asked: two programs may share SystmOne's patience, never an answer.
 */
import { z } from 'zod';

import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import { check, exact, maybe, one, words } from '../parse/systmone-wire.ts';
import { type SystmOneError, errorAbout, notUnderstood } from './systmone-failures.ts';
import { type XmlDocument, type XmlNode, escapeXml } from './systmone-xml.ts';

export const SYSTMONE_FUNCTIONS = {
  GetFunctions: { isWrite: false },
  GetOrganisationMetaData: { isWrite: false },
  GetAppointmentSlots: { isWrite: false },
  GetDiary: { isWrite: false },
  GetPatientRecord: { isWrite: false },
  UpdatePatientRecord: { isWrite: true },
} as const;
export type SystmOneFunction = keyof typeof SYSTMONE_FUNCTIONS;

/** An element and what is in it: text, or elements in the order in which SystmOne's schema wants them. */
export type Parameter = readonly [name: string, inside: string | readonly Parameter[]];

export interface Envelope {
  readonly apiKey: string;
  /** Empty to ask the user of SystmOne for approval. */
  readonly deviceId: string;
  readonly requestUid: string;
  readonly name: SystmOneFunction;
  readonly parameters: readonly Parameter[];
}

const DEVICE_VERSION = 'Slotkeeper 0.1';
const FUNCTION_VERSION = '1.0';

const formatElement = ([name, inside]: Parameter): string =>
  `<${name}>${typeof inside === 'string' ? escapeXml(inside) : inside.map(formatElement).join('')}</${name}>`;

/** One line and the newline that ends it. */
export const formatRequest = ({ apiKey, deviceId, requestUid, name, parameters }: Envelope): string =>
  `${formatElement([
    'ClientIntegrationRequest',
    [
      ['APIKey', apiKey],
      ['DeviceID', deviceId],
      ['DeviceVersion', DEVICE_VERSION],
      ['RequestUID', requestUid],
      ['Function', name],
      ['FunctionVersion', FUNCTION_VERSION],
      ['FunctionParameters', parameters],
    ],
  ])}\n`;

export interface EnvelopeRead {
  /** Empty where the answer names none. */
  readonly deviceId: string;
  readonly response: XmlNode;
  /** SystmOne said that it did not do it. */
  readonly error?: SystmOneError;
}

const envelope = z.object({
  DeviceID: maybe(exact),
  RequestUID: one(exact),
  Function: one(exact),
  Response: one(z.custom<XmlNode>()),
});

const refusal = z.object({ ErrorMessage: z.array(words).min(1).max(20), PermanentError: maybe(exact) });

export function parseEnvelope(
  { root }: XmlDocument,
  { requestUid, name }: Pick<Envelope, 'requestUid' | 'name'>,
): Outcome<EnvelopeRead> {
  const parsed = check(envelope, root, 'an answer');
  if (!parsed.ok) return parsed;
  const { DeviceID = '', RequestUID, Function, Response } = parsed.value;
  if (RequestUID.trim() !== requestUid) return failed(notUnderstood('the answer to another request'));
  if (Function.trim() !== name) return failed(notUnderstood('the answer of another function'));
  const read = { deviceId: DeviceID.trim(), response: Response };
  if (typeof Response === 'string' || Response['ErrorMessage'] === undefined) return ok(read);
  const error = check(refusal, Response, 'an error');
  if (!error.ok) return error;
  const { ErrorMessage, PermanentError = '' } = error.value;
  // Not said to be for good, it may pass.
  const isPermanent = /^(true|1)$/i.test(PermanentError.trim());
  return ok({ ...read, error: { isPermanent, about: errorAbout(ErrorMessage.join(' ')) } });
}
