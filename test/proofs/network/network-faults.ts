/**
 * The twenty ways in which a network fails, as data: what each does to a request that arrived, or where it leads instead.
 * Whether the EHR did the work before its answer was spoilt, the seeded dice say: the connector cannot know it either.
 */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import type { Arrived, Strike, Striking } from './fault-proxy.ts';

/** Where a connector is sent in place of the proxy. */
export type Detour = 'refused' | 'no-such-host' | 'tls-expired' | 'tls-wrong-host';

export interface NetworkFault {
  readonly name: string;
  /** Also possible on a line of TCP to this very PC, without HTTP and without TLS. */
  readonly onLine: boolean;
  readonly detour?: Detour;
  readonly greet?: (client: Socket) => void;
  readonly strike?: Strike;
  /** A reading through it is right. Through all others it fails. */
  readonly isHarmless?: true;
}

/** Longer than any limit of the connectors under test. */
const TOO_LATE_MS = 1_900;
const BIG = 10 * 1_048_576;

interface HttpParts {
  readonly head: string;
  readonly body: Buffer;
}

function partsOf(answer: Buffer): HttpParts {
  const end = answer.indexOf('\r\n\r\n');
  return { head: answer.subarray(0, end).toString('latin1'), body: answer.subarray(end + 4) };
}

