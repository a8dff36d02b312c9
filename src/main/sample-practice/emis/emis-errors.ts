/**
 * How the Partner API says no: one body shape for 400, 401, 404, 415 and 500, and the old EMIS Open
 * outcome number beside it.
 *
 * There is no documented answer for "that slot has gone": both 400 and 404 are plausible, so the
 * practice can be told which of the two it gives.
 */
import { randomUUID } from 'node:crypto';
import type { Refusal } from '../diary/appointments.ts';

export type RefusedStatus = 400 | 401 | 404 | 405 | 415 | 500;

/** EMIS Open: -1 technical error, 2 access denied, 3 nothing to return; for a status 3, 4 and 5. */
export type LegacyOutcome = -1 | 2 | 3 | 4 | 5;

/** Thrown anywhere inside an operation; the server turns it into the answer. */
export class EmisRefusal extends Error {
  override name = 'EmisRefusal';
  readonly status: RefusedStatus;
  readonly code: string;
  readonly legacyOutcome: LegacyOutcome;

  constructor(status: RefusedStatus, code: string, message: string, legacyOutcome: LegacyOutcome = -1) {
    super(message);
    this.status = status;
    this.code = code;
    this.legacyOutcome = legacyOutcome;
  }
}

export type EmisModes = {
  /** what a client hears who books a slot that somebody has */
  readonly takenSlot: 'bad-request' | 'not-found';
  /** a list with nothing in it, or 404 with outcome 3 */
  readonly nothingToReturn: 'empty-list' | 'not-found';
};

export const USUAL_MODES: EmisModes = { takenSlot: 'bad-request', nothingToReturn: 'empty-list' };

const WORDS: Readonly<Record<Refusal, readonly [status: 400 | 404, code: string, words: string]>> = {
  'no-such-slot': [404, 'not-found', 'The appointment slot was not found'],
  'no-such-session': [404, 'not-found', 'The appointment session was not found'],
  'no-such-patient': [404, 'not-found', 'The patient was not found'],
  'no-such-slot-type': [404, 'not-found', 'The slot type was not found'],
  'patient-not-registered': [400, 'business-rule', 'The patient is not currently registered'],
  taken: [400, 'conflict', 'The appointment slot is already booked'],
  blocked: [400, 'conflict', 'The appointment slot is blocked'],
  embargoed: [400, 'conflict', 'The appointment slot is embargoed'],
  'not-bookable': [400, 'business-rule', 'The slot type does not allow bookings'],
  'not-booked': [400, 'conflict', 'The appointment slot is not booked'],
  'another-patient': [400, 'conflict', 'The appointment slot is not booked for this patient'],
  'already-so': [400, 'conflict', 'The appointment slot already has this status'],
  'does-not-follow': [400, 'conflict', 'The appointment slot has a status that does not allow this'],
  'outside-the-diary': [400, 'invalid', 'The date is outside the appointment book'],
};

const STATUS_OUTCOMES: Partial<Record<Refusal, LegacyOutcome>> = {
  'already-so': 3,
  'does-not-follow': 4,
  'not-booked': 5,
};

export function refusalFor(why: Refusal, modes: EmisModes, isStatusChange = false): EmisRefusal {
  const [status, code, words] = WORDS[why];
  const outcome = isStatusChange ? (STATUS_OUTCOMES[why] ?? -1) : -1;
  const isGone = why === 'taken' || why === 'blocked' || why === 'embargoed';
  if (isGone && modes.takenSlot === 'not-found') {
    return new EmisRefusal(404, 'not-found', 'No available appointment slot was found', outcome);
  }
  return new EmisRefusal(status, code, words, outcome);
}

export function formatRefusal({ code, message, legacyOutcome }: EmisRefusal): object {
  return {
    messageId: randomUUID(),
    text: { status: 'generated', div: `<div>${message}</div>` },
    issue: {
      severity: 1,
      code,
      details: { text: message, coding: { system: null, code, display: message } },
      diagnostics: null,
    },
    legacyOutcome,
  };
}
