/** HTTP on a kept port. A request that nobody could answer is cut, not left to hang. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createKeptPort, type KeptPort, LOOPBACK } from './kept-port.ts';

export type Serve = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** @param wantedPort 0 takes any free one, and keeps it from then on */
export function createListener(wantedPort: number, serve: Serve): KeptPort {
  function handle(request: IncomingMessage, response: ServerResponse): void {
    let url: URL;
    try {
      url = new URL(request.url ?? '/', `http://${LOOPBACK}:${kept.port()}`);
    } catch {
      response.writeHead(400, { 'content-length': 0 }).end();
      return;
    }
    serve(request, response, url).catch(() => response.socket?.destroy());
  }
  const kept = createKeptPort(wantedPort, () => createServer({ keepAliveTimeout: 30_000 }, handle));
  return kept;
}
