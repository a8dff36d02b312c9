/**
 * One call to GP Connect: with its own token and trace id, in its turn, sent once, its answer read, and what is worth it
 * logged. The log gets the name of the interaction and never its address, in which NHS numbers and patient ids stand.
 */
import { randomUUID } from 'node:crypto';

import type { Failure } from '#shared/domain/failure.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Clock } from '../../ports/clock.ts';
import type { Ask } from '../../ports/ehr-diary.ts';
import type { Log } from '../../ports/log.ts';
import type { Configuration, GpConnectSettings } from '../../ports/settings.ts';
import type { Budget } from '../budget.ts';
import type { Http } from '../http.ts';
import type { HttpAnswer, HttpFailed } from '../http-exchange.ts';
import type { HttpLimits } from '../http-limits.ts';
import type { HttpStage } from '../http-trouble.ts';
import { logCall } from '../log-call.ts';
import { readAnswer } from './wire/answer.ts';
import { INTERACTIONS, type Interaction, interactionId } from './wire/interactions.ts';
import { formatToken } from './wire/token.ts';

export type GpConnectReply =
  | {
      readonly ok: true;
      readonly status: number;
      readonly json: unknown;
      readonly etag?: string;
      readonly ehrClock?: Instant;
    }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly stage?: HttpStage;
      /** False is a promise that no byte of the request left this PC. */
      readonly mayHaveArrived: boolean;
      /** Of an answer that came. */
      readonly status?: number;
      /** The provider's own word on what was wrong: then it has read the request. */
      readonly code?: string;
    };

export interface Call {
  readonly interaction: Interaction;
  /** After the service root, already encoded: `/Slot?…`. */
  readonly path: string;
  readonly body?: unknown;
  /** The version that is changed, for amend and cancel. */
  readonly ifMatch?: string;
}

export interface GpConnectSession {
  call(call: Call, ask: Ask): Promise<GpConnectReply>;
}

export interface GpConnectSessionDeps {
  readonly settings: GpConnectSettings;
  readonly practice: Configuration['practice'];
  readonly http: Http;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: { readonly read: HttpLimits; readonly write: HttpLimits };
}

const FHIR_JSON = 'application/fhir+json';
const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Through the proxy the provider's whole address follows the proxy's, scheme included. */
export function rootOf({ baseUrl, proxyUrl = '' }: Pick<GpConnectSettings, 'baseUrl' | 'proxyUrl'>): string {
  const provider = withoutSlash(baseUrl);
  return proxyUrl === '' ? provider : `${withoutSlash(proxyUrl)}/${provider}`;
}

const methodOf = (interaction: Interaction) =>
  INTERACTIONS[interaction].isWrite ? (interaction === 'book' ? 'POST' : 'PUT') : 'GET';

export function createGpConnectSession(deps: GpConnectSessionDeps): GpConnectSession {
  const { settings, practice, http, budget, clock, log, limits } = deps;
  const root = rootOf(settings);
  const subject = { audience: withoutSlash(settings.baseUrl), practice, user: settings.user };

  function send({ interaction, path, body, ifMatch }: Call, { signal }: Ask) {
    const { isWrite, scope } = INTERACTIONS[interaction];
    const headers = {
      Accept: FHIR_JSON,
      Authorization: `Bearer ${formatToken(subject, scope, clock.now())}`,
      'Ssp-TraceID': randomUUID(),
      'Ssp-From': settings.fromAsid,
      'Ssp-To': settings.toAsid,
      'Ssp-InteractionID': interactionId(interaction),
      'User-Agent': 'Slotkeeper',
      ...(body === undefined ? {} : { 'Content-Type': `${FHIR_JSON};charset=utf-8` }),
      ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
    };
    return http.send({
      method: methodOf(interaction),
      url: `${root}${path}`,
      headers,
      isWrite,
      limits: isWrite ? limits.write : limits.read,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  }

  return {
    call: async (call, ask) => {
      const askedAt = clock.monotonicMs();
      let sentAt = askedAt;
      const turn = await budget.run(ask, () => {
        sentAt = clock.monotonicMs();
        return send(call, ask);
      });
      const answer: HttpAnswer | HttpFailed = turn.ok ? turn.value : { ...turn, mayHaveArrived: false };
      const reply = replyOf(answer);
      if (!reply.ok && answer.ok && reply.failure.retryAfterMs !== undefined) {
        budget.holdOff(reply.failure.retryAfterMs);
      }
      const made = {
        operation: call.interaction,
        urgency: ask.urgency,
        ...(answer.ok ? { status: answer.status, bytes: answer.bytes } : {}),
        ...{ askedAt, sentAt, endedAt: clock.monotonicMs() },
      };
      logCall(log, made, reply.ok ? undefined : reply.failure);
      return reply;
    },
  };
}

function replyOf(answer: HttpAnswer | HttpFailed): GpConnectReply {
  if (!answer.ok) return answer;
  const { status, etag, date } = answer;
  const read = readAnswer(answer);
  if (!read.ok) return { ...read, mayHaveArrived: true, status };
  return {
    ok: true,
    status,
    json: read.json,
    ...(etag === undefined ? {} : { etag }),
    ...(date === undefined ? {} : { ehrClock: date }),
  };
}
