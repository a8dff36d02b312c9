// GP Connect on a bad network, byte by byte: what arrives split, cut, slow, doubled or from somebody else, and who is let in
// by certificate. Whatever comes, a reading is whole or fails, and a booking is believed only when its own echo comes back.
import type { Socket } from 'node:net';
import { type TLSSocket, createServer as createTlsServer } from 'node:tls';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FAILURE_KINDS, type FailureKind } from '#shared/domain/failure.ts';
import { type NhsNumber, parseNhsNumber } from '#shared/domain/patient.ts';

import type { GpConnectDiary } from '../../src/main/ehr/gp-connect/gp-connect-diary.ts';
import { bookingAnswer } from '../../src/main/ehr/gp-connect/gp-connect-booking.ts';
import { readAnswer } from '../../src/main/ehr/gp-connect/wire/answer.ts';
import { parseAppointments } from '../../src/main/ehr/gp-connect/wire/parse-appointment.ts';
import { parseFoundPatient } from '../../src/main/ehr/gp-connect/wire/parse-patient.ts';
import { parseFreeSlots } from '../../src/main/ehr/gp-connect/wire/parse-slots.ts';
import type { CancellationToSend } from '../../src/main/ports/ehr-diary.ts';
import type { GpConnectSettings } from '../../src/main/ports/settings.ts';
import { MONDAY, SHORT_LIMITS, standingClock } from '../support/ehr-monday.ts';
import {
  BESIDE,
  BOOKING,
  EARLY,
  SEARCH,
  SESSION,
  SLOT,
  SLOTS,
  bundle,
  connectTo,
  wireAppointment,
  wireOutcome,
} from '../support/ehr-gp-connect-raw.ts';
import { CLIENT_CERTIFICATE, LOCAL_CERTIFICATE } from '../support/ehr-local-certificate.ts';
import { type RawServer, rawAnswer, startRawServer } from '../support/ehr-raw-server.ts';

const NEAR = { urgency: 'near' } as const;
const WRITE = { urgency: 'write' } as const;
const TODAY = { from: MONDAY, to: MONDAY };
const FHIR = { 'Content-Type': 'application/fhir+json;charset=utf-8' };
const ADA = { nhsNumber: parseNhsNumber('999 000 0018') ?? ('' as NhsNumber), dateOfBirth: MONDAY };
const SLOTS_TEXT = JSON.stringify(SEARCH);
const BOOKED_TEXT = JSON.stringify(wireAppointment());
const BOOKINGS_TEXT = JSON.stringify(bundle(wireAppointment()));

const fhir = (body: string | Buffer, more: Parameters<typeof rawAnswer>[1] = {}): Buffer =>
  rawAnswer(body, { ...more, headers: { ...FHIR, ...more.headers } });

let server: RawServer;
let diary: GpConnectDiary;
let log: ReturnType<typeof connectTo>['log'];
const open = (limits = SHORT_LIMITS) => connectTo(server.baseUrl, {}, { readLimits: limits });
beforeEach(async () => {
  server = await startRawServer();
  ({ diary, log } = open());
});
afterEach(async () => {
  await diary.close();
  await server.close();
});

const CANCELLATION: CancellationToSend = {
  session: SESSION,
  slot: { ...SLOT, status: 'booked' },
  patientId: BOOKING.patientId,
  token: BOOKING.token,
  appointmentId: '9',
  by: 'patient',
};
const CANCELLED_TEXT = JSON.stringify(wireAppointment({ status: 'cancelled', meta: { versionId: '4' } }));
const puts = () => server.requests.filter((line) => line.startsWith('PUT '));
/** The appointment is read as it stands; its cancellation is answered by these bytes. */
function cancelThrough(answer: Buffer) {
  server.behave(
    (socket, request) =>
      void socket.end(
        request.startsWith('PUT ') ? answer : fhir(BOOKED_TEXT, { headers: { Connection: 'close' } }),
      ),
  );
  return diary.sendCancellation(CANCELLATION, WRITE);
}

