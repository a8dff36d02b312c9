/**
 * What can go wrong on the way to SystmOne and inside it, in plain words. SystmOne's own error texts may name a patient:
 * they are looked at for a few known words, and never kept.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';

export const SYSTMONE = 'SystmOne';

/** What an error of SystmOne is about, as far as its text tells; there are no codes. */
export interface SystmOneError {
  /** SystmOne says that trying again is of no use. */
  readonly isPermanent: boolean;
  readonly about: 'device' | 'application' | 'patient' | 'other';
}

export function errorAbout(text: string): SystmOneError['about'] {
  if (/\bapi ?key\b/i.test(text)) return 'application';
  const isDevice = /device/i.test(text) && /block|not (been )?approved|unauthori[sz]ed/i.test(text);
  if (isDevice) return 'device';
  return /\b(patient|identity|person|nhs number)\b/i.test(text) ? 'patient' : 'other';
}

/** For readings. What a write's error proves is decided in systmone-write-answer.ts. */
export function failureOfError({ isPermanent, about }: SystmOneError): Failure {
  const detail = `PermanentError ${isPermanent}`;
  if (about === 'device') return deviceBlocked();
  if (about === 'application') return keyRefused();
  return isPermanent
    ? failure('refused', `${SYSTMONE} refused the request.`, { detail })
    : failure('ehr-error', `${SYSTMONE} could not answer just now.`, { detail });
}

const keyRefused = (): Failure => failure('not-allowed', `${SYSTMONE} did not accept Slotkeeper’s API key.`);
export const deviceBlocked = (): Failure =>
  failure('device-blocked', `${SYSTMONE} does not let this PC in: it has been blocked or not approved.`);
export const deviceWaiting = (): Failure =>
  failure('device-waiting', `${SYSTMONE} is asking on this PC whether Slotkeeper may use it.`);
export const wrongOrganisation = (): Failure =>
  failure('wrong-organisation', `The ${SYSTMONE} on this PC is open for another practice.`);
export const notOpen = (): Failure =>
  failure('not-open', `${SYSTMONE} is not open on this PC, or nobody is logged on to it.`);
export const stopped = (): Failure =>
  failure('stopped', `The request to ${SYSTMONE} was given up by this app.`);
export const notLoopback = (): Failure =>
  failure('invalid-input', `${SYSTMONE} is only ever asked on this PC itself: the host must be 127.0.0.1.`);
export const unreachable = (detail: string): Failure =>
  failure('unreachable', `${SYSTMONE} cannot be reached on this PC.`, { detail });
export const timedOut = (limit: string): Failure =>
  failure('timed-out', `${SYSTMONE} did not answer in time.`, { detail: `limit: ${limit}` });
export const brokeOff = (detail: string): Failure =>
  failure('interrupted', `The connection to ${SYSTMONE} broke before its answer was whole.`, { detail });
export const tooLarge = (limitBytes: number): Failure =>
  failure('too-large', `${SYSTMONE} sent a longer answer than this app accepts.`, {
    detail: `limit: ${limitBytes} bytes`,
  });
export const notUnderstood = (detail: string): Failure =>
  failure('not-understood', `${SYSTMONE} sent an answer in a form that this app does not know.`, { detail });
export const notSystmOne = (detail: string): Failure =>
  failure('not-the-ehr', `Something other than ${SYSTMONE} answers on its port on this PC.`, { detail });
