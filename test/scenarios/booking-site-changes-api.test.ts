// Cancelling, moving and taking back over the JSON API: what is said at each point, to whom, and never too early.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import { askJson } from '../support/site-caller.ts';
import { type SiteDesk, ADA, openSiteDesk } from '../support/site-desk.ts';

let desk: SiteDesk;
let id: BookingId;
let secret: string;

const call = (
  method: string,
  path: string,
  more: { json?: unknown; token?: string; headers?: Record<string, string> } = {},
) =>
  askJson(`${desk.url}api/bookings/${path}`, {
    method,
    headers: { authorization: `Bearer ${more.token ?? secret}`, ...more.headers },
    ...(more.json === undefined ? {} : { json: more.json }),
  });
const read = (of = id) => call('GET', of, { token: desk.secretOf(of) });
const move = (json: unknown, headers: Record<string, string> = {}) =>
  call('POST', `${id}/move`, { json, headers });
const codeOf = ({ json }: Awaited<ReturnType<typeof read>>) =>
  String(json?.['type']).replace('urn:slotkeeper:problem:', '');

beforeEach(async () => {
  desk = await openSiteDesk();
  desk.addSlots(
    { daysAhead: 1, time: '09:10' },
    { daysAhead: 1, time: '09:20' },
    { daysAhead: 2, time: '11:00' },
  );
  const { json } = await askJson(`${desk.url}api/bookings`, {
    method: 'POST',
    json: { slotId: 'slot-1', patient: ADA, reason: 'Sore knee' },
    headers: { prefer: 'wait=5' },
  });
  id = asId<BookingId>(String(json?.['id']));
  secret = desk.secretOf(id);
});
afterEach(() => desk.stop());

describe('a booking', () => {
  it('says that nothing is under way, with nothing left to be guessed', async () => {
    expect((await read()).json).toMatchObject({
      ...{ id, status: 'confirmed', pending: null, undoUntil: null, cancelledBy: null },
      ...{ replaces: null, replacedBy: null, notice: null },
    });
  });

  it('says who ended it: the practice as one, whoever of it', async () => {
    for (const [endedBy, said] of [
      ['practice', 'practice'],
      ['reception', 'practice'],
      ['patient', 'patient'],
    ] as const) {
      desk.change(id, { state: 'cancelled', endedBy });
      const { json } = await read();
      expect(json).toMatchObject({ status: 'cancelled', cancelledBy: said });
      // Others to have instead only for who did not give it back.
      expect(json?.['alternatives']).toHaveLength(said === 'practice' ? 2 : 0);
    }
  });

  it('that the practice moved says its new time, and that it was told', async () => {
    desk.tell(id, 'moved-by-practice');
    expect((await read()).json).toMatchObject({ status: 'confirmed', notice: { kind: 'moved-by-practice' } });
  });
});

describe('DELETE', () => {
  it('is 202 and *confirmed* until the diary has let it go, also when asked again', async () => {
    const first = await call('DELETE', id);
    expect(first.status).toBe(202);
    expect(first.headers['retry-after']).toBe('2');
    expect(first.json).toMatchObject({ id, status: 'confirmed', pending: 'cancel' });
    expect(first.json?.['undoUntil']).toMatch(/^2026-11-23T08:00:1\d\+00:00$/);
    const again = await call('DELETE', id);
    expect([again.status, again.json]).toEqual([202, first.json]);
    desk.cancelled(id, 'done');
    const done = await call('DELETE', id);
    expect(done.status).toBe(200);
    expect(done.json).toMatchObject({
      ...{ status: 'cancelled', pending: null, undoUntil: null, cancelledBy: 'patient' },
      notice: { kind: 'cancelled' },
    });
  });

  it('with `Prefer: wait` answers once it is known: 200 when gone, 409 when it stands', async () => {
    const waiting = call('DELETE', id, { headers: { prefer: 'wait=5' } });
    await expect.poll(async () => (await read()).json?.['pending']).toBe('cancel');
    desk.cancelled(id, 'refused');
    const no = await waiting;
    expect([no.status, codeOf(no), no.json?.['bookingStatus']]).toEqual([409, 'not-cancelled', 'confirmed']);
    const second = call('DELETE', id, { headers: { prefer: 'wait=5' } });
    await expect.poll(async () => (await read()).json?.['pending']).toBe('cancel');
    desk.cancelled(id, 'done');
    const yes = await second;
    expect([yes.status, yes.headers['preference-applied']]).toEqual([200, 'wait=5']);
  });

  it('never says *cancelled* for what a person has to settle', async () => {
    await call('DELETE', id);
    desk.cancelled(id, 'in-doubt');
    const { status, json } = await read();
    expect([status, json?.['status'], json?.['cancelledBy']]).toEqual([200, 'needs-review', null]);
    const again = await call('DELETE', id);
    expect([again.status, codeOf(again)]).toEqual([409, 'under-way']);
  });

  it('too late is 409, in words without anything of the EHR', async () => {
    desk.passTime(25 * 3_600_000 - 30 * 60_000);
    const { status, json } = await call('DELETE', id);
    expect(status).toBe(409);
    expect(json).toMatchObject({ type: 'urn:slotkeeper:problem:too-late', detail: 'Ring the practice.' });
  });

  it('and all else is open to the secret alone', async () => {
    const others = await Promise.all(
      [
        ['DELETE', id],
        ['POST', `${id}/undo`],
      ].map(([method = '', path = '']) => call(method, path, { token: 'wrong' })),
    );
    others.push(await call('POST', `${id}/move`, { token: 'wrong', json: { slotId: 'slot-2' } }));
    const unknown = await call('DELETE', 'booking-0');
    for (const answer of others) expect([answer.status, answer.json]).toEqual([404, unknown.json]);
    expect((await read()).json).toMatchObject({ status: 'confirmed', pending: null });
  });
});

