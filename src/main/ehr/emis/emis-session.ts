/**
 * One call to EMIS: signed in, in its turn, sent once, its answer read, and what is worth it logged. The log gets the name of
 * the operation and never its query, in which patient numbers and reasons stand, even of readings.
 */
import type { Failure } from '#shared/domain/failure.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Clock } from '../../ports/clock.ts';
import type { Ask, SendAsk, SendTurn } from '../../ports/ehr-diary.ts';
import type { Log } from '../../ports/log.ts';
import type { EmisSettings } from '../../ports/settings.ts';
import type { Budget } from '../budget.ts';
import type { Http } from '../http.ts';
import type { HttpAnswer, HttpFailed } from '../http-exchange.ts';
import type { HttpLimits } from '../http-limits.ts';
import type { HttpStage } from '../http-trouble.ts';
import { logCall } from '../log-call.ts';
import { type EmisContent, isOwnRefusal, readAnswer } from './emis-answer.ts';
import { type Query, formatQuery } from './emis-format.ts';

/** `isWrite`: changes the diary. By its verb one could not tell, they are all GETs. */
export const EMIS_OPERATIONS = {
  GetAppointmentConfiguration: { area: 'appointments', isWrite: false },
  GetAppointmentSessions: { area: 'appointments', isWrite: false },
  GetSlotsForSessionV2: { area: 'appointments', isWrite: false },
  GetPatientAppointmentsV2: { area: 'appointments', isWrite: false },
  BookAppointment: { area: 'appointments', isWrite: true },
  CancelAppointment: { area: 'appointments', isWrite: true },
  GetMatchedPatients: { area: 'patientMatching', isWrite: false },
} as const;
export type EmisOperation = keyof typeof EMIS_OPERATIONS;

export type EmisReply =
  | { readonly ok: true; readonly content: EmisContent; readonly ehrClock?: Instant }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly stage?: HttpStage;
      /** False is a promise that no byte of the request left this PC. */
      readonly mayHaveArrived: boolean;
      /** EMIS itself turned the sign-in away, before doing anything. */
      readonly signInRefused: boolean;
      /** EMIS's own refusal of this request, for reasons that it does not document. */
      readonly saidNo?: true;
    };

export interface EmisSession {
  call(operation: EmisOperation, query: Query, ask: SendAsk): Promise<EmisReply>;
  takeTurn(ask: Ask): Promise<Outcome<SendTurn>>;
}

export interface EmisSessionDeps {
  readonly settings: Pick<EmisSettings, 'baseUrl' | 'applicationId' | 'accessToken'>;
  readonly http: Http;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: { readonly read: HttpLimits; readonly write: HttpLimits };
}

export function createEmisSession(deps: EmisSessionDeps): EmisSession {
  const { settings, http, budget, clock, log, limits } = deps;
  const base = settings.baseUrl.replace(/\/+$/, '');
  const headers = {
    Accept: 'application/json',
    Authorization: `Bearer ${settings.accessToken}`,
    applicationId: settings.applicationId,
    'User-Agent': 'Slotkeeper',
  };

  const send = (operation: EmisOperation, query: Query, { signal }: Ask) => {
    const { area, isWrite } = EMIS_OPERATIONS[operation];
    const url = `${base}/api/v1/${area}/${operation}?${formatQuery(query)}`;
    const bounds = isWrite ? limits.write : limits.read;
    return http.send({ url, headers, isWrite, limits: bounds, ...(signal ? { signal } : {}) });
  };

  return {
    takeTurn: budget.take,
    call: async (operation, query, ask) => {
      const askedAt = clock.monotonicMs();
      let sentAt = askedAt;
      const sendNow = () => {
        sentAt = clock.monotonicMs();
        return send(operation, query, ask);
      };
      const turn = ask.turn ? ok(await ask.turn.run(sendNow)) : await budget.run(ask, sendNow);
      const answer: HttpAnswer | HttpFailed = turn.ok ? turn.value : { ...turn, mayHaveArrived: false };
      const reply = replyOf(answer);
      if (!reply.ok && answer.ok && reply.failure.retryAfterMs !== undefined) {
        budget.holdOff(reply.failure.retryAfterMs);
      }
      const made = {
        operation,
        urgency: ask.urgency,
        ...(answer.ok ? { status: answer.status, bytes: answer.bytes } : {}),
        ...{ askedAt, sentAt, endedAt: clock.monotonicMs() },
      };
      logCall(log, made, reply.ok ? undefined : reply.failure);
      return reply;
    },
  };
}

function replyOf(answer: HttpAnswer | HttpFailed): EmisReply {
  if (!answer.ok) return { ...answer, signInRefused: false };
  const read = readAnswer(answer);
  if (!read.ok) {
    const signInRefused = answer.status === 401 && read.failure.kind === 'not-signed-in';
    const saidNo = isOwnRefusal(answer) ? ({ saidNo: true } as const) : {};
    return { ok: false, failure: read.failure, mayHaveArrived: true, signInRefused, ...saidNo };
  }
  return { ok: true, content: read.value, ...(answer.date === undefined ? {} : { ehrClock: answer.date }) };
}