const kindOf = (outcome: { readonly ok: boolean; readonly failure?: { readonly kind: FailureKind } }) =>
  outcome.ok ? 'ok' : outcome.failure?.kind;
const answerWith = (bytes: Buffer) => server.behave((socket) => void socket.end(bytes));
const read = () => diary.pullSessions(TODAY, NEAR);

describe('an answer of GP Connect', () => {
  it('may come in pieces of one byte', async () => {
    server.behave((socket) => {
      socket.setNoDelay(true);
      for (const byte of fhir(SLOTS_TEXT)) socket.write(Buffer.of(byte));
      socket.end();
    });
    const found = await read();
    expect(found.ok && found.value.slots?.get(SESSION.id)?.map(({ id }) => id)).toEqual(['1584', '1585']);
  });

  it('may come in chunks, the last of which must come', async () => {
    const half = Math.floor(SLOTS_TEXT.length / 2);
    const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
    const head = fhir('', { headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' } });
    const body = chunk(SLOTS_TEXT.slice(0, half)) + chunk(SLOTS_TEXT.slice(half));
    answerWith(Buffer.concat([head, Buffer.from(`${body}0\r\n\r\n`)]));
    expect(kindOf(await read())).toBe('ok');
    answerWith(Buffer.concat([head, Buffer.from(body)]));
    expect(kindOf(await read())).toBe('interrupted');
  });

  it('cut off at any byte is never taken for a whole one @hazard:H15', async () => {
    const whole = fhir(SLOTS_TEXT);
    const openEnded = fhir(SLOTS_TEXT, { headers: { 'Content-Length': undefined, Connection: 'close' } });
    const readings = [whole, openEnded].flatMap((bytes) =>
      Array.from({ length: bytes.length }, (_, cut) => bytes.subarray(0, cut)),
    );
    let next = 0;
    server.behave((socket) => void socket.end(readings[next++] ?? Buffer.alloc(0)));
    const kinds = new Set<string | undefined>();
    while (next < readings.length) kinds.add(kindOf(await read()));
    expect(readings.length).toBeGreaterThan(3_000);
    expect(kinds).toEqual(new Set(['interrupted', 'not-complete', 'not-understood']));
  });

  it('to a booking cut off at any byte is never proof of anything @hazard:H01', async () => {
    const whole = fhir(BOOKED_TEXT, { status: '201 Created' });
    let next = 0;
    server.behave((socket) => void socket.end(whole.subarray(0, next++)));
    const classes = new Set<string>();
    while (next < whole.length) classes.add((await diary.sendBooking(BOOKING, WRITE)).class);
    expect(classes).toEqual(new Set(['ambiguous']));
    expect(server.requests).toHaveLength(whole.length);
    expect(await diary.sendBooking(BOOKING, WRITE)).toEqual({ class: 'applied' });
  });

  const ODD: readonly (readonly [string, Buffer, FailureKind])[] = [
    ['a web page', fhir('<html>', { headers: { 'Content-Type': 'text/html' } }), 'not-the-ehr'],
    [
      'a redirect',
      fhir('', { status: '302 Found', headers: { Location: 'http://127.0.0.1:1/' } }),
      'not-the-ehr',
    ],
    [
      'a proxy that wants a sign-in',
      fhir('', { status: '407 Proxy Authentication Required' }),
      'not-the-ehr',
    ],
    ['no kind of content', fhir(SLOTS_TEXT, { headers: { 'Content-Type': undefined } }), 'not-understood'],
    ['XML', fhir('<Bundle/>', { headers: { 'Content-Type': 'application/fhir+xml' } }), 'not-understood'],
    [
      'another charset',
      fhir(SLOTS_TEXT, { headers: { 'Content-Type': 'application/fhir+json; charset=utf-16' } }),
      'not-understood',
    ],
    ['compressed', fhir(SLOTS_TEXT, { headers: { 'Content-Encoding': 'gzip' } }), 'not-understood'],
    ['not UTF-8', fhir(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 'not-understood'],
    ['empty', fhir(''), 'not-complete'],
    ['null', fhir('null'), 'not-understood'],
    ['a second, shorter list', fhir(`${SLOTS_TEXT.slice(0, -1)},"entry":[]}`), 'not-understood'],
    ['not HTTP', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), 'not-understood'],
    ['too long by its own words', fhir('{', { headers: { 'Content-Length': '9000000' } }), 'too-large'],
    ['too long a header', fhir(SLOTS_TEXT, { headers: { 'X-Long': 'x'.repeat(80_000) } }), 'too-large'],
    ['status 299', fhir(SLOTS_TEXT, { status: '299 Odd' }), 'not-understood'],
    [
      'a 502 as a web page',
      fhir('<html>', { status: '502 Bad Gateway', headers: { 'Content-Type': 'text/html' } }),
      'ehr-error',
    ],
  ];
  it.each(ODD)('that is odd fails by its right name: %s', async (_name, bytes, kind) => {
    answerWith(bytes);
    expect(kindOf(await read())).toBe(kind);
    server.requests.length = 0;
    expect((await diary.sendBooking(BOOKING, WRITE)).class).toBe('ambiguous');
    expect(server.requests).toHaveLength(1);
    expect((await cancelThrough(bytes)).class).toBe('ambiguous');
    expect(puts()).toHaveLength(1);
  });

  it('without an end is stopped at the limit of size', async () => {
    await diary.close();
    ({ diary, log } = open({ ...SHORT_LIMITS, bodyBytes: 100_000 }));
    server.behave((socket) => {
      socket.write(fhir('', { headers: { 'Content-Length': undefined } }));
      const spaces = Buffer.alloc(50_000, ' ');
      const more = () => void (socket.destroyed || socket.write(spaces, () => setImmediate(more)));
      more();
    });
    expect(kindOf(await read())).toBe('too-large');
  });

  it('that drips is stopped by the total time, one that stalls by the idle time', async () => {
    server.behave((socket) => {
      socket.write(fhir('{', { headers: { 'Content-Length': '5000' } }));
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write(' ')), 50);
    });
    expect(await read()).toMatchObject({ failure: { kind: 'timed-out', detail: 'limit: total' } });
    server.behave((socket) => void socket.write(fhir('{', { headers: { 'Content-Length': '5000' } })));
    expect(await read()).toMatchObject({ failure: { kind: 'timed-out', detail: 'limit: idle-body' } });
  });
});

