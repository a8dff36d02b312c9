/**
 * One request document from arrival to answer: pace, faults, who may ask, the work once, the answer.
 *
 * A client that hangs up does not stop the work: as with the real thing, the slot may be booked although nobody hears of it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Appointments } from '../diary/appointments.ts';
import type { Diary } from '../diary/diary.ts';
import { createDice } from '../diary/dice.ts';
import type { LoggedRequest, RequestLog } from '../door/request-log.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultBox } from '../faults/fault-box.ts';
import type { Devices } from './systmone-devices.ts';
import {
  type Echo,
  formatAnswer,
  NO_ECHO,
  readEcho,
  readRequest,
  refusalContent,
  type Request,
} from './systmone-envelope.ts';
import { findFunction } from './systmone-functions.ts';
import type { Connection, ServeDocument } from './systmone-listener.ts';
import { isHeavyRecordRequest } from './systmone-people.ts';
import { SystmOneRefusal } from './systmone-refusal.ts';
import { sendAnswer, sendPage } from './systmone-send.ts';
import type { Content, FunctionContext, SystmOneFunction } from './systmone-types.ts';
import { readXml } from './systmone-xml.ts';

export type SystmOneServerDeps = {
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly faultBox: FaultBox;
  readonly requests: RequestLog;
  readonly devices: Devices;
  readonly apiKey: () => string;
  readonly added: FunctionContext['added'];
  readonly openRecords: FunctionContext['openRecords'];
  readonly showsUids: FunctionContext['showsUids'];
  /** false = this request came too early and is not answered */
  readonly admits: (isHeavy: boolean) => boolean;
};

type Asked = { readonly echo: Echo; readonly request: Request | SystmOneRefusal };

const asRefusal = (trouble: unknown): SystmOneRefusal =>
  trouble instanceof SystmOneRefusal
    ? trouble
    : // The message of a fault of our own stays out of the answer: a real server would not tell either.
      new SystmOneRefusal('SystmOne could not complete the request', false);

function readDocument(document: Buffer): Asked {
  let echo = NO_ECHO;
  try {
    const root = readXml(new TextDecoder('utf-8', { fatal: true }).decode(document).trim());
    echo = readEcho(root);
    return { echo, request: readRequest(root) };
  } catch (trouble) {
    const isUnreadable = trouble instanceof TypeError; // not UTF-8
    return {
      echo,
      request: isUnreadable ? new SystmOneRefusal('The request is not UTF-8') : asRefusal(trouble),
    };
  }
}

function failureOf(fault: Extract<Fault, { kind: 'fail' }>): Content {
  const status = fault.status ?? 500;
  return refusalContent(
    status === 503
      ? new SystmOneRefusal('SystmOne is busy. Try again later', false)
      : new SystmOneRefusal('SystmOne could not complete the request'),
  );
}

function spoil(content: Content, faults: readonly Fault[]): Content {
  const fail = faults.find((fault) => fault.kind === 'fail');
  if (fail) return failureOf(fail);
  const thin = faults.find((fault) => fault.kind === 'thin-list');
  const { items } = content;
  if (!thin || !items) return content;
  const dice = createDice('thin', items.length);
  return { ...content, items: items.filter(() => dice.chance(thin.keepShare ?? 0)) };
}

export function createSystmOneServer(deps: SystmOneServerDeps): ServeDocument {
  const { requests, faultBox, devices } = deps;

  /** Faults before the work; true when they have ended the request. */
  async function endedBefore(faults: readonly Fault[], echo: Echo, { socket }: Connection): Promise<boolean> {
    for (const fault of faults) {
      if (fault.kind === 'slow') await wait(fault.ms, undefined, { ref: false });
      else if (fault.kind === 'black-hole') return true;
      else if (fault.kind === 'drop') {
        socket.destroy();
        return true;
      } else if (fault.kind === 'wrong-content') {
        sendPage(socket);
        return true;
      } else if (fault.kind === 'fail') {
        await sendAnswer(socket, formatAnswer(echo, failureOf(fault)), []);
        return true;
      }
    }
    return false;
  }

  async function reply(
    { socket }: Connection,
    echo: Echo,
    content: Content,
    faults: readonly Fault[],
    entry: LoggedRequest | undefined,
    status: number,
  ): Promise<void> {
    const sent = await sendAnswer(socket, formatAnswer(echo, spoil(content, faults)), faults);
    if (sent === 'sent' && entry) entry.status = status;
  }

  /** @returns undefined when nobody answered the question about the device */
  async function work(
    request: Request,
    operation: SystmOneFunction | undefined,
    gone: AbortSignal,
  ): Promise<{ deviceId: string; content: Content } | undefined> {
    if (request.apiKey !== deps.apiKey()) throw new SystmOneRefusal('The API key is not recognised');
    const admission = await devices.admit(request.deviceId, gone);
    if (admission.kind === 'unanswered') return undefined;
    if (admission.kind === 'blocked')
      throw new SystmOneRefusal('This device has been blocked. It can be unblocked in Device Manager');
    if (!operation) throw new SystmOneRefusal('This function is not supported');
    const { diary, appointments, added, openRecords, showsUids } = deps;
    const { parameters } = request;
    const given = { diary, appointments, parameters, added, openRecords, showsUids };
    const content = await operation.work(given);
    return { deviceId: admission.deviceId, content };
  }

  return async function serve(document, connection) {
    const { echo, request } = readDocument(document);
    if (request instanceof SystmOneRefusal)
      return reply(connection, echo, refusalContent(request), [], requests.note('unreadable', ''), 400);
    const { functionName } = request;
    const operation = findFunction(functionName);
    const isHeavy = functionName === 'GetPatientRecord' && isHeavyRecordRequest(request.parameters);
    const entry = requests.note(operation?.name ?? 'unknown', '');
    if (!deps.admits(isHeavy)) return;
    const { before, after } = faultBox.take({
      operation: operation?.name ?? 'unknown',
      kind: operation?.kind ?? 'read',
    });
    if (await endedBefore(before, echo, connection)) return;
    try {
      const done = await work(request, operation, connection.gone);
      if (!done) return;
      await reply(connection, { ...echo, deviceId: done.deviceId }, done.content, after, entry, 200);
    } catch (trouble) {
      await reply(connection, echo, refusalContent(asRefusal(trouble)), after, entry, 400);
    }
  };
}