describe('POST undo', () => {
  it('takes a cancellation back while it can be', async () => {
    await call('DELETE', id);
    const undone = await call('POST', `${id}/undo`);
    expect(undone.status).toBe(200);
    expect(undone.json).toMatchObject({ status: 'confirmed', pending: null, undoUntil: null });
    const late = await call('POST', `${id}/undo`);
    expect([late.status, codeOf(late)]).toEqual([409, 'too-late']);
  });

  it('is promised only for as long as it is', async () => {
    await call('DELETE', id);
    desk.passTime(10_500);
    expect((await read()).json).toMatchObject({ pending: 'cancel', undoUntil: null });
  });

  it('of the old booking takes its move back', async () => {
    const { json } = await move({ slotId: 'slot-2' });
    const made = asId<BookingId>(String(json?.['id']));
    const undone = await call('POST', `${id}/undo`);
    expect(undone.json).toMatchObject({ id, status: 'confirmed', pending: null, replacedBy: null });
    expect((await read(made)).json).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'patient',
      replaces: id,
    });
  });
});

describe('POST move', () => {
  it('is 202 with the new booking, and says of each what becomes of it', async () => {
    const { status, json, headers } = await move({ slotId: 'slot-2' });
    expect(status).toBe(202);
    const made = asId<BookingId>(String(json?.['id']));
    expect(headers['location']).toBe(`/api/bookings/${made}`);
    expect(json).toMatchObject({ status: 'accepted', pending: 'move', replaces: id, slot: { id: 'slot-2' } });
    expect(json?.['link']).toBe(desk.linkOf(made));
    expect((await read()).json).toMatchObject({ status: 'confirmed', pending: 'move', replacedBy: made });
    desk.settle(made, { state: 'confirmed' });
    expect((await read(made)).json).toMatchObject({ status: 'confirmed', pending: 'move' });
    expect((await read()).json).toMatchObject({ status: 'confirmed', pending: 'move' });
    desk.cancelled(id, 'done');
    expect((await read(made)).json).toMatchObject({ status: 'confirmed', pending: null });
    const old = await read();
    expect(old.json).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'move',
      replacedBy: made,
      alternatives: [],
    });
  });

  it('with `Prefer: wait` is 201 only when the new one is in and the old one out', async () => {
    const waiting = move({ slotId: 'slot-2' }, { prefer: 'wait=5' });
    await expect.poll(async () => (await read()).json?.['replacedBy']).not.toBeNull();
    const made = asId<BookingId>(String((await read()).json?.['replacedBy']));
    desk.settle(made, { state: 'confirmed' });
    const answered: number[] = [];
    void waiting.then(({ status }) => answered.push(status));
    await read();
    expect(answered).toEqual([]);
    desk.cancelled(id, 'done');
    expect((await waiting).status).toBe(201);
  });

  it('whose new time went is 409 with others, and the old one stands', async () => {
    const waiting = move({ slotId: 'slot-2' }, { prefer: 'wait=5' });
    await expect.poll(async () => (await read()).json?.['replacedBy']).not.toBeNull();
    const made = asId<BookingId>(String((await read()).json?.['replacedBy']));
    desk.settle(made, { state: 'not-booked', failure: failure('slot-taken', 'INTERNAL') });
    const { status, json, text } = await waiting;
    expect([status, json?.['type']]).toEqual([409, 'urn:slotkeeper:problem:not-moved']);
    expect(json).toMatchObject({ bookingStatus: 'rejected', alternatives: [{ id: 'slot-3' }] });
    expect(text).not.toContain('INTERNAL');
    expect((await read()).json).toMatchObject({ status: 'confirmed', pending: null, replacedBy: null });
  });

  it('to a time that is taken is 409 with others at once', async () => {
    await askJson(`${desk.url}api/holds`, { method: 'POST', json: { slotId: 'slot-2' } });
    const { status, json } = await move({ slotId: 'slot-2' });
    expect([status, json?.['type']]).toEqual([409, 'urn:slotkeeper:problem:slot-taken']);
    expect(json?.['alternatives']).toMatchObject([{ id: 'slot-3' }]);
    const held = await move({ holdId: [...desk.holds.keys()][0] });
    expect(held.status).toBe(202);
  });

  it('repeated with its key moves once', async () => {
    const key = { 'idempotency-key': 'move-1' };
    const [one, two] = [await move({ slotId: 'slot-2' }, key), await move({ slotId: 'slot-2' }, key)];
    expect([one.status, two.status, two.json?.['id']]).toEqual([202, 202, one.json?.['id']]);
    const other = await move({ slotId: 'slot-3' }, key);
    expect([other.status, codeOf(other)]).toEqual([422, 'already-asked']);
    const meanwhile = await move({ slotId: 'slot-3' });
    expect([meanwhile.status, codeOf(meanwhile)]).toEqual([409, 'under-way']);
  });

  it.each([[{}], [{ slotId: 'slot-2', holdId: 'hold-1' }], ['text']])('refuses %j', async (json) => {
    expect((await move(json)).status).toBe(400);
    expect((await move({ slotId: 'slot-2' }, { 'idempotency-key': 'two words' })).status).toBe(400);
    expect((await read()).json).toMatchObject({ pending: null });
  });
});
