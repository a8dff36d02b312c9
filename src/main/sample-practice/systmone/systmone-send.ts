/**
 * Puts an answer on the socket, whole or spoilt in the ways that faults ask for.
 *
 * Answers `sent`, or `gone` when the connection was cut or left to hang on purpose. TCP has no length and no status to lie
 * about: a cut answer simply stops.
 */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../faults/fault.ts';
import { portalPage } from '../faults/send-answer.ts';
import { END_OF_ANSWER } from './systmone-envelope.ts';

const MEGABYTE = 1_048_576;
const USUAL_OVERSIZE = 64 * MEGABYTE;

/** Writes and waits until the socket has taken it; false when there is no socket any more. */
async function push(socket: Socket, bytes: Buffer | string): Promise<boolean> {
  if (socket.destroyed) return false;
  return new Promise((resolve) => {
    socket.write(bytes, (trouble) => resolve(!trouble));
  });
}

async function sendTruncated(
  socket: Socket,
  answer: Buffer,
  fault: Extract<Fault, { kind: 'truncate' }>,
): Promise<void> {
  const at = fault.atByte ?? Math.floor(answer.length * (fault.atShare ?? 0.5));
  const part = answer.subarray(0, Math.min(at, answer.length - 1));
  if (fault.honestLength === true) {
    socket.end(part); // a polite end instead of a cut
    return;
  }
  if (part.length > 0) await push(socket, part);
  socket.destroySoon();
}

/** White space before the document is still XML: only its size is wrong. */
async function sendOversized(socket: Socket, answer: Buffer, bytes: number): Promise<void> {
  const blank = Buffer.alloc(MEGABYTE, ' ');
  for (let left = bytes - answer.length; left > 0; left -= MEGABYTE) {
    if (!(await push(socket, blank.subarray(0, Math.min(left, MEGABYTE))))) return;
  }
  await push(socket, answer);
}

async function sendDripping(
  socket: Socket,
  answer: Buffer,
  fault: Extract<Fault, { kind: 'drip' }>,
): Promise<void> {
  const step = Math.max(1, fault.bytesAtOnce ?? 1);
  for (let at = 0; at < answer.length; at += step) {
    if (!(await push(socket, answer.subarray(at, at + step)))) return;
    await wait(fault.everyMs ?? 1_000, undefined, { ref: false });
  }
}

/** A web page where an answer was expected, by something else that has the port. It hangs up after it. */
export function sendPage(socket: Socket): void {
  socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n${portalPage.body.toString()}\n`);
}

export async function sendAnswer(
  socket: Socket,
  answer: string,
  faults: readonly Fault[],
): Promise<'sent' | 'gone'> {
  let bytes = Buffer.from(answer);
  for (const fault of faults) {
    switch (fault.kind) {
      case 'slow':
        await wait(fault.ms, undefined, { ref: false });
        break;
      case 'drop':
        socket.destroy();
        return 'gone';
      case 'black-hole':
        return 'gone';
      case 'wrong-content':
        sendPage(socket);
        return 'gone';
      case 'garbage':
        bytes = Buffer.from(`${answer.slice(0, 40)}\u0000<<%}]"garbage",,,{{${END_OF_ANSWER}`);
        break;
      case 'truncate':
        await sendTruncated(socket, bytes, fault);
        return 'gone';
      case 'oversized':
        await sendOversized(socket, bytes, fault.bytes ?? USUAL_OVERSIZE);
        return 'sent';
      case 'drip':
        await sendDripping(socket, bytes, fault);
        return 'sent';
      case 'fail':
      case 'thin-list':
      case 'redirect':
        break; // done where the answer was made; there is nowhere to redirect to
    }
  }
  return (await push(socket, bytes)) ? 'sent' : 'gone';
}
