// The JSON API over a real socket, with a practice arranged by hand behind it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { ask, askJson } from '../support/site-caller.ts';
import { ADA, type SiteDesk, TYPES, openSiteDesk } from '../support/site-desk.ts';

let desk: SiteDesk;
const api = (path: string) => `${desk.url}api${path}`;
const post = (path: string, json: unknown, headers: Record<string, string> = {}) =>
  askJson(api(path), { method: 'POST', json, headers });

beforeEach(async () => {
  desk = await openSiteDesk();
});
afterEach(() => desk.stop());

describe('reading', () => {
  it('lists the active slot types', async () => {
    expect((await askJson(api('/slot-types'))).json).toEqual({
      slotTypes: [
        { id: 'type-1', name: 'GP telephone' },
        { id: 'type-2', name: 'Nurse - smear' },
      ],
    });
  });

  it('gives slots with every field, the offset of London and asOf, and is never cached', async () => {
    desk.addSlots({ daysAhead: 1, time: '09:10' }, { daysAhead: 1, time: '09:20', type: TYPES.smear });
    const { status, json, headers } = await askJson(api('/slots?slotType=GP%20telephone'));
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(json).toEqual({
      slots: [
        {
          id: 'slot-1',
          start: '2026-11-24T09:10:00+00:00',
          end: '2026-11-24T09:20:00+00:00',
          slotType: 'GP telephone',
          session: 'Dr Anita Patel morning surgery',
          clinician: 'Dr Anita Patel',
          site: 'Main Surgery',
          channel: null,
          asOf: expect.stringMatching(/^2026-11-23T08:00:0\d\+00:00$/),
        },
      ],
      asOf: '2026-11-23T08:00:00+00:00',
    });
  });

  it('names each wrong field of a question', async () => {
    const { status, json, headers } = await askJson(api('/slots?from=banana&to=2027-01-01'));
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(json).toEqual({
      type: 'urn:slotkeeper:problem:invalid-input',
      title: 'The request is not right',
      status: 400,
      detail: 'Some of its fields are wrong.',
      errors: [
        {
          path: 'from',
          detail: 'Give a day (2026-05-12) or an instant with its offset (2026-05-12T09:10:00+01:00).',
        },
      ],
    });
    const tooMany = await askJson(api('/slots?from=2026-11-01&to=2027-01-01'));
    expect(tooMany.status).toBe(400);
    expect(tooMany.json).toMatchObject({
      errors: [{ path: 'to', detail: 'Ask for at most 31 days at once.' }],
    });
  });

  it('offers nothing of a slot type that is not on the list', async () => {
    desk.addSlots({ daysAhead: 1, time: '09:10' });
    const { status, json } = await askJson(api('/slots?slotType=Nothing'));
    expect(status).toBe(200);
    expect(json).toMatchObject({ slots: [] });
  });
});

describe('holding', () => {
  it('keeps a slot for one only, and gives it back', async () => {
    desk.addSlots({ daysAhead: 1, time: '09:10' }, { daysAhead: 1, time: '09:20' });
    const first = await post('/holds', { slotId: 'slot-1' });
    expect(first.status).toBe(201);
    expect(first.json).toEqual({
      id: expect.any(String),
      slotId: 'slot-1',
      expiresAt: expect.stringMatching(/^2026-11-23T08:1\d:\d\d\+00:00$/),
    });
    const second = await post('/holds', { slotId: 'slot-1' });
    expect(second.status).toBe(409);
    expect(second.json).toMatchObject({
      type: 'urn:slotkeeper:problem:slot-taken',
      alternatives: [{ id: 'slot-2' }],
    });
    const released = await ask(api(`/holds/${String(first.json?.['id'])}`), { method: 'DELETE' });
    expect([released.status, released.text]).toEqual([204, '']);
    expect((await ask(api('/holds/never-was'), { method: 'DELETE' })).status).toBe(204);
    expect((await post('/holds', { slotId: 'slot-1' })).status).toBe(201);
  });
});

