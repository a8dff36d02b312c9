/**
 * The Partner API over HTTP on loopback: takes a request, lets its faults strike, does the work
 * once, answers.
 *
 * A client that hangs up does not stop the work: as with the real service, the slot may be booked
 * although nobody hears of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Appointments } from '../diary/appointments.ts';
import type { Diary } from '../diary/diary.ts';
import { createDice } from '../diary/dice.ts';
import { answerWithFaults } from '../faults/answer-with-faults.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultBox } from '../faults/fault-box.ts';
import { type Answer, portalPage, sendAnswer } from '../faults/send-answer.ts';
import { checkDoor, findOperation, type Keys } from './emis-door.ts';
import { type EmisModes, EmisRefusal, formatRefusal } from './emis-errors.ts';
import type { EmisAnswer, EmisOperation } from './emis-types.ts';
import { createParams } from './emis-params.ts';
import type { RequestLog } from '../door/request-log.ts';
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
    const struck = faultBox.take({ operation: operation.name, kind: operation.kind });
    await answerWithFaults({ response, origin: url.origin, entry }, struck, (after) =>
      work(request, operation, url.searchParams, after),
    );
  };
}
