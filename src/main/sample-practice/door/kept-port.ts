/**
 * A port on loopback that can be shut and opened again, and is the same one each time.
 *
 * Shutting it cuts every connection at once: to a client it is the server gone, not a server being polite.
 */
import type { Server, Socket } from 'node:net';

export const LOOPBACK = '127.0.0.1';

export type KeptPort = ReturnType<typeof createKeptPort>;

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sample practice got no port');
  return address.port;
}

/**
 * @param wantedPort 0 takes any free one, and keeps it from then on
 * @param createServer makes a server that does not listen yet; asked at each start
 */
export function createKeptPort(wantedPort: number, createServer: () => Server) {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = wantedPort;
  return {
    /** 0 while a port that was left free to choose has not been started yet */
    port: () => port,
    /** the same, but throws for 0 */
    standsAt: (): number => {
      if (port === 0) throw new Error('The sample practice has no port before it is started');
      return port;
    },
    isListening: () => server !== undefined,
    start: async (): Promise<number> => {
      if (server) return port;
      const fresh = createServer();
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
