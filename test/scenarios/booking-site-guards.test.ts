// What the booking site refuses, what every answer carries, and what never reaches the log.
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, askJson, locationOf, openBrowser } from '../support/site-caller.ts';
import { ADA, type SiteDesk, openSiteDesk } from '../support/site-desk.ts';

let desk: SiteDesk;
beforeEach(async () => {
  desk = await openSiteDesk();
});
afterEach(() => desk.stop());

const json = { 'content-type': 'application/json' };
const holdSlot1 = { method: 'POST', headers: json, body: JSON.stringify({ slotId: 'slot-1' }) };

it('serves its own names only, so that a rebound name reads nothing', async () => {
  desk.addSlots({ daysAhead: 1, time: '09:10' });
  const foreign = { headers: { host: `evil.example:${desk.port}` } };
  const api = await askJson(`${desk.url}api/slots`, foreign);
  expect([api.status, api.json?.['type']]).toEqual([421, 'urn:slotkeeper:problem:wrong-host']);
  const page = await ask(`${desk.url}what`, foreign);
  expect(page.status).toBe(421);
  expect(page.text).not.toContain('GP telephone');
  expect((await ask(`${desk.url}what`, { headers: { host: `localhost:${desk.port}` } })).status).toBe(200);
});

it('takes changes from its own pages only', async () => {
  desk.addSlots({ daysAhead: 1, time: '09:10' });
  const crossSite = { ...holdSlot1, headers: { ...json, 'sec-fetch-site': 'cross-site' } };
  expect((await askJson(`${desk.url}api/holds`, crossSite)).status).toBe(403);
  const origin = { ...holdSlot1, headers: { ...json, origin: 'https://evil.example' } };
  expect((await askJson(`${desk.url}api/holds`, origin)).status).toBe(403);
  const form = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
    body: 'slot=slot-1&day=2026-11-24',
  };
  expect((await ask(`${desk.url}hold`, form)).status).toBe(403);
  expect(desk.holds.size).toBe(0);
  expect(
    (await ask(`${desk.url}api/holds`, holdSlot1)).headers['access-control-allow-origin'],
  ).toBeUndefined();
});

it('refuses a body over 16 KB, told in advance or not', async () => {
  const body = JSON.stringify({ slotId: 'x'.repeat(17_000) });
  const whole = await askJson(`${desk.url}api/holds`, { method: 'POST', headers: json, body });
  expect([whole.status, whole.json?.['type']]).toEqual([413, 'urn:slotkeeper:problem:too-large']);
  const small = { ...holdSlot1, headers: { ...json, 'transfer-encoding': 'chunked' } };
  expect((await askJson(`${desk.url}api/holds`, small)).status).toBe(409);
  const chunked = { method: 'POST', headers: { ...json, 'transfer-encoding': 'chunked' }, body };
  expect((await askJson(`${desk.url}api/holds`, chunked)).status).toBe(413);
  const form = { method: 'POST', body: `reason=${'x'.repeat(17_000)}` };
  expect((await ask(`${desk.url}hold`, form)).status).toBe(413);
});

it('slows down who asks too often, and says for how long', async () => {
  await desk.stop();
  desk = await openSiteDesk({
    limits: { writes: { burst: 2, perSecond: 0.1 }, reads: { burst: 3, perSecond: 0.1 } },
  });
  const holds = [1, 2, 3].map(() => ask(`${desk.url}api/holds`, holdSlot1));
  const refused = (await Promise.all(holds)).filter(({ status }) => status === 429);
  expect(refused).toHaveLength(1);
  for (let i = 0; i < 3; i += 1) expect((await ask(`${desk.url}api/slots`)).status).toBe(200);
  const tooMany = await askJson(`${desk.url}api/slots`);
  expect([tooMany.status, tooMany.json?.['type']]).toEqual([429, 'urn:slotkeeper:problem:too-many-requests']);
  expect(Number(tooMany.headers['retry-after'])).toBeGreaterThan(0);
  const page = await ask(desk.url);
  expect([page.status, page.headers['retry-after']]).toEqual([429, '10']);
  expect(page.text).toContain('01632 960123');
});

it('stops asking the EHR for an address that was wrong too often', async () => {
  await desk.stop();
  desk = await openSiteDesk({ limits: { wrongIdentities: { burst: 2, perSecond: 0.001 } } });
  desk.addSlots({ daysAhead: 1, time: '09:10' });
  let asked = 0;
  const { identify } = desk;
  desk.identify = (identity) => {
    asked += 1;
    return identify(identity);
  };
  const browser = openBrowser(desk.url);
  const who = locationOf(await browser.post('/hold', { slot: 'slot-1', day: '2026-11-24' }));
  const wrong = { nhsNumber: ADA.nhsNumber, day: '1', month: '1', year: '1970' };
  const statuses: number[] = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await browser.post(who, wrong)).status);
  expect(statuses).toEqual([422, 422, 429]);
  expect(asked).toBe(2);
});

describe('every answer', () => {
  it('carries the headers that keep it to itself', async () => {
    for (const path of ['', 'what', 'bookings/x?token=y', 'nothing', 'api/slots', 'api/nothing']) {
      const { headers } = await ask(desk.url + path);
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'permissions-policy': expect.stringContaining('camera=()'),
        'cache-control': 'no-store',
      });
    }
  });

  it('has only files of its own, kept for ever by their content, without the NHS typeface', async () => {
    const page = await ask(desk.url);
    const addresses = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
      ([, address]) => address,
    );
    expect(addresses).toHaveLength(4);
    for (const address of addresses) {
      const file = await ask(new URL(address ?? '', desk.url).href);
      expect(file.status).toBe(200);
      expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(file.text).not.toMatch(/frutiger|assets\.nhs\.uk|@font-face/i);
    }
    expect(page.text).not.toMatch(/https?:\/\//);
  });
});

it('writes neither secrets nor patients into the log', async () => {
  desk.addSlots({ daysAhead: 1, time: '09:10' }, { daysAhead: 1, time: '09:20' });
  const booked = await askJson(`${desk.url}api/bookings`, {
    method: 'POST',
    headers: { prefer: 'wait=5' },
    json: { slotId: 'slot-1', patient: ADA, reason: 'Very private' },
  });
  const link = String(booked.json?.['link']);
  await ask(new URL(link, desk.url).href);
  const browser = openBrowser(desk.url);
  const who = locationOf(await browser.post('/hold', { slot: 'slot-2', day: '2026-11-24' }));
  await browser.post(who, { nhsNumber: ADA.nhsNumber, day: '29', month: '2', year: '1980' });
  desk.identify = () => Promise.reject(new Error(`${ADA.nhsNumber} broke it`));
  const broken = await browser.post(who, { nhsNumber: ADA.nhsNumber, day: '29', month: '2', year: '1980' });
  expect([broken.status, broken.text.includes('do not book again')]).toEqual([500, true]);
  expect(broken.text).not.toContain(ADA.nhsNumber);

  const log = JSON.stringify(desk.logged);
  expect(log).toContain('"/bookings/:id"');
  expect(log).toContain('"/visits/:visit/who"');
  expect(log).toContain('booking-site.broke');
  const secret = link.split('token=')[1] ?? 'missing';
  const visit = who.split('/')[2] ?? 'missing';
  for (const word of [secret, visit, ADA.nhsNumber, '1980', 'Very private', browser.cookie() ?? 'missing']) {
    expect(log).not.toContain(word);
  }
});

it('says which port is taken instead of crashing', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(openSiteDesk({ port })).rejects.toThrow(`Port ${port} on this PC is used by another program.`);
  await new Promise((resolve) => other.close(resolve));
});
