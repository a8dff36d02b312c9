/**
 * A bare TCP server whose every byte the test decides: what a real HTTP server would never do, a bad network does daily.
 * It counts what arrived, which is how a test knows that a request was sent once, or not at all.
 */
import { type AddressInfo, type Socket, createServer } from 'node:net';

export interface RawServer {
  readonly port: number;
  readonly baseUrl: string;
  /** The first line of each request that arrived whole. */
  readonly requests: string[];
  connections(): number;
  /** What to do with a request that arrived whole. */
  behave(act: (socket: Socket, request: string) => void): void;
  /** What to do with a connection before anything is read from it. */
  greet(act: (socket: Socket) => void): void;
  close(): Promise<void>;
}

export async function startRawServer(): Promise<RawServer> {
  const requests: string[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  let answer: (socket: Socket, request: string) => void = () => {};
  let greet: (socket: Socket) => void = () => {};
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    greet(socket);
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (!heard.includes('\r\n\r\n')) return;
      const request = heard;
      heard = '';
      requests.push(request.slice(0, request.indexOf('\r\n')));
      answer(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    baseUrl: `http://127.0.0.1:${port}/partner`,
    requests,
    connections: () => connections,
    behave: (act) => {
      answer = act;
    },
    greet: (act) => {
      greet = act;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A whole HTTP answer as bytes; a header set to `undefined` is left out. */
export function rawAnswer(
  body: string | Buffer,
  { status = '200 OK', headers = {} }: { status?: string; headers?: Record<string, string | undefined> } = {},
): Buffer {
  const bytes = Buffer.from(body);
  const all: Record<string, string | undefined> = {
    Date: 'Mon, 23 Nov 2026 10:42:07 GMT',
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`), bytes]);
}
