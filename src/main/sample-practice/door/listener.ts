/**
 * The HTTP listener on loopback that can be stopped and started again on the same port.
 *
 * Stopping cuts every connection at once: to a client it is the server gone, not a server being
 * polite.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export type Serve = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

const HOST = '127.0.0.1';

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sample practice got no port');
  return address.port;
}

export function createListener(wantedPort: number, serve: Serve) {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = wantedPort;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    let url: URL;
    try {
      url = new URL(request.url ?? '/', `http://${HOST}:${port}`);
    } catch {
      response.writeHead(400, { 'content-length': 0 }).end();
      return;
    }
    serve(request, response, url).catch(() => response.socket?.destroy());
  }

  return {
    port: () => port,
    isListening: () => server !== undefined,
    start: async (): Promise<number> => {
      if (server) return port;
      const fresh = createServer({ keepAliveTimeout: 30_000 }, handle);
      fresh.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      port = await listen(fresh, port);
      server = fresh;
      return port;
    },
    stop: async (): Promise<void> => {
      const closing = server;
      if (!closing) return;
      server = undefined;
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
