/**
 * One TCP connection to the SystmOne client on this PC, and one request at a time on it. After any trouble, a time-out
 * included, the connection is destroyed: an answer that comes late must never be taken for the answer to something else.
 */
import net from 'node:net';

import type { Failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Clock } from '../../../ports/clock.ts';
import { type HttpLimits, type HttpProgress, msToNextLimit, passedLimit } from '../../http-limits.ts';
import { codeOf } from '../../http-trouble.ts';
import { createAnswerReader } from './systmone-answer.ts';
import { brokeOff, notLoopback, notOpen, stopped, timedOut, unreachable } from './systmone-failures.ts';
import type { XmlDocument } from './systmone-xml.ts';

export type LineAnswer =
  | { readonly ok: true; readonly document: XmlDocument; readonly bytes: number }
  | {
      readonly ok: false;
      readonly failure: Failure;
      /** False is a promise that no byte of the request left. */
      readonly mayHaveArrived: boolean;
      readonly bytes: number;
    };

export interface Connection {
  isOpen(): boolean;
  /** `request` ends with its newline. Never called while another exchange is under way. */
  exchange(request: string, limits: HttpLimits, stops: readonly AbortSignal[]): Promise<LineAnswer>;
  destroy(): void;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The protocol has no encryption and carries patients' details: it must not leave this PC. */
export const isLoopback = (host: string): boolean =>
  host === '::1' || /^localhost$/i.test(host) || (net.isIPv4(host) && host.startsWith('127.'));

const isLoopbackPeer = (address: string | undefined): boolean =>
  address !== undefined && isLoopback(address.replace(/^::ffff:/i, ''));

/** `not-open` when the port is closed. `limitMs`: how long connecting may take. */
export function openConnection(
  { host, port }: Address,
  { clock, limitMs, stops }: { clock: Clock; limitMs: number; stops: readonly AbortSignal[] },
): Promise<Outcome<Connection>> {
  if (!isLoopback(host)) return Promise.resolve(failed(notLoopback()));
  if (stops.some(({ aborted }) => aborted)) return Promise.resolve(failed(stopped()));
  const settled = new AbortController();
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const settle = (outcome: Outcome<Connection>) => {
      if (settled.signal.aborted) return;
      settled.abort();
      for (const stop of stops) stop.removeEventListener('abort', onStop);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const onStop = () => settle(failed(stopped()));
    for (const stop of stops) stop.addEventListener('abort', onStop);
    socket.on('error', (error) => {
      const code = codeOf(error);
      settle(failed(code === 'ECONNREFUSED' ? notOpen() : unreachable(code)));
    });
    socket.once('connect', () => {
      socket.setNoDelay(true);
      // `localhost` is only a name: what it led to is looked at before anything is said.
      if (isLoopbackPeer(socket.remoteAddress)) settle(ok(talkOver(socket, clock)));
      else settle(failed(notLoopback()));
    });
    void clock.sleep(limitMs, settled.signal).then(() => settle(failed(unreachable('limit: connecting'))));
  });
}

interface UnderWay {
  take(piece: Buffer): void;
  end(detail: string): void;
}

function talkOver(socket: net.Socket, clock: Clock): Connection {
  let underWay: UnderWay | undefined;
  let isOpen = true;

  const closed = (detail: string) => {
    isOpen = false;
    socket.destroy();
    underWay?.end(detail);
  };
  socket.on('error', (error) => closed(codeOf(error)));
  socket.on('end', () => closed('ended by the other side'));
  socket.on('close', () => closed('closed'));
  socket.on('data', (piece: Buffer) => {
    if (underWay) underWay.take(piece);
    // The newline behind an answer may come later than the answer. Anything else that nobody asked for is not SystmOne's way.
    else if (!/^\s*$/.test(piece.toString('latin1'))) closed('unasked');
  });

  function exchange(request: string, limits: HttpLimits, stops: readonly AbortSignal[]): Promise<LineAnswer> {
    const notSent = (failure: Failure): LineAnswer => ({
      ok: false,
      failure,
      mayHaveArrived: false,
      bytes: 0,
    });
    if (stops.some(({ aborted }) => aborted)) return Promise.resolve(notSent(stopped()));
    if (!isOpen || underWay) return Promise.resolve(notSent(brokeOff('before it was asked')));
    const settled = new AbortController();
    const answer = createAnswerReader(limits.bodyBytes);
    let progress: HttpProgress = { startedAt: clock.monotonicMs() };

    return new Promise((resolve) => {
      const settle = (result: LineAnswer) => {
        if (settled.signal.aborted) return;
        settled.abort();
        underWay = undefined;
        for (const stop of stops) stop.removeEventListener('abort', onStop);
        resolve(result);
      };
      const giveUp = (failure: Failure) => {
        settle({ ok: false, failure, mayHaveArrived: true, bytes: answer.bytes() });
        closed('given up');
      };
      const onStop = () => giveUp(stopped());
      for (const stop of stops) stop.addEventListener('abort', onStop);

      underWay = {
        take: (piece) => {
          const now = clock.monotonicMs();
          progress = { headersAt: now, ...progress, bodyAt: now };
          const heard = answer.take(piece);
          if (heard.kind === 'trouble') giveUp(heard.failure);
          if (heard.kind === 'whole') settle({ ok: true, document: heard.document, bytes: answer.bytes() });
        },
        end: (detail) => giveUp(brokeOff(detail)),
      };
      const watch = async (): Promise<void> => {
        for (;;) {
          await clock.sleep(msToNextLimit(progress, limits, clock.monotonicMs()), settled.signal);
          if (settled.signal.aborted) return;
          const limit = passedLimit(progress, limits, clock.monotonicMs());
          if (limit) return giveUp(timedOut(limit === 'headers' ? 'first byte' : limit));
        }
      };
      socket.write(request, 'utf8');
      void watch();
    });
  }

  return { isOpen: () => isOpen, exchange, destroy: () => closed('destroyed') };
}
