/**
 * GP Connect over HTTP on loopback: takes a request, lets its faults strike, lets it through the proxy's and the practice's
 * doors, does the work once, answers.
 *
 * A client that hangs up does not stop the work: the appointment may be booked although nobody hears of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Appointments } from '../diary/appointments.ts';
import type { Diary } from '../diary/diary.ts';
import { createDice } from '../diary/dice.ts';
import { readBody } from '../door/read-body.ts';
import type { RequestLog } from '../door/request-log.ts';
import { writeList } from '../door/write-list.ts';
import { answerWithFaults } from '../faults/answer-with-faults.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultBox } from '../faults/fault-box.ts';
import { type Answer, portalPage, sendAnswer } from '../faults/send-answer.ts';
import { type Callers, checkDoor, checkProxy, interactionOf, pathAfterRoot } from './gp-connect-door.ts';
import type { GpConnectModes } from './gp-connect-modes.ts';
import { findOperation } from './gp-connect-operations.ts';
import { formatRefusal } from './wire/gp-connect-refusal.ts';
import { type Fields, isFields, listOf, type Restrictions } from './gp-connect-types.ts';

export type GpConnectServerDeps = {
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly faultBox: FaultBox;
  readonly requests: RequestLog;
  readonly callers: () => Callers;
  readonly modes: () => GpConnectModes;
  readonly restrictions: Restrictions;
  readonly rootPath: string;
};

const CONTENT_TYPE = 'application/fhir+json;charset=utf-8';

/** Leaves out slots or appointments, and nothing else: a list that looks whole and is not. */
function thinOut(resource: Fields, faults: readonly Fault[]): Fields {
  const thin = faults.find((fault) => fault.kind === 'thin-list');
  if (!thin || resource['resourceType'] !== 'Bundle') return resource;
  const entries = listOf(resource['entry']);
  const dice = createDice('thin', entries.length);
  const isListed = (entry: unknown): boolean =>
    isFields(entry) &&
    isFields(entry['resource']) &&
    ['Slot', 'Appointment'].includes(String(entry['resource']['resourceType']));
  const kept = entries.filter((entry) => !isListed(entry) || dice.chance(thin.keepShare ?? 0));
  const { entry: _all, ...rest } = resource;
  return kept.length === 0 ? rest : { ...rest, entry: kept };
}

async function writeResource(resource: Fields): Promise<Buffer> {
  const { entry, ...rest } = resource;
  if (!Array.isArray(entry)) return Buffer.from(JSON.stringify(resource));
  const pieces = await writeList(entry, (item) => JSON.stringify(item), ',');
  const head = JSON.stringify(rest).slice(0, -1);
  return Buffer.concat([Buffer.from(`${head},"entry":[`), ...pieces, Buffer.from(']}')]);
}

export function createGpConnectServer(deps: GpConnectServerDeps) {
  const { diary, appointments, faultBox, requests, callers, modes, restrictions, rootPath } = deps;

  async function work(
    request: IncomingMessage,
    url: URL,
    body: string,
    faults: readonly Fault[],
  ): Promise<Answer> {
    try {
      const path = pathAfterRoot(url.pathname, rootPath);
      checkProxy(request, path, callers());
      const asked = findOperation(request.method ?? '', path ?? '', interactionOf(request));
      const operation = checkDoor(request, asked, { rootPath, now: diary.clock.now(), search: url.search });
      const [, id = ''] = operation.path.exec(path ?? '') ?? [];
      const answer = await operation.work({
        diary,
        appointments,
        modes: modes(),
        restrictions,
        root: `${url.origin}${rootPath}`,
        query: url.searchParams,
        id,
        ifMatch: request.headers['if-match'],
        body,
      });
      const headers = { 'content-type': CONTENT_TYPE, ...answer.headers };
      return { status: answer.status, headers, body: await writeResource(thinOut(answer.resource, faults)) };
    } catch (trouble) {
      const { status, resource } = formatRefusal(trouble);
      const allow = status === 405 ? { allow: 'GET, POST, PUT' } : {};
      return {
        status,
        headers: { 'content-type': CONTENT_TYPE, ...allow },
        body: JSON.stringify(resource),
      };
    }
  }

  /** Answers every request, and the portal page. */
  return async function serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('pragma', 'no-cache');
    response.setHeader('expires', '0');
    // The clock that tokens are held against is the one that answers tell.
    response.setHeader('date', new Date(diary.clock.now()).toUTCString());
    const body = await readBody(request);
    if (url.pathname === '/portal') {
      await sendAnswer(response, portalPage, []);
      return;
    }
    const path = pathAfterRoot(url.pathname, rootPath) ?? '';
    const operation = findOperation(request.method ?? '', path, interactionOf(request));
    const name = operation?.name ?? 'unknown';
    const entry = requests.note(name, url.search.slice(1));
    const struck = faultBox.take({ operation: name, kind: operation?.kind ?? 'read' });
    await answerWithFaults({ response, origin: url.origin, entry }, struck, (after) =>
      work(request, url, body, after),
    );
  };
}