describe('booking', () => {
  const booking = { slotId: 'slot-1', patient: ADA, reason: 'Sore knee' };
  beforeEach(() => void desk.addSlots({ daysAhead: 1, time: '09:10' }, { daysAhead: 1, time: '09:20' }));

  it('is 201 once the diary has it, with the private link', async () => {
    const { status, json, headers } = await post('/bookings', booking, { prefer: 'wait=10' });
    expect(status).toBe(201);
    expect(headers['location']).toBe('/api/bookings/booking-3');
    expect(headers['preference-applied']).toBe('wait=10');
    expect(json).toMatchObject({
      id: 'booking-3',
      status: 'confirmed',
      slot: { id: 'slot-1' },
      alternatives: [],
    });
    expect(json?.['link']).toMatch(/^\/bookings\/booking-3\?token=secret-[0-9a-f]{32}$/);
    expect((await ask(new URL(String(json?.['link']), desk.url).href)).text).toContain(
      'Your appointment is booked',
    );
  });

  it('is 202 while it is not known, and can be asked again by its secret alone', async () => {
    desk.fateAfterMs = 60_000;
    const { status, json } = await post('/bookings', booking, { prefer: 'wait=1' });
    expect([status, json?.['status']]).toEqual([202, 'accepted']);
    const secret = new URLSearchParams(String(json?.['link']).split('?')[1]).get('token') ?? '';
    const read = (token?: string) =>
      askJson(
        api('/bookings/booking-3'),
        token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
      );
    expect((await read(secret)).json).toMatchObject({ id: 'booking-3', status: 'accepted' });
    const [id] = desk.bookings().map((each) => each.id);
    if (id) desk.settle(id, { state: 'needs-you' });
    expect((await read(secret)).json).toMatchObject({ status: 'needs-review' });
    const unknown = await askJson(api('/bookings/other'), { headers: { authorization: `Bearer ${secret}` } });
    for (const answer of [await read('secret-wrong'), await read(), unknown]) {
      expect([answer.status, answer.json]).toEqual([404, unknown.json]);
    }
  });

  it('is 202, never a no, for what only a person can settle', async () => {
    desk.fate = { state: 'needs-you' };
    const { status, json } = await post('/bookings', booking, { prefer: 'wait=5' });
    expect([status, json?.['status']]).toEqual([202, 'needs-review']);
  });

  it('is 409 with alternatives when the slot went', async () => {
    desk.fate = { state: 'not-booked', failure: failure('slot-taken', 'Taken in the diary.') };
    const { status, json } = await post('/bookings', booking, { prefer: 'wait=5' });
    expect(status).toBe(409);
    expect(json).toMatchObject({ status: 409, bookingStatus: 'rejected', alternatives: [{ id: 'slot-2' }] });
    const again = await post('/bookings', booking);
    expect(again.json).toMatchObject({ status: 409, alternatives: [{ id: 'slot-2' }] });
  });

  it('answers a wrong number and a wrong date alike', async () => {
    desk.fate = { state: 'not-booked', failure: failure('patient-not-matched', 'Not matched.') };
    const wrongDate = { ...ADA, dateOfBirth: '1980-02-28' };
    const wrongNumber = { ...ADA, nhsNumber: '9990000026' };
    const [one, other] = [
      await post('/bookings', { ...booking, patient: wrongDate }, { prefer: 'wait=5' }),
      await post('/bookings', { ...booking, slotId: 'slot-2', patient: wrongNumber }, { prefer: 'wait=5' }),
    ];
    expect(one.status).toBe(422);
    expect(one.text).toBe(other.text);
  });

  it('made twice with one key, books once and answers the same', async () => {
    const key = { 'idempotency-key': 'key-12345', prefer: 'wait=5' };
    const [one, two] = await Promise.all([post('/bookings', booking, key), post('/bookings', booking, key)]);
    const three = await post('/bookings', booking, key);
    expect([one.status, two.status, three.status]).toEqual([201, 201, 201]);
    expect(two.json).toEqual(one.json);
    expect(three.json).toEqual(one.json);
    expect(desk.requests).toHaveLength(1);
    const other = await post('/bookings', { ...booking, slotId: 'slot-2' }, key);
    expect([other.status, other.json?.['type']]).toEqual([422, 'urn:slotkeeper:problem:already-asked']);
  });

  it('books a held slot by its hold, and says when the hold is over', async () => {
    const held = await post('/holds', { slotId: 'slot-1' });
    const byHold = { holdId: held.json?.['id'], patient: ADA };
    desk.passTime(11 * 60_000);
    expect((await post('/bookings', byHold)).json?.['type']).toBe('urn:slotkeeper:problem:hold-ended');
    const again = await post('/holds', { slotId: 'slot-1' });
    expect(
      (await post('/bookings', { ...byHold, holdId: again.json?.['id'] }, { prefer: 'wait=5' })).status,
    ).toBe(201);
  });

  it.each([
    [{ ...booking, patient: { ...ADA, nhsNumber: '9990000019' } }, ['patient.nhsNumber']],
    [
      { ...booking, patient: { nhsNumber: ADA.nhsNumber, dateOfBirth: '29/02/1980' } },
      ['patient.dateOfBirth'],
    ],
    [{ slotId: 'slot-1' }, ['patient']],
    [{ patient: ADA }, ['slotId']],
    [{ ...booking, holdId: 'hold-1' }, ['slotId']],
    [{ ...booking, reason: 'x'.repeat(201) }, ['reason']],
    [
      { slotId: 7, patient: { nhsNumber: 1, dateOfBirth: null } },
      ['slotId', 'patient.nhsNumber', 'patient.dateOfBirth'],
    ],
    ['text', ['']],
  ])('refuses %j naming %j', async (body, paths) => {
    const { status, json } = await post('/bookings', body);
    expect(status).toBe(400);
    const errors = json?.['errors'] as { path: string; detail: string }[];
    expect(errors.map(({ path }) => path)).toEqual(paths);
    for (const { detail } of errors) expect(detail).toMatch(/^(Give|Send) .*\.$/);
    expect(desk.requests).toHaveLength(0);
  });

  it('understands JSON only', async () => {
    const form = { method: 'POST', body: JSON.stringify(booking), headers: { 'content-type': 'text/plain' } };
    expect((await askJson(api('/bookings'), form)).status).toBe(415);
    const broken = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    expect((await askJson(api('/bookings'), broken)).status).toBe(400);
  });
});

