/**
 * One request over a given connection: numbered, sent once, its answer checked, and what is worth it logged. The log gets
 * the name of the function and never what was asked or answered.
 */
import type { Failure } from '#shared/domain/failure.ts';

import type { Clock } from '../../../ports/clock.ts';
import type { Ask } from '../../../ports/ehr-diary.ts';
import type { Log } from '../../../ports/log.ts';
import type { HttpLimits } from '../../http-limits.ts';
import { logCall } from '../../log-call.ts';
import type { Connection, LineAnswer } from './systmone-connection.ts';
import {
  type Parameter,
  SYSTMONE_FUNCTIONS,
  type SystmOneFunction,
  formatRequest,
  parseEnvelope,
} from './systmone-envelope.ts';
import { type SystmOneError, failureOfError } from './systmone-failures.ts';
import type { XmlNode } from './systmone-xml.ts';

export type SystmOneReply =
  | { readonly ok: true; readonly response: XmlNode; readonly deviceId: string }
  | {
      readonly ok: false;
      readonly failure: Failure;
      /** False is a promise that no byte of the request left. */
      readonly mayHaveArrived: boolean;
      /** SystmOne itself answered this request, with an error. */
      readonly error?: SystmOneError;
    };

export interface Talk {
  readonly name: SystmOneFunction;
  readonly parameters: readonly Parameter[];
  readonly deviceId: string;
  readonly ask: Ask;
  /** Instead of those of its kind. */
  readonly limits?: HttpLimits;
  /** Monotonic milliseconds. */
  readonly askedAt: number;
}

export interface TalkDeps {
  readonly apiKey: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: { readonly read: HttpLimits; readonly write: HttpLimits };
  readonly closing: AbortSignal;
}

export function createTalk({ apiKey, clock, log, limits, closing }: TalkDeps) {
  // Unlike those of any other program on this port, and of our own before a restart.
  const series = `slotkeeper-${clock.now().toString(36)}-${Math.floor(clock.monotonicMs()).toString(36)}`;
  let count = 0;

  return async (connection: Connection, talk: Talk): Promise<SystmOneReply> => {
    const { name, parameters, deviceId, ask, askedAt } = talk;
    count += 1;
    const requestUid = `${series}-${count}`;
    const sentAt = clock.monotonicMs();
    const bounds = talk.limits ?? (SYSTMONE_FUNCTIONS[name].isWrite ? limits.write : limits.read);
    const answer = await connection.exchange(
      formatRequest({ apiKey, deviceId, requestUid, name, parameters }),
      bounds,
      ask.signal ? [closing, ask.signal] : [closing],
    );
    const reply = replyOf(answer, { requestUid, name });
    // Whoever answers another question than was asked may answer the next one late, too.
    if (!reply.ok && !reply.error) connection.destroy();
    const made = {
      operation: name,
      urgency: ask.urgency,
      bytes: answer.bytes,
      ...{ askedAt, sentAt, endedAt: clock.monotonicMs() },
    };
    logCall(log, made, reply.ok ? undefined : reply.failure);
    return reply;
  };
}

function replyOf(
  answer: LineAnswer,
  asked: { readonly requestUid: string; readonly name: SystmOneFunction },
): SystmOneReply {
  if (!answer.ok) return { ok: false, failure: answer.failure, mayHaveArrived: answer.mayHaveArrived };
  const read = parseEnvelope(answer.document, asked);
  if (!read.ok) return { ok: false, failure: read.failure, mayHaveArrived: true };
  const { error, response, deviceId } = read.value;
  if (error) return { ok: false, failure: failureOfError(error), mayHaveArrived: true, error };
  return { ok: true, response, deviceId };
}