describe('a write to GP Connect', () => {
  it('goes over a connection of its own, readings over one that is kept', async () => {
    server.behave(
      (socket, request) =>
        void socket.write(
          request.startsWith('POST') ? fhir(BOOKED_TEXT, { status: '201 Created' }) : fhir(SLOTS_TEXT),
        ),
    );
    for (let n = 0; n < 3; n += 1) expect(kindOf(await read())).toBe('ok');
    expect(server.connections()).toBe(1);
    for (let n = 0; n < 2; n += 1) expect((await diary.sendBooking(BOOKING, WRITE)).class).toBe('applied');
    expect(server.connections()).toBe(3);
  });

  it('is in doubt when the connection is reset after it was read, and is not sent again @hazard:H01', async () => {
    server.behave((socket) => void socket.resetAndDestroy());
    expect(await diary.sendBooking(BOOKING, WRITE)).toMatchObject({
      class: 'ambiguous',
      failure: { kind: 'interrupted' },
    });
    await standingClock.sleep(20);
    expect(server.requests).toHaveLength(1);
  });

  it('is in doubt when nobody answers, and when it is stopped on its way', async () => {
    expect(await diary.sendBooking(BOOKING, WRITE)).toMatchObject({
      class: 'ambiguous',
      failure: { kind: 'timed-out' },
    });
    const stop = new AbortController();
    server.behave(() => stop.abort());
    expect(await diary.sendBooking(BOOKING, { ...WRITE, signal: stop.signal })).toMatchObject({
      class: 'ambiguous',
      failure: { kind: 'stopped' },
    });
    expect(server.requests).toHaveLength(2);
  });
});

