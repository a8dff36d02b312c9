/**
 * The Partner API over HTTP on loopback: takes a request, lets its faults strike, does the work
 * once, answers.
 *
 * A client that hangs up does not stop the work: as with the real service, the slot may be booked
 * although nobody hears of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Appointments } from '../diary/appointments.ts';
import type { Diary } from '../diary/diary.ts';
import { createDice } from '../diary/dice.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultBox } from '../faults/fault-box.ts';
import { type Answer, answerInstead, portalPage, sendAnswer } from '../faults/send-answer.ts';
import { checkDoor, findOperation, type Keys } from './emis-door.ts';
import { type EmisModes, EmisRefusal, formatRefusal } from './emis-errors.ts';
import type { EmisAnswer, EmisOperation } from './emis-types.ts';
import { createParams } from './emis-params.ts';
import type { LoggedRequest, RequestLog } from '../door/request-log.ts';
import { type BodyKind, chooseKind, CONTENT_TYPES, writeBody } from './write-body.ts';

export type EmisServerDeps = {
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly faultBox: FaultBox;
  readonly requests: RequestLog;
  readonly keys: () => Keys;
  readonly modes: () => EmisModes;
};

const thinList = (answer: EmisAnswer, faults: readonly Fault[]): EmisAnswer => {
  const thin = faults.find((fault) => fault.kind === 'thin-list');
  const items = answer.list === undefined ? undefined : answer.body[answer.list];
  if (!thin || answer.list === undefined || !Array.isArray(items)) return answer;
  const dice = createDice('thin', items.length);
  return {
    ...answer,
    body: { ...answer.body, [answer.list]: items.filter(() => dice.chance(thin.keepShare ?? 0)) },
  };
};

function insistOnSomething(answer: EmisAnswer, modes: EmisModes): EmisAnswer {
  const items = answer.list === undefined ? undefined : answer.body[answer.list];
  if (modes.nothingToReturn === 'not-found' && Array.isArray(items) && items.length === 0) {
    throw new EmisRefusal(404, 'not-found', 'There is nothing to return', 3);
  }
  return answer;
}

async function refusalAnswer(trouble: unknown, kind: BodyKind): Promise<Answer> {
  // The message of a fault of our own stays out of the answer: a real server would not tell either.
  const refusal =
    trouble instanceof EmisRefusal
      ? trouble
      : new EmisRefusal(500, 'exception', 'An internal error occurred');
  const body = await writeBody({ root: 'ErrorResponse', body: { ...formatRefusal(refusal) } }, kind);
  const allow = refusal.status === 405 ? { allow: 'GET' } : {};
  return { status: refusal.status, headers: { 'content-type': CONTENT_TYPES[kind], ...allow }, body };
}

export function createEmisServer({ diary, appointments, faultBox, requests, keys, modes }: EmisServerDeps) {
  async function work(
    request: IncomingMessage,
    operation: EmisOperation,
    query: URLSearchParams,
    faults: readonly Fault[],
  ): Promise<Answer> {
    const kind = chooseKind(request.headers.accept);
    try {
      checkDoor(request, operation, keys());
      const context = { diary, appointments, modes: modes(), params: createParams(query) };
      const answer = thinList(insistOnSomething(await operation.work(context), modes()), faults);
      if (answer.status === 204) return { status: 204, headers: {}, body: '' };
      return {
        status: answer.status,
        headers: { 'content-type': CONTENT_TYPES[kind] },
        body: await writeBody(answer, kind),
      };
    } catch (trouble) {
      return refusalAnswer(trouble, kind);
    }
  }

  /** Faults before the work; true when they have ended the request. */
  async function endedBefore(
    faults: readonly Fault[],
    response: ServerResponse,
    origin: string,
    entry: LoggedRequest,
  ): Promise<boolean> {
    for (const fault of faults) {
      if (fault.kind === 'slow') await wait(fault.ms, undefined, { ref: false });
      else if (fault.kind === 'black-hole') return true;
      else if (fault.kind === 'drop') {
        response.socket?.destroy();
        return true;
      } else {
        const instead = answerInstead(fault, origin);
        if (!instead) continue;
        entry.status = instead.status;
        await sendAnswer(response, instead, []);
        return true;
      }
    }
    return false;
  }

  /** Answers every request under /partner and the portal page; anything else is 404. */
  return async function serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    request.resume(); // bodies are never read: all input is in the query
    response.setHeader('cache-control', 'no-store');
    if (url.pathname === '/portal') {
      await sendAnswer(response, portalPage, []);
      return;
    }
    const operation = findOperation(url.pathname);
    if (!operation) {
      const kind = chooseKind(request.headers.accept);
      await sendAnswer(
        response,
        await refusalAnswer(new EmisRefusal(404, 'not-found', 'No such operation'), kind),
        [],
      );
      return;
    }
    const entry = requests.note(operation.name, url.search.slice(1));
    const { before, after } = faultBox.take({ operation: operation.name, kind: operation.kind });
    if (await endedBefore(before, response, url.origin, entry)) return;
    const real = await work(request, operation, url.searchParams, after);
    const instead = after
      .map((fault) => answerInstead(fault, url.origin))
      .find((other) => other !== undefined);
    const answer = instead ?? real;
    if ((await sendAnswer(response, answer, after)) === 'sent') entry.status = answer.status;
  };
}
