/**
 * Stands in SystmOne's place on a line of TCP: to each request it says the bytes that it was given for it, piece by piece as
 * they were cut, and then nothing more.
 */
import { type AddressInfo, type Socket, createServer } from 'node:net';

export interface FramesServer {
  readonly port: number;
  /** The answer to the next request, whoever asks. */
  sayNext(said: Said): void;
  close(): Promise<void>;
}

interface Said {
  readonly pieces: readonly Buffer[];
  /** Then the line is closed, in place of the silence that follows a whole answer: nobody has to wait for its limit. */
  readonly isLast: boolean;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export async function startFramesServer(): Promise<FramesServer> {
  let next: Said = { pieces: [], isLast: true };
  const open = new Set<Socket>();
  async function say(socket: Socket, { pieces, isLast }: Said): Promise<void> {
    for (const piece of pieces) {
      if (socket.destroyed) return;
      socket.write(piece);
      // Written in another turn, it mostly comes as a piece of its own.
      await nextTurn();
    }
    if (isLast) socket.end();
  }
  const server = createServer((socket) => {
    open.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    socket.on('data', () => void say(socket, next));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sayNext: (pieces) => void (next = pieces),
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
