/**
 * The socket on loopback: cuts what arrives into documents, however TCP has split them, and hands them on one at a time.
 *
 * A document ends with a line break and nothing else does, so one with a raw line break inside comes apart here, as it
 * should. The `<EOF>` that one deployed client sends ends one as well.
 */
import { createServer, type Socket } from 'node:net';
import { createKeptPort, type KeptPort } from '../door/kept-port.ts';

export type Connection = {
  readonly socket: Socket;
  /** aborts when the other side has hung up, was cut off, or will ask no more */
  readonly gone: AbortSignal;
};

export type ServeDocument = (document: Buffer, connection: Connection) => Promise<void>;

const LARGEST_REQUEST = 1_048_576;
const NEWLINE = Buffer.from('\n');
const EOF_MARK = Buffer.from('<EOF>');

/** Where the first document in these bytes ends, and where the next begins. */
function firstEnd(bytes: Buffer): { end: number; next: number } | undefined {
  const ends = [NEWLINE, EOF_MARK].flatMap((mark) => {
    const end = bytes.indexOf(mark);
    return end < 0 ? [] : [{ end, next: end + mark.length }];
  });
  return ends.sort((one, other) => one.end - other.end)[0];
}

const isBlank = (document: Buffer): boolean => document.every((byte) => byte <= 0x20);

function converse(socket: Socket, serve: ServeDocument): void {
  const hungUp = new AbortController();
  const connection: Connection = { socket, gone: hungUp.signal };
  let unread = Buffer.alloc(0);
  let turn = Promise.resolve();
  const take = (document: Buffer): void => {
    if (isBlank(document)) return;
    turn = turn.then(async () => {
      if (!socket.destroyed) await serve(document, connection);
    }, undefined);
    turn = turn.catch(() => void socket.destroy());
  };
  socket.setNoDelay(true);
  socket.on('error', () => undefined); // `close` follows
  socket.on('close', () => hungUp.abort());
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (let found = firstEnd(unread); found; found = firstEnd(unread)) {
      take(unread.subarray(0, found.end));
      unread = unread.subarray(found.next);
    }
    if (unread.length > LARGEST_REQUEST) socket.destroy();
  });
  // The other side may close its half as soon as it has asked, and still reads the answers.
  socket.on('end', () => {
    hungUp.abort();
    void turn.then(() => socket.end());
  });
}

/** @param wantedPort 0 takes any free one, and keeps it from then on */
export const createSystmOneListener = (wantedPort: number, serve: ServeDocument): KeptPort =>
  createKeptPort(wantedPort, () =>
    createServer({ allowHalfOpen: true }, (socket) => converse(socket, serve)),
  );
