// The webhook itself, over a real socket: one of a booking's notices is refused a few times, and order is kept all the same.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { SECOND } from '#shared/domain/time.ts';
import { createNoticeDelivery } from '../../src/main/notices/deliver-notices.ts';
import { createWebhook } from '../../src/main/notices/webhook.ts';
import { silentLog } from '../support/open-test-store.ts';
import { SLOTS, type SmallPractice, smallPractice } from '../support/outbox-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

let practice: SmallPractice;
let arrived: { readonly kind: string; readonly bookingId: string }[];
let refusals: number;
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const notice = JSON.parse(Buffer.concat(parts).toString()) as (typeof arrived)[number];
    const isRefused = notice.kind === 'confirmed' && notice.bookingId === troubled && refusals > 0;
    if (isRefused) refusals -= 1;
    else arrived.push(notice);
    response.writeHead(isRefused ? 500 : 204).end();
  });
});
let troubled: string | undefined;
let delivery: ReturnType<typeof createNoticeDelivery>;

beforeEach(async () => {
  practice = smallPractice();
  arrived = [];
  refusals = 3;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { store, clock, dice } = practice;
  const gateway = createWebhook({ webhookUrl: `http://127.0.0.1:${port}/` }, { clock });
  const linkOf = (id: string) => `http://127.0.0.1/bookings/${id}`;
  delivery = createNoticeDelivery({ store, clock, dice, log: silentLog, gateway, linkOf });
  practice.outbox().start();
});
afterEach(async () => {
  await delivery.stop();
  await practice.close();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('a webhook that fails for one booking hears of it in order, and of the other meanwhile', async () => {
  const first = practice.book(SLOTS[0]);
  const second = practice.book(SLOTS[1]);
  troubled = first;
  await practice.clock.advance(SECOND);
  practice.noticeGone(first);
  practice.noticeGone(second);
  delivery.start();
  await waitUntil('all four', async () => {
    await practice.clock.advance(SECOND / 4);
    return arrived.length === 4;
  });
  expect(refusals).toBe(0);
  const of = (id: string) => arrived.filter(({ bookingId }) => bookingId === id).map(({ kind }) => kind);
  expect(of(first)).toEqual(['confirmed', 'cancelled-by-practice']);
  expect(of(second)).toEqual(['confirmed', 'cancelled-by-practice']);
  expect(arrived[0]?.bookingId).toBe(second);
});
