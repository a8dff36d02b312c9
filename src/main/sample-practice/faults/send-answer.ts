/**
 * Puts an answer on the socket, whole or spoilt in the ways that faults ask for.
 *
 * Answers `sent`, or `gone` when the connection was cut or left to hang on purpose. Plain node:http
 * because a framework would repair most of this.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const bytesOf = (body: string | Buffer): Buffer => (typeof body === 'string' ? Buffer.from(body) : body);

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

const PORTAL = `<!doctype html><html><head><title>Sign in</title></head><body><h1>Network sign-in</h1>
<form method="post" action="/portal"><label>User <input name="user"></label><button>Continue</button></form></body></html>`;

export const portalPage: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: PORTAL,
};

const MEGABYTE = 1_048_576;
const USUAL_OVERSIZE = 64 * MEGABYTE;

/** The answer that takes the place of the real one, where the fault has one. */
export function answerInstead(fault: Fault, origin: string): Answer | undefined {
  switch (fault.kind) {
    case 'fail': {
      const status = fault.status ?? 500;
      const after = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      return {
        status,
        headers: { 'content-type': 'text/plain; charset=utf-8', ...after },
        body: `The service answered ${status}`,
      };
    }
    case 'redirect':
      return { status: 302, headers: { location: fault.location ?? `${origin}/portal` }, body: '' };
    case 'wrong-content':
      return portalPage;
    case 'slow':
    case 'drop':
    case 'black-hole':
    case 'garbage':
    case 'thin-list':
    case 'truncate':
    case 'oversized':
    case 'drip':
      return undefined;
  }
}

const cut = (response: ServerResponse): void => {
  response.socket?.destroy();
};

/** Writes and waits until the socket has taken it; false when there is no socket any more. */
async function push(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  if (response.destroyed || response.socket?.destroyed !== false) return false;
  return new Promise((resolve) => {
    response.write(bytes, (trouble) => resolve(!trouble));
  });
}

async function sendTruncated(
  response: ServerResponse,
  answer: Answer,
  fault: Extract<Fault, { kind: 'truncate' }>,
): Promise<void> {
  const whole = bytesOf(answer.body);
  const at = Math.min(
    fault.atByte ?? Math.floor(whole.length * (fault.atShare ?? 0.5)),
    Math.max(0, whole.length - 1),
  );
  const part = whole.subarray(0, at);
  const isHonest = fault.honestLength === true;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': isHonest ? part.length : whole.length,
  });
  if (isHonest) {
    response.end(part);
    return;
  }
  response.flushHeaders();
  await push(response, part);
  cut(response);
}

async function sendOversized(response: ServerResponse, answer: Answer, bytes: number): Promise<void> {
  const body = bytesOf(answer.body);
  const blank = Buffer.alloc(MEGABYTE, ' ');
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Math.max(bytes, body.length) });
  let left = bytes - body.length;
  while (left > 0) {
    if (!(await push(response, blank.subarray(0, Math.min(left, MEGABYTE))))) return;
    left -= MEGABYTE;
  }
  response.end(body);
}

async function sendDripping(
  response: ServerResponse,
  answer: Answer,
  fault: Extract<Fault, { kind: 'drip' }>,
): Promise<void> {
  const body = bytesOf(answer.body);
  const step = Math.max(1, fault.bytesAtOnce ?? 1);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  for (let at = 0; at < body.length; at += step) {
    if (!(await push(response, body.subarray(at, at + step)))) return;
    await wait(fault.everyMs ?? 1_000, undefined, { ref: false });
  }
  response.end();
}

function sendWhole(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  const bytes = bytesOf(body);
  const length = status === 204 ? {} : { 'content-length': bytes.length };
  response.writeHead(status, { ...headers, ...length });
  response.end(bytes);
}

export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  faults: readonly Fault[],
): Promise<'sent' | 'gone'> {
  let spoilt = answer;
  for (const fault of faults) {
    switch (fault.kind) {
      case 'slow':
        await wait(fault.ms, undefined, { ref: false });
        break;
      case 'drop':
        cut(response);
        return 'gone';
      case 'black-hole':
        return 'gone';
      case 'garbage':
        spoilt = { ...spoilt, body: `${spoilt.body.toString().slice(0, 40)}\u0000<<%}]"garbage",,,{{` };
        break;
      case 'truncate':
        await sendTruncated(response, spoilt, fault);
        return fault.honestLength === true ? 'sent' : 'gone';
      case 'oversized':
        await sendOversized(response, spoilt, fault.bytes ?? USUAL_OVERSIZE);
        return 'sent';
      case 'drip':
        await sendDripping(response, spoilt, fault);
        return 'sent';
      case 'fail':
      case 'redirect':
      case 'wrong-content':
      case 'thin-list':
        break; // done where the answer was made
    }
  }
  sendWhole(response, spoilt);
  return 'sent';
}
