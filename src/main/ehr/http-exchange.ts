/**
 * The life of one HTTP request that has just been made: sent, answered or given up, and settled exactly once. It watches
 * the limits and whether the connection ever stood, which decides if anything can have arrived.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Socket, isIP } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { Failure } from '#shared/domain/failure.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import { type Content, contentOf, parseHttpDate, parseRetryAfter } from './http-headers.ts';
import { type HttpLimits, type HttpProgress, msToNextLimit, passedLimit } from './http-limits.ts';
import {
  type HttpReach,
  type HttpStage,
  type HttpTrouble,
  codeOf,
  failureOfTrouble,
  isCertificateRefused,
} from './http-trouble.ts';

export interface HttpAnswer {
  readonly ok: true;
  readonly status: number;
  readonly content: Content;
  readonly body: string;
  readonly bytes: number;
  readonly date?: Instant;
  readonly retryAfterMs?: number;
  readonly etag?: string;
  readonly location?: string;
}

export interface HttpFailed {
  readonly ok: false;
  readonly failure: Failure;
  /** False is a promise that no byte of the request left this PC. */
  readonly mayHaveArrived: boolean;
  /** Where the way to the EHR ends, when it does not lead there. */
  readonly stage?: HttpStage;
}

export interface ExchangeDeps {
  readonly clock: Clock;
  readonly product: string;
  readonly limits: HttpLimits;
  /** Any of these gives the request up. */
  readonly stops: readonly AbortSignal[];
  /** Of a POST or PUT. */
  readonly body?: string;
}

export function exchange(
  request: ClientRequest,
  { clock, product, limits, stops, body: sent }: ExchangeDeps,
): Promise<HttpAnswer | HttpFailed> {
  const settled = new AbortController();
  let progress: HttpProgress = { startedAt: clock.monotonicMs() };
  let reach: HttpReach = isIP(request.host) === 0 ? 'find-host' : 'reach-port';

  return new Promise((resolve) => {
    const settle = (result: HttpAnswer | HttpFailed) => {
      if (settled.signal.aborted) return;
      settled.abort();
      for (const stop of stops) stop.removeEventListener('abort', onStop);
      resolve(result);
    };
    const giveUp = (trouble: HttpTrouble) => {
      const why = failureOfTrouble(product, trouble, reach);
      settle({ ok: false, failure: why, mayHaveArrived: reach === 'connected', ...stageOf(trouble, reach) });
      request.destroy();
    };
    const onStop = () => giveUp({ cause: 'stopped' });

    function take(response: IncomingMessage): void {
      progress = { ...progress, headersAt: clock.monotonicMs() };
      const { headers } = response;
      const tooLarge: HttpTrouble = { cause: 'too-large', limitBytes: limits.bodyBytes };
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        progress = { ...progress, bodyAt: clock.monotonicMs() };
        bytes += piece.length;
        if (bytes > limits.bodyBytes) giveUp(tooLarge);
        else pieces.push(piece);
      });
      response.on('error', () => giveUp({ cause: 'cut-short' }));
      response.on('close', () => giveUp({ cause: 'cut-short' })); // after a whole answer, nobody listens any more
      response.on('end', () => {
        if (!response.complete) return giveUp({ cause: 'cut-short' });
        const body = decode(Buffer.concat(pieces));
        if (body === undefined) giveUp({ cause: 'not-text' });
        else settle(answerOf(response, body, bytes, clock.now()));
      });
      if (Number(headers['content-length'] ?? 0) > limits.bodyBytes) giveUp(tooLarge);
      else if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) giveUp({ cause: 'compressed' });
    }

    async function watch(): Promise<void> {
      for (;;) {
        await clock.sleep(msToNextLimit(progress, limits, clock.monotonicMs()), settled.signal);
        if (settled.signal.aborted) return;
        const limit = passedLimit(progress, limits, clock.monotonicMs());
        if (limit) return giveUp({ cause: 'limit', limit });
      }
    }

    for (const stop of stops) stop.addEventListener('abort', onStop);
    request.on('socket', (socket) => followConnection(socket, (now) => (reach = now)));
    request.on('response', take);
    request.on('error', (error) => giveUp({ cause: 'error', code: codeOf(error) }));
    request.on('close', () => {
      if (progress.headersAt === undefined) giveUp({ cause: 'error', code: 'CLOSED' });
    });
    request.end(sent);
    void watch();
  });
}

function followConnection(socket: Socket, note: (reach: HttpReach) => void): void {
  if (!socket.connecting) return note('connected'); // kept alive from an earlier request
  socket.on('lookup', (error: Error | null) => {
    if (!error) note('reach-port');
  });
  const isSecure = socket instanceof TLSSocket;
  socket.once('connect', () => note(isSecure ? 'secure' : 'connected'));
  if (isSecure) socket.once('secureConnect', () => note('connected'));
}

function stageOf(trouble: HttpTrouble, reach: HttpReach): { readonly stage?: HttpStage } {
  if (isCertificateRefused(trouble)) return { stage: 'secure' };
  return reach === 'connected' || trouble.cause === 'stopped' ? {} : { stage: reach };
}

function answerOf(
  { statusCode, headers }: IncomingMessage,
  body: string,
  bytes: number,
  now: Instant,
): HttpAnswer {
  const date = parseHttpDate(headers.date);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], date ?? now);
  return {
    ok: true,
    status: statusCode ?? 0,
    content: contentOf(headers['content-type']),
    body,
    bytes,
    ...(date === undefined ? {} : { date }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(headers.etag === undefined ? {} : { etag: headers.etag }),
    ...(headers.location === undefined ? {} : { location: headers.location }),
  };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
