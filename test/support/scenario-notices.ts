/**
 * Whoever sends the practice's e-mails: it is posted each notice, and now and then refuses one, or takes it and hangs up. What it
 * has heard by the end is what patients were told.
 */
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { NoticeKind } from '#shared/domain/notice.ts';

export interface HeardNotice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly bookingId: string;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString();
}

export async function listenForNotices() {
  const bodies = new Map<string, string>();
  const changed: string[] = [];
  let posts = 0;
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      posts += 1;
      if (posts % 7 === 3) return void response.writeHead(500).end();
      const { id } = JSON.parse(body) as HeardNotice;
      const before = bodies.get(id);
      if (before !== undefined && before !== body) changed.push(id);
      bodies.set(id, body);
      if (posts % 7 === 5) return void response.destroy();
      return void response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/notices`,
    /** Each once, however often it came. */
    heard: (): readonly HeardNotice[] => [...bodies.values()].map((body) => JSON.parse(body) as HeardNotice),
    /** Notices that came again under the same id and were not the same. */
    changed: (): readonly string[] => changed,
    bodies: (): readonly string[] => [...bodies.values()],
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