const withHeaders = (head: string, headers: Readonly<Record<string, string | undefined>>): string => {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const kept = head.split('\r\n').filter((line) => !names.has(line.split(':')[0]?.toLowerCase() ?? ''));
  const added = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${[...kept, ...added].join('\r\n')}\r\n\r\n`;
};

/** Half of the time the EHR has done it before the answer is lost. */
async function perhapsDone(arrived: Arrived, { dice }: Striking): Promise<void> {
  if (dice.fraction() < 0.5) await arrived.forward();
}

/** The answer of whoever stands in the way, in place of the EHR's. */
const page =
  (
    status: string,
    headers: Readonly<Record<string, string>> = {},
    body = '<html><body>Sign in</body></html>',
  ) =>
  async (arrived: Arrived, striking: Striking): Promise<void> => {
    await perhapsDone(arrived, striking);
    const all = { 'Content-Type': 'text/html', 'Content-Length': String(body.length), ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    arrived.client.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  };

async function drip(client: Socket, bytes: Buffer, everyMs: number): Promise<void> {
  for (const byte of bytes) {
    if (client.destroyed) return;
    client.write(Buffer.of(byte));
    await wait(everyMs);
  }
}

async function headerDrip({ client }: Arrived): Promise<void> {
  await drip(client, Buffer.from('HTTP/1.1 200 OK\r\nX-Slow: '.padEnd(80, '.')), 60);
  client.destroy();
}

async function bodyDrip(arrived: Arrived, { protocol }: Striking): Promise<void> {
  const answer = await arrived.forward();
  const start = protocol === 'line' ? 0 : partsOf(answer).head.length + 4;
  arrived.client.write(answer.subarray(0, start));
  await drip(arrived.client, answer.subarray(start, start + 40), 100);
  arrived.client.destroy();
}

async function truncated(arrived: Arrived, { protocol, dice }: Striking): Promise<void> {
  const answer = await arrived.forward();
  if (protocol === 'line') {
    // Anything short of the root's end, the last bracket included.
    const whole = answer.lastIndexOf('>');
    arrived.client.end(answer.subarray(0, 1 + Math.floor(dice.fraction() * (whole - 1))));
    return;
  }
  const { head, body } = partsOf(answer);
  const kept = body.subarray(0, Math.floor(dice.fraction() * (body.length - 1)));
  // Half of them say how long they should have been; the others just end.
  const length = dice.fraction() < 0.5 ? String(body.length) : undefined;
  const said = withHeaders(head, {
    'Content-Length': length,
    'Transfer-Encoding': undefined,
    Connection: 'close',
  });
  arrived.client.end(Buffer.concat([Buffer.from(said), kept]));
}

async function oversized(arrived: Arrived, { protocol, dice }: Striking): Promise<void> {
  const answer = await arrived.forward();
  const spaces = Buffer.alloc(BIG, ' ');
  if (protocol === 'line') {
    const cut = answer.indexOf('>') + 1;
    arrived.client.write(Buffer.concat([answer.subarray(0, cut), spaces, answer.subarray(cut)]));
    return;
  }
  const { head, body } = partsOf(answer);
  const length = dice.fraction() < 0.5 ? String(BIG + body.length) : undefined;
  const said = withHeaders(head, { 'Content-Length': length, 'Transfer-Encoding': undefined });
  arrived.client.end(Buffer.concat([Buffer.from(said), spaces, body]));
}

async function gzipBomb(arrived: Arrived): Promise<void> {
  const { head, body } = partsOf(await arrived.forward());
  const bomb = gzipSync(Buffer.concat([Buffer.alloc(4 * BIG, ' '), body]), { level: 1 });
  const headers = {
    'Content-Encoding': 'gzip',
    'Content-Length': String(bomb.length),
    'Transfer-Encoding': undefined,
  };
  arrived.client.end(Buffer.concat([Buffer.from(withHeaders(head, headers)), bomb]));
}

/** Each answer twice, on a connection that stays: the second must not be taken for the next one's. */
async function doubled({ client, forward }: Arrived, { protocol }: Striking): Promise<void> {
  const answer = await forward();
  if (protocol === 'line') return void client.write(Buffer.concat([answer, answer]));
  const { head, body } = partsOf(answer);
  const said = withHeaders(head, {
    Connection: 'keep-alive',
    'Transfer-Encoding': undefined,
    'Content-Length': String(unchunked(head, body).length),
  });
  const once = Buffer.concat([Buffer.from(said), unchunked(head, body)]);
  client.write(Buffer.concat([once, once]));
}

function unchunked(head: string, body: Buffer): Buffer {
  if (!/^transfer-encoding: *chunked/im.test(head)) return body;
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (!(size > 0)) return Buffer.concat(pieces);
    pieces.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** SystmOne's words for *not now*, as it says them when it is asked too often or is being maintained. */
async function lineBusy(arrived: Arrived, striking: Striking): Promise<void> {
  await perhapsDone(arrived, striking);
  const of = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(arrived.text)?.[1] ?? '';
  arrived.client.write(
    `<ClientIntegrationResponse><DeviceID>${of('DeviceID')}</DeviceID><RequestUID>${of('RequestUID')}</RequestUID><Function>${of('Function')}</Function><FunctionVersion>1.0</FunctionVersion><ResponseUID>r</ResponseUID><Response><ErrorMessage>Try again later</ErrorMessage><PermanentError>false</PermanentError></Response>${'</ClientIntegrationResponse>'}\n`,
  );
}

async function tooLate({ client, forward }: Arrived): Promise<void> {
  await wait(TOO_LATE_MS);
  const answer = await forward();
  if (!client.destroyed) client.end(answer);
}

export const NETWORK_FAULTS: readonly NetworkFault[] = [
  { name: 'refused', onLine: true, detour: 'refused' },
  { name: 'no such host', onLine: false, detour: 'no-such-host' },
  { name: 'TLS expired', onLine: false, detour: 'tls-expired' },
  { name: 'TLS of another host', onLine: false, detour: 'tls-wrong-host' },
  { name: 'reset before request', onLine: true, greet: (client) => void client.resetAndDestroy() },
  {
    name: 'reset after request',
    onLine: true,
    async strike(arrived, striking) {
      await perhapsDone(arrived, striking);
      arrived.client.resetAndDestroy();
    },
  },
  { name: 'black hole', onLine: true, strike: perhapsDone },
  { name: 'header drip', onLine: false, strike: headerDrip },
  { name: 'body drip', onLine: true, strike: bodyDrip },
  { name: 'truncated body', onLine: true, strike: truncated },
  { name: '10 MB body', onLine: true, strike: oversized },
  { name: 'gzip bomb', onLine: false, strike: gzipBomb },
  { name: '200 web page', onLine: true, strike: page('200 OK') },
  {
    name: '302 to a sign-in',
    onLine: false,
    strike: page('302 Found', { Location: 'http://127.0.0.1:9/login' }),
  },
  { name: '407 proxy', onLine: false, strike: page('407 Proxy Authentication Required') },
  { name: '429 in seconds', onLine: false, strike: page('429 Too Many Requests', { 'Retry-After': '2' }) },
  {
    name: '429 by a date',
    onLine: false,
    strike: page('429 Too Many Requests', { 'Retry-After': 'Mon, 23 Nov 2026 08:00:02 GMT' }),
  },
  {
    name: 'being maintained',
    onLine: true,
    strike: (arrived, striking) =>
      striking.protocol === 'line'
        ? lineBusy(arrived, striking)
        : page('503 Service Unavailable')(arrived, striking),
  },
  { name: 'answered twice', onLine: true, strike: doubled, isHarmless: true },
  { name: 'done after our limit', onLine: true, strike: tooLate },
];
