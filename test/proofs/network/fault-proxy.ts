/**
 * A proxy between a connector and a sample EHR whose every byte a fault may decide. It reads whole requests, hands those that
 * the fault wants to it and passes the others on; what arrived, and what was passed on to do its work, is counted here.
 */
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

import type { Dice } from '../../../src/main/ports/dice.ts';

/** One request of the connector, as it arrived. */
export interface Arrived {
  readonly text: string;
  readonly client: Socket;
  /** The connection was used before. */
  readonly isAgain: boolean;
  /** Lets the EHR do it, once; gives its answer, whole. */
  forward(): Promise<Buffer>;
}

export interface Striking {
  readonly dice: Dice;
  readonly protocol: 'http' | 'line';
}

export type Strike = (arrived: Arrived, striking: Striking) => Promise<void> | void;

export interface FaultProxy {
  readonly port: number;
  /** The write requests of which a byte arrived, and those that the EHR was given to do. */
  writesArrived(): number;
  writesForwarded(): number;
  arrived(): number;
  /** Once nothing is held back any more. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export interface FaultProxyAsked {
  readonly upstreamPort: number;
  readonly protocol: 'http' | 'line';
  readonly dice: Dice;
  readonly isWrite: (request: string) => boolean;
  /** Which requests it strikes: while an operation writes, only the write itself. */
  readonly isStruck: (request: string) => boolean;
  readonly strike: Strike;
  /** In place of all else, as soon as somebody connects. */
  readonly greet?: (client: Socket) => void;
}

const LINE_END = '</ClientIntegrationResponse>';

/** The end of the first whole request in it, or -1. */
function endOfRequest(heard: string, protocol: 'http' | 'line'): number {
  if (protocol === 'line') return heard.indexOf('\n') + 1 || -1;
  const head = heard.indexOf('\r\n\r\n');
  if (head < 0) return -1;
  const length = Number(/^content-length: *(\d+)/im.exec(heard.slice(0, head))?.[1] ?? 0);
  return heard.length >= head + 4 + length ? head + 4 + length : -1;
}

/** A connection of its own: nothing of one answer can get into another here, whatever the connector does. */
function askUpstream(port: number, request: string, protocol: 'http' | 'line'): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const upstream = connect(port, '127.0.0.1');
    const pieces: Buffer[] = [];
    upstream.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if (protocol === 'line' && Buffer.concat(pieces).includes(LINE_END)) upstream.end();
    });
    upstream.on('error', reject);
    upstream.on('close', () => resolve(Buffer.concat(pieces)));
    const closing =
      protocol === 'http' ? request.replace(/^connection:[^\r]*/im, 'Connection: close') : request;
    upstream.write(Buffer.from(closing, 'latin1'));
  });
}

export async function startFaultProxy(asked: FaultProxyAsked): Promise<FaultProxy> {
  const { upstreamPort, protocol, dice, isWrite, isStruck, strike, greet } = asked;
  const open = new Set<Socket>();
  const working = new Set<Promise<void>>();
  let arrivedCount = 0;
  let writesArrived = 0;
  let writesForwarded = 0;

  async function deal(arrived: Arrived): Promise<void> {
    try {
      if (isStruck(arrived.text)) await strike(arrived, { dice, protocol });
      else arrived.client.write(await arrived.forward());
    } catch {
      arrived.client.destroy();
    }
  }

  const server = createServer((client) => {
    open.add(client);
    client.setNoDelay(true);
    client.on('close', () => open.delete(client));
    client.on('error', () => {});
    if (greet) return greet(client);
    let heard = '';
    let answered = 0;
    client.on('data', (bytes) => {
      if (heard === '' && isWrite(bytes.toString('latin1'))) writesArrived += 1;
      heard += bytes.toString('latin1');
      for (let end = endOfRequest(heard, protocol); end > 0; end = endOfRequest(heard, protocol)) {
        const text = heard.slice(0, end);
        heard = heard.slice(end);
        arrivedCount += 1;
        answered += 1;
        const isAgain = answered > 1;
        const forward = (): Promise<Buffer> => {
          if (isWrite(text)) writesForwarded += 1;
          return askUpstream(upstreamPort, text, protocol);
        };
        const work: Promise<void> = deal({ text, client, isAgain, forward }).finally(() =>
          working.delete(work),
        );
        working.add(work);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    writesArrived: () => writesArrived,
    writesForwarded: () => writesForwarded,
    arrived: () => arrivedCount,
    quiet: async () => void (await Promise.all(working)),
    close: () =>
      new Promise((resolve) => {
        for (const client of open) client.destroy();
        server.close(() => resolve());
      }),
  };
}