describe('what is not there', () => {
  it('is a problem too', async () => {
    expect((await askJson(api('/nothing'))).json).toMatchObject({ status: 404 });
    const wrong = await askJson(api('/bookings/booking-1'), { method: 'PUT' });
    expect([wrong.status, wrong.json?.['status'], wrong.headers['allow']]).toEqual([
      405,
      405,
      'GET, HEAD, DELETE',
    ]);
  });
});

describe('events', () => {
  /** Reads the stream until it has said `availability` so many times. */
  async function listen(times: number, change: () => void): Promise<string> {
    const stop = new AbortController();
    const answer = await fetch(api('/events'), { signal: stop.signal });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (reader) {
      const { value, done } = await reader.read();
      text += value ?? '';
      if (text.split('event: availability').length - 1 >= times || done) break;
      change();
    }
    stop.abort();
    return text;
  }

  it('say that availability changed, gathered, with asOf', async () => {
    const text = await listen(2, () => {
      for (let i = 0; i < 50; i += 1) desk.announce();
    });
    expect(text).toBe(
      'retry: 5000\n' + 'event: availability\ndata: {"asOf":"2026-11-23T08:00:00+00:00"}\n\n'.repeat(2),
    );
  });

  it('are for a limited number of listeners, and a place is free again when one goes', async () => {
    await desk.stop();
    desk = await openSiteDesk({ limits: { eventClientsOfOneAddress: 1 } });
    const stop = new AbortController();
    const first = await fetch(api('/events'), { signal: stop.signal });
    expect(first.status).toBe(200);
    const second = await askJson(api('/events'));
    expect([second.status, second.headers['retry-after']]).toEqual([503, '30']);
    stop.abort();
    await expect
      .poll(async () => {
        const tried = new AbortController();
        const answer = await fetch(api('/events'), { signal: tried.signal });
        tried.abort();
        return answer.status;
      })
      .toBe(200);
  });

  it('end when the site stops: it does not wait for who listens', async () => {
    const answer = await fetch(api('/events'));
    const [text] = await Promise.all([answer.text().catch(() => 'cut'), desk.stop()]);
    expect(text).toContain('availability');
  });
});