describe('a cancellation through GP Connect', () => {
  it('whose answer is cut off at any byte is in doubt, and is sent once @hazard:H01', async () => {
    const whole = fhir(CANCELLED_TEXT);
    const answers = new Set<string>();
    for (let cut = 0; cut < whole.length; cut += 1) {
      const answer = await cancelThrough(whole.subarray(0, cut));
      answers.add(answer.class + ('saidNo' in answer ? ', said no' : ''));
    }
    expect(answers).toEqual(new Set(['ambiguous']));
    expect(puts()).toHaveLength(whole.length);
    expect(await cancelThrough(whole)).toEqual({ class: 'applied' });
    expect(log.text()).not.toMatch(/k7Qm|Sore|p-1/);
  });

  it('after a reading cut off at any byte is not sent at all', async () => {
    const whole = fhir(BOOKED_TEXT);
    let next = 0;
    server.behave((socket) => void socket.end(whole.subarray(0, next++)));
    const answers = new Set<string>();
    while (next < whole.length) {
      const answer = await diary.sendCancellation(CANCELLATION, WRITE);
      answers.add(answer.class === 'not-applied' ? `not-applied ${answer.permanent}` : answer.class);
    }
    expect(answers).toEqual(new Set(['not-applied false']));
    expect(puts()).toEqual([]);
  });

  it('is in doubt after a reset, silence or a stop, and is never sent again @hazard:H01', async () => {
    const stop = new AbortController();
    const acts: readonly ((socket: Socket) => void)[] = [
      (socket) => void socket.resetAndDestroy(),
      () => {},
      () => stop.abort(),
    ];
    const kinds: string[] = [];
    for (const act of acts) {
      server.behave((socket, request) =>
        request.startsWith('PUT ') ? act(socket) : void socket.write(fhir(BOOKED_TEXT)),
      );
      const answer = await diary.sendCancellation(CANCELLATION, { ...WRITE, signal: stop.signal });
      kinds.push(answer.class === 'ambiguous' ? answer.failure.kind : answer.class);
    }
    expect(kinds).toEqual(['interrupted', 'timed-out', 'stopped']);
    await standingClock.sleep(20);
    expect(puts()).toHaveLength(3);
  });
});

