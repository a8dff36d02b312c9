// The webhook against a real server on loopback: what it posts, what counts as delivered, and what it must never do.
import { createHmac } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import { SECOND, asInstant } from '#shared/domain/time.ts';
import { createWebhook, whyNotWebhook } from '../../../src/main/notices/webhook.ts';
import type { NoticeToSend } from '../../../src/main/ports/notice-gateway.ts';
import { settableClock } from '../../support/settable-clock.ts';

const NOTICE: NoticeToSend = {
  id: 'notice-1',
  kind: 'confirmed',
  bookingId: asId<BookingId>('booking-1'),
  startsAt: asInstant(Date.UTC(2026, 4, 12, 8, 10)),
  slotTypeName: 'GP telephone',
  clinicianName: 'Dr Patel',
  siteName: 'Main site',
  link: 'http://127.0.0.1:4780/bookings/booking-1?token=SECRET',
  at: asInstant(Date.UTC(2026, 4, 11, 8, 0)),
};

interface Heard {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('a webhook', () => {
  const heard: Heard[] = [];
  let answer: (response: ServerResponse) => void;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response);
    });
  });
  const say = (status: number, headers: Record<string, string> = {}) => {
    answer = (response) => void response.writeHead(status, headers).end('thanks');
  };
  let url: string;
  const clock = settableClock(asInstant(0));
  const deliver = (more: { webhookSecret?: string; webhookUrl?: string } = {}, signal?: AbortSignal) =>
    createWebhook({ webhookUrl: url, ...more }, { clock }).deliver(NOTICE, signal);

  beforeEach(async () => {
    heard.length = 0;
    say(204);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('posts what there is to tell, once, with an id to tell a repeat by and a signature', async () => {
    expect(await deliver({ webhookSecret: 'shared' })).toEqual({ ok: true, value: undefined });
    const [one] = heard;
    expect(heard).toHaveLength(1);
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': 'notice-1',
    });
    expect(JSON.parse(one?.body ?? '')).toEqual({
      ...NOTICE,
      startsAt: '2026-05-12T09:10:00+01:00',
      at: '2026-05-11T09:00:00+01:00',
    });
    const expected = createHmac('sha256', 'shared')
      .update(one?.body ?? '')
      .digest('hex');
    expect(one?.headers['slotkeeper-signature']).toBe(`sha256=${expected}`);
  });

  test('without a secret has no signature', async () => {
    await deliver();
    expect(heard[0]?.headers).not.toHaveProperty('slotkeeper-signature');
  });

  test.each([
    [400, 'refused'],
    [500, 'refused'],
    [503, 'busy'],
  ])('counts %i as not delivered', async (status, kind) => {
    say(status);
    expect(await deliver()).toMatchObject({ ok: false, failure: { kind } });
  });

  test('waits as long as it is asked to, and no longer than half an hour', async () => {
    say(429, { 'retry-after': '7' });
    expect(await deliver()).toMatchObject({ failure: { kind: 'busy', retryAfterMs: 7 * SECOND } });
    say(429, { 'retry-after': '999999' });
    expect(await deliver()).toMatchObject({ failure: { retryAfterMs: 1_800 * SECOND } });
  });

  test('follows no redirect', async () => {
    say(307, { location: `${url}/elsewhere` });
    expect(await deliver()).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(heard.map(({ path }) => path)).toEqual(['/notices']);
  });

  test('gives up an address that does not answer, and says nothing of the link', async () => {
    answer = () => {};
    const delivering = deliver();
    while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(10 * SECOND);
    const outcome = await delivering;
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'timed-out' } });
    expect(JSON.stringify(outcome)).not.toContain('SECRET');
  });

  test('says that nobody is there', async () => {
    expect(await deliver({ webhookUrl: 'http://127.0.0.1:9/' })).toMatchObject({
      failure: { kind: 'unreachable' },
    });
  });

  test.each([
    ['https://messages.example/notices', undefined],
    ['http://localhost:8080/notices', undefined],
    ['http://[::1]/notices', undefined],
    ['http://messages.example/notices', 'It must begin with https, or be on this PC.'],
    ['ftp://127.0.0.1/notices', 'It must begin with https, or be on this PC.'],
    ['https://user:pass@messages.example/', 'It must not carry a user name or a password.'],
    ['messages', 'It is not a web address.'],
  ])('%s: %s', (address, why) => expect(whyNotWebhook(address)).toBe(why));

  test('whose address may not be used posts nothing', async () => {
    const outcome = await deliver({ webhookUrl: 'http://messages.example/' });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } });
  });
});
