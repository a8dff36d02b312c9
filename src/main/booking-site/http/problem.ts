/**
 * Errors of the JSON API as RFC 9457 problem details, in plain words. A failure's own message is for reception and may
 * name the EHR's trouble; what a stranger on the network hears is written here.
 */
import type { Context } from 'hono';
import type { Failure, FailureKind } from '#shared/domain/failure.ts';

export interface FieldError {
  /** `patient.dateOfBirth`; empty for the whole body. */
  readonly path: string;
  readonly detail: string;
}

export interface Problem {
  readonly status: 400 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 422 | 429 | 500 | 503;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
  readonly more?: Readonly<Record<string, unknown>>;
}

export function sendProblem(
  c: Context,
  { status, code, title, detail, errors, retryAfterMs, more }: Problem,
): Response {
  if (retryAfterMs !== undefined)
    c.header('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  c.header('Content-Type', 'application/problem+json');
  const body = {
    type: `urn:slotkeeper:problem:${code}`,
    title,
    status,
    detail,
    ...(errors ? { errors } : {}),
    ...more,
  };
  return c.body(JSON.stringify(body), status);
}

type Words = Pick<Problem, 'status' | 'title' | 'detail'>;

const GONE: Words = {
  status: 409,
  title: 'That appointment cannot be booked',
  detail: 'It has been taken, or is no longer offered. Choose another.',
};
const EHR_TROUBLE: Words = {
  status: 503,
  title: 'The practice diary cannot be reached',
  detail: 'Nothing has been booked by this request. Try again in a minute.',
};
const OURS: Words = {
  status: 500,
  title: 'Something went wrong here',
  detail: 'The booking site could not do this. Ask for the booking again before trying anew.',
};

const WORDS: Readonly<Record<FailureKind, Words>> = {
  'slot-taken': GONE,
  'slot-withdrawn': GONE,
  'slot-not-free': GONE,
  'not-offered': GONE,
  'hold-ended': {
    status: 409,
    title: 'The hold has ended',
    detail: 'The appointment is no longer kept. Hold it again, or choose another.',
  },
  'patient-not-matched': {
    status: 422,
    title: 'The patient could not be matched',
    detail: 'The practice has no patient with this NHS number and date of birth.',
  },
  'too-many-tries': {
    status: 429,
    title: 'Too many tries',
    detail: 'These details were wrong too often. Ring the practice.',
  },
  'already-booked': {
    status: 409,
    title: 'This patient has an appointment at that time',
    detail: 'Choose another time, or cancel or move the other appointment first.',
  },
  'already-asked': {
    status: 422,
    title: 'This Idempotency-Key was used for something else',
    detail: 'Repeat the first request unchanged, or send a new key.',
  },
  'not-found': { status: 404, title: 'Not found', detail: 'There is nothing at this address.' },
  'invalid-input': {
    status: 400,
    title: 'The request is not right',
    detail: 'Some of its fields are wrong.',
  },
  unreachable: EHR_TROUBLE,
  'not-open': EHR_TROUBLE,
  'not-set-up': EHR_TROUBLE,
  'device-waiting': EHR_TROUBLE,
  'device-blocked': EHR_TROUBLE,
  'wrong-organisation': EHR_TROUBLE,
  'try-later': EHR_TROUBLE,
  'timed-out': EHR_TROUBLE,
  interrupted: EHR_TROUBLE,
  'not-signed-in': EHR_TROUBLE,
  'not-allowed': EHR_TROUBLE,
  busy: EHR_TROUBLE,
  'ehr-error': EHR_TROUBLE,
  refused: EHR_TROUBLE,
  'not-the-ehr': EHR_TROUBLE,
  'not-understood': EHR_TROUBLE,
  'not-complete': EHR_TROUBLE,
  doubted: EHR_TROUBLE,
  'clock-wrong': EHR_TROUBLE,
  'too-large': EHR_TROUBLE,
  stopped: EHR_TROUBLE,
  'store-trouble': {
    status: 503,
    title: 'The booking site cannot save anything just now',
    detail: 'Nothing has been booked by this request. Ring the practice, or try again later.',
  },
  'key-unavailable': {
    status: 503,
    title: 'Online booking is not possible just now',
    detail: 'This request changed nothing. Try again later, or ring the practice.',
  },
  unexpected: OURS,
};

export const problemOf = ({ kind, retryAfterMs }: Failure, more?: Problem['more']): Problem => ({
  code: kind,
  ...WORDS[kind],
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(more ? { more } : {}),
});

export const invalidInput = (errors: readonly FieldError[]): Problem => ({
  code: 'invalid-input',
  ...WORDS['invalid-input'],
  errors,
});
