/**
 * Stands between Slotkeeper and the sample practice and notes when each request arrives and when its answer has been
 * handed back: what the EHR sees, on the bench's own clock. It changes nothing on the way.
 */
import { Agent, type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export interface SeenRequest {
  readonly operation: string;
  readonly query: URLSearchParams;
  readonly arrivedMs: number;
  /** `undefined` while it is under way. */
  answeredMs: number | undefined;
}

export interface WatchingProxy {
  /** The address to use instead of the practice's own. */
  readonly baseUrl: string;
  readonly seen: readonly SeenRequest[];
  close(): void;
}

export async function startWatchingProxy(baseUrl: string): Promise<WatchingProxy> {
  const target = new URL(baseUrl);
  const agent = new Agent({ keepAlive: true });
  const seen: SeenRequest[] = [];

  function pass(incoming: IncomingMessage, response: ServerResponse): void {
    const arrivedMs = performance.now();
    const url = new URL(incoming.url ?? '/', target);
    const entry: SeenRequest = {
      operation: path.posix.basename(url.pathname),
      query: url.searchParams,
      arrivedMs,
      answeredMs: undefined,
    };
    seen.push(entry);
    const { method = 'GET', headers } = incoming;
    const onward = request(url, { method, headers: { ...headers, host: target.host }, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      response.once('finish', () => (entry.answeredMs = performance.now()));
    });
    onward.once('error', () => response.destroy());
    incoming.pipe(onward);
  }

  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${target.pathname}`,
    seen,
    close() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