describe('over mutual TLS', () => {
  const OURS = {
    certificate: CLIENT_CERTIFICATE.cert,
    key: CLIENT_CERTIFICATE.key,
    authority: LOCAL_CERTIFICATE.cert,
  };
  const closes: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closes.splice(0)) await close();
  });

  /** A provider that lets nobody in without the one certificate, and a connector with whichever the test gives it. */
  async function behind(
    tls: GpConnectSettings['tls'],
    act: (socket: TLSSocket) => void = (socket) => void socket.end(fhir(SLOTS_TEXT)),
    maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
  ) {
    const heard: string[] = [];
    const secure = createTlsServer(
      {
        ...LOCAL_CERTIFICATE,
        ca: [CLIENT_CERTIFICATE.cert],
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion,
      },
      (socket) => {
        socket.on('error', () => {});
        socket.once('data', (bytes) => {
          heard.push(bytes.toString('latin1'));
          act(socket);
        });
      },
    );
    secure.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const address = secure.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const connected = connectTo(`https://127.0.0.1:${port}/A99901/STU3/1/gpconnect`, tls ? { tls } : {});
    closes.push(
      () => connected.diary.close(),
      () => secure.close(),
    );
    return { diary: connected.diary, heard };
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('we are let in with our certificate: %s', async (version) => {
    const { diary: ours } = await behind(OURS, undefined, version);
    expect(kindOf(await ours.pullSessions(TODAY, NEAR))).toBe('ok');
    const steps = (await ours.testConnection(NEAR)).map(({ step }) => step);
    expect(steps.slice(0, 4)).toEqual(['find-host', 'reach-port', 'secure', 'sign-in']);
  });

  it('a booking is confirmed as it is without', async () => {
    const { diary: ours } = await behind(
      OURS,
      (socket) => void socket.end(fhir(BOOKED_TEXT, { status: '201 Created' })),
    );
    expect(await ours.sendBooking(BOOKING, WRITE)).toEqual({ class: 'applied' });
  });

  it.each(['destroy', 'say nothing'])(
    'a booking that was heard is in doubt when they %s @hazard:H01',
    async (how) => {
      const { diary: ours } = await behind(OURS, (socket) => void (how === 'destroy' && socket.destroy()));
      expect((await ours.sendBooking(BOOKING, WRITE)).class).toBe('ambiguous');
    },
  );

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'without a certificate nothing is heard, and nothing is booked: %s',
    async (version) => {
      const { diary: nobody, heard } = await behind(
        { ...OURS, certificate: '', key: '' },
        undefined,
        version,
      );
      expect((await nobody.sendBooking(BOOKING, WRITE)).class).not.toBe('applied');
      const steps = await nobody.testConnection(NEAR);
      // TLS 1.3 asks for it only after the connection stands: then the refusal is told by an alert.
      const kind = version === 'TLSv1.2' ? 'unreachable' : 'not-signed-in';
      expect(steps).toMatchObject([
        { step: 'find-host' },
        { step: 'reach-port' },
        { step: 'secure', failure: { kind } },
      ]);
      expect(heard).toEqual([]);
    },
  );

  it('a server that we do not trust hears nothing @hazard:H27', async () => {
    const { diary: wary, heard } = await behind({ certificate: OURS.certificate, key: OURS.key });
    expect(await wary.sendBooking(BOOKING, WRITE)).toMatchObject({
      class: 'not-applied',
      failure: { kind: 'unreachable' },
    });
    expect((await wary.testConnection(NEAR)).at(-1)).toMatchObject({
      step: 'secure',
      failure: { kind: 'unreachable' },
    });
    expect(heard).toEqual([]);
  });

  it('a certificate that cannot be used is named, and nobody is called', async () => {
    const { diary: broken, heard } = await behind({ ...OURS, key: LOCAL_CERTIFICATE.key });
    expect(await broken.sendBooking(BOOKING, WRITE)).toMatchObject({
      class: 'not-applied',
      failure: { kind: 'invalid-input', message: expect.stringContaining('certificate') },
    });
    expect((await broken.testConnection(NEAR)).at(-1)).toMatchObject({
      step: 'secure',
      failure: { kind: 'invalid-input' },
    });
    expect(heard).toEqual([]);
  });
});

