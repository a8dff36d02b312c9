/**
 * The control plane of a sample practice that runs alone: /sample/… over HTTP, for test scripts in
 * any language. It is nobody's wire format and no part of any EHR's protocol.
 *
 * Acts are POSTs with a JSON body; a refusal by the diary is 409 with the reason.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../door/read-body.ts';
import { isLocalDay, type LocalDay } from '../diary/days.ts';
import type { NewSession } from '../diary/appointments.ts';
import type { SamplePractice } from '../sample-practice.ts';
import { readFaults } from '../faults/fault.ts';

type Body = Readonly<Record<string, unknown>>;
type Act = (practice: SamplePractice, body: Body, query: URLSearchParams) => unknown;

class BadOrder extends Error {
  override name = 'BadOrder';
}

async function readOrder(request: IncomingMessage): Promise<Body> {
  const text = (await readBody(request)).trim();
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadOrder('The body is not JSON');
  }
  if (Array.isArray(value)) return { faults: value };
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function number(body: Body, name: string): number {
  const value = body[name];
  if (typeof value !== 'number') throw new BadOrder(`${name}: a number`);
  return value;
}

const MARKS = ['arrived', 'sent-in', 'quiet-sent-in', 'left', 'did-not-attend', 'walked-out'] as const;

function mark(value: unknown): (typeof MARKS)[number] {
  const known = MARKS.find((one) => one === value);
  if (!known) throw new BadOrder(`as: one of ${MARKS.join(', ')}`);
  return known;
}

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function day(text: unknown): LocalDay {
  if (typeof text !== 'string' || !isLocalDay(text)) throw new BadOrder('A date as YYYY-MM-DD is needed');
  return text;
}

async function pause(practice: SamplePractice, ms: number): Promise<void> {
  await practice.stop();
  setTimeout(() => void practice.start(), ms);
}

const GETS: Readonly<Record<string, Act>> = {
  status: (practice) => ({
    ehr: practice.ehr,
    practice: practice.practice,
    revision: practice.living.revision(),
    requests: practice.requests.counts(),
    faults: practice.faultCounts(),
  }),
  diary: ({ staff }, _body, query) => ({ sessions: staff.day(day(query.get('date'))) }),
  bookings: async ({ staff }, _body, query) => {
    const bookings = await staff.bookings();
    const by = query.get('bookedBy');
    return { bookings: by === null ? bookings : bookings.filter(({ bookedBy }) => bookedBy === by) };
  },
  requests: ({ requests }) => ({
    total: requests.total(),
    counts: requests.counts(),
    recent: requests.recent(),
  }),
};

const POSTS: Readonly<Record<string, Act>> = {
  faults: (practice, body) => {
    const faults = readFaults(body['faults'] ?? []);
    practice.setModesFrom(body['modes']);
    practice.setFaults(faults);
    return { faults: practice.faultCounts() };
  },
  'staff/book': ({ staff }, body) =>
    staff.book(
      number(body, 'slotId'),
      body['patientNumber'] === undefined ? undefined : number(body, 'patientNumber'),
      optionalText(body['reason']),
    ),
  'staff/cancel': ({ staff }, body) => staff.cancel(number(body, 'slotId')),
  'staff/block': ({ staff }, body) =>
    staff.block(number(body, 'slotId'), optionalText(body['notes']) ?? null),
  'staff/unblock': ({ staff }, body) => staff.unblock(number(body, 'slotId')),
  'staff/arrive': ({ staff }, body) => staff.setStatus(number(body, 'slotId'), 'arrived'),
  'staff/mark': ({ staff }, body) => staff.setStatus(number(body, 'slotId'), mark(body['as'])),
  'staff/move': ({ staff }, body) => staff.move(number(body, 'slotId'), number(body, 'toSlotId')),
  'staff/add-session': ({ staff }, body) => {
    const wanted = Object.fromEntries(
      Object.entries(body).filter(([name]) => name !== 'day'),
    ) as Partial<NewSession>;
    return staff.addSession({ ...wanted, day: day(body['day']) });
  },
  'staff/remove-session': ({ staff }, body) => {
    staff.removeSession(number(body, 'sessionId'));
    return { removed: true };
  },
  live: (practice, body) => ({ made: practice.living.live(number(body, 'changes')) }),
  lively: (practice, body) => {
    practice.living.setLively(number(body, 'changesPerMinute'));
    return { lively: number(body, 'changesPerMinute') };
  },
};

function send(response: ServerResponse, status: number, value: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
  });
  response.end(bytes);
}

export async function serveControl(
  practice: SamplePractice,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = url.pathname.slice('/sample/'.length);
  const acts = request.method === 'POST' ? POSTS : GETS;
  try {
    const body = await readOrder(request);
    if (request.method === 'POST' && name === 'pause') {
      const ms = number(body, 'ms');
      response.on('finish', () => void pause(practice, ms));
      return send(response, 202, { pausedForMs: ms });
    }
    const order = request.method === 'POST' ? practice.orders[name] : undefined;
    if (order) return send(response, 200, (await order(body)) ?? null);
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
    if (!act) return send(response, 404, { error: `There is no ${request.method ?? ''} /sample/${name}` });
    return send(response, 200, (await act(practice, body, url.searchParams)) ?? null);
  } catch (trouble) {
    const message = trouble instanceof Error ? trouble.message : 'It did not work';
    return send(response, message.startsWith('The diary refuses') ? 409 : 400, { error: message });
  }
}