describe('whatever comes', () => {
  const TEXTS = [SLOTS_TEXT, BOOKED_TEXT, BOOKINGS_TEXT, JSON.stringify(wireOutcome('DUPLICATE_REJECTED'))];
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 6 });
  const changes = fc.array(fc.tuple(fc.nat(), bytes, fc.nat(5)), { minLength: 1, maxLength: 3 });
  const spoil = (whole: Buffer, how: readonly (readonly [number, Uint8Array, number])[]): Buffer =>
    how.reduce((now, [place, insert, remove]) => {
      const start = place % (now.length + 1);
      return Buffer.concat([now.subarray(0, start), insert, now.subarray(start + remove)]);
    }, whole);

  it('no parser throws, and none takes a spoilt booking for another', async () => {
    let understood = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...TEXTS),
        changes,
        fc.constantFrom(200, 201, 404, 409),
        async (text, how, status) => {
          const body = spoil(Buffer.from(text), how).toString('utf8');
          const said = readAnswer({ ok: true, status, content: 'fhir-json', body, bytes: body.length });
          if (!said.ok) {
            expect(FAILURE_KINDS).toContain(said.failure.kind);
            return;
          }
          understood += 1;
          const { json } = said;
          const breathe = () => Promise.resolve();
          const free = await parseFreeSlots(json, { window: TODAY, now: EARLY, breathe });
          for (const slot of free.ok ? [...free.value.slots.values()].flat() : []) {
            expect(slot.day).toBe(MONDAY);
            expect(slot.startsAt).toBeGreaterThan(EARLY);
          }
          const bookings = parseAppointments(json, BOOKING.patientId);
          for (const one of bookings.ok ? bookings.value : []) expect(one.patientId).toBe(BOOKING.patientId);
          expect(parseFoundPatient(json, ADA).ok).toBe(false);
          const answer = bookingAnswer({ ok: true, status, json }, BOOKING);
          if (answer.class === 'applied') expect(body).toContain('Patient/p-1');
        },
      ),
      { numRuns: 10_000 },
    );
    expect(understood).toBeGreaterThan(100);
  });

  it('no field of another kind makes a parser throw or a list shorter', async () => {
    const whole = [...SLOTS, ...BESIDE];
    const field = fc.tuple(fc.nat(), fc.nat(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(field, async ([row, column, value]) => {
        const resources = structuredClone(whole) as Record<string, unknown>[];
        const one = resources[row % resources.length] ?? {};
        const names = Object.keys(one);
        one[names[column % names.length] ?? ''] = value;
        const breathe = () => Promise.resolve();
        const free = await parseFreeSlots(bundle(...resources), { window: TODAY, now: EARLY, breathe });
        if (free.ok) expect([...free.value.slots.values()].flat()).toHaveLength(SLOTS.length);
        else expect(['not-understood', 'not-complete']).toContain(free.failure.kind);
      }),
      { numRuns: 3_000 },
    );
  });

  it('no call crashes, hangs or tells anything in the log', async () => {
    await diary.close();
    ({ diary, log } = open({ ...SHORT_LIMITS, totalMs: 400, headersMs: 400, idleBodyMs: 400 }));
    let next: Buffer = Buffer.alloc(0);
    server.behave((socket) => void socket.end(next));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TEXTS), changes, async (text, how) => {
        next = spoil(fhir(text), how);
        const outcomes = [
          await diary.pullSessions(TODAY, NEAR),
          await diary.findPatient(ADA, NEAR),
          await diary.readAppointment('9', NEAR),
        ];
        for (const outcome of outcomes) {
          if (!outcome.ok) expect(FAILURE_KINDS).toContain(outcome.failure.kind);
        }
      }),
      { numRuns: 300 },
    );
    expect(log.lines.length).toBeGreaterThan(400);
    for (const secret of [ADA.nhsNumber, '200000000359', '127.0.0.1', 'Ada', '?']) {
      expect(log.text()).not.toContain(secret);
    }
  });
});

describe('where a booking of ours is, through GP Connect', () => {
  const find = () =>
    diary.findBooking({ patientId: BOOKING.patientId, token: BOOKING.token, window: TODAY }, WRITE);

  it('is a failure when the answer is cut off at any byte, never that it is not there @hazard:H15', async () => {
    const whole = fhir(BOOKINGS_TEXT);
    let next = 0;
    server.behave((socket) => void socket.end(whole.subarray(0, next++)));
    const kinds = new Set<string | undefined>();
    while (next < whole.length) kinds.add(kindOf(await find()));
    expect(kinds).toEqual(new Set(['interrupted']));
    expect(await find()).toMatchObject({
      ok: true,
      value: { id: '1584', appointmentId: '9', sessionId: '' },
    });
    expect(log.text()).not.toMatch(/k7Qm|Sore|p-1/);
  });

  it('is not known when ours is in a state that nobody knows, and nowhere when it is cancelled', async () => {
    let status = 'waitlist';
    server.behave((socket) => void socket.write(fhir(JSON.stringify(bundle(wireAppointment({ status }))))));
    expect(kindOf(await find())).toBe('not-understood');
    status = 'cancelled';
    expect(await find()).toEqual({ ok: true, value: undefined });
  });
});
