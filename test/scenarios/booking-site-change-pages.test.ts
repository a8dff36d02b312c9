// Cancelling and moving on the patients' pages, as a browser without JavaScript sees them: what each says of the appointment
// that counts, what can be pressed, and what is never asked or shown. How they look and feel is in test/e2e/change-pages.test.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import { type Answer, askJson, locationOf, openBrowser } from '../support/site-caller.ts';
import { ADA, type SiteDesk, openSiteDesk } from '../support/site-desk.ts';

let desk: SiteDesk;
let browser: ReturnType<typeof openBrowser>;
let id: BookingId;

beforeEach(async () => {
  desk = await openSiteDesk();
  browser = openBrowser(desk.url);
  desk.addSlots(
    { daysAhead: 1, time: '09:10' },
    { daysAhead: 1, time: '09:20' },
    { daysAhead: 2, time: '11:00', clinician: 'Dr Ben Okafor' },
  );
  const { json } = await askJson(`${desk.url}api/bookings`, {
    method: 'POST',
    json: { slotId: 'slot-1', patient: ADA, reason: 'Sore knee' },
    headers: { prefer: 'wait=5' },
  });
  id = asId<BookingId>(String(json?.['id']));
});
afterEach(() => desk.stop());

const headingOf = ({ text }: Answer): string =>
  (/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(text)?.[1] ?? '').replaceAll(/<[^>]+>/g, '').trim();
const wordsOf = ({ text }: Answer): string =>
  (/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
/** Addresses of the forms and links of the page's own part. */
const waysOn = ({ text }: Answer): string[] =>
  [...(/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '').matchAll(/(?:href|action)="([^"]+)"/g)].map(
    ([, href = '']) => href.replaceAll('&amp;', '&'),
  );
const has = (page: Answer, part: string) => waysOn(page).some((way) => way.includes(part));
const own = (of = id) => browser.get(desk.linkOf(of));
const step = (name: string, of = id) => desk.linkOf(of).replace('?', `/${name}?`);
const isLive = ({ text }: Answer) => text.includes('data-live="booking"');
const asksAgain = ({ text }: Answer) => text.includes('http-equiv="refresh"');

/** From the page of the booking to the new one's, by pressing what is there. */
async function moveTo(slot: string): Promise<BookingId> {
  const check = locationOf(await browser.post(step('move/hold'), { slot }));
  const page = await browser.get(check);
  const [press = ''] = waysOn(page).filter((way) => way.includes('/move?') && way.includes('visit='));
  const link = locationOf(await browser.post(press, {}));
  return asId<BookingId>(new URL(link, desk.url).pathname.split('/').at(-1) ?? '');
}

describe('cancelling', () => {
  it('asks first, says when it is under way, and *cancelled* only when the diary has let it go', async () => {
    const booked = await own();
    expect(has(booked, '/cancel?')).toBe(true);
    const question = await browser.get(step('cancel'));
    expect(headingOf(question)).toBe('Do you want to cancel this appointment?');
    expect(wordsOf(question)).toContain('Tuesday 24 November at 09:10');
    expect((await own()).text).toContain('Your appointment is booked'); // asking changes nothing

    expect(locationOf(await browser.post(step('cancel'), {}))).toBe(desk.linkOf(id));
    const going = await own();
    expect([headingOf(going), isLive(going), asksAgain(going)]).toEqual([
      'We are cancelling your appointment',
      true,
      true,
    ]);
    expect(has(going, '/undo?')).toBe(true);
    desk.passTime(11_000);
    expect(has(await own(), '/undo?')).toBe(false);
    desk.cancelled(id, 'done');
    const gone = await own();
    expect(headingOf(gone)).toBe('Your appointment is cancelled');
    expect(has(gone, '/what?')).toBe(true);
    expect(has(gone, '/cancel?')).toBe(false);
    expect(locationOf(await browser.get(step('cancel')))).toBe(desk.linkOf(id));
  });

  it('can be taken back, and says so when it is too late for that', async () => {
    await browser.post(step('cancel'), {});
    expect(locationOf(await browser.post(step('undo'), {}))).toBe(desk.linkOf(id));
    expect(headingOf(await own())).toBe('Your appointment is booked');
    const late = await browser.post(step('undo'), {});
    expect([late.status, headingOf(late)]).toEqual([409, 'It is too late to take this back']);
  });

  it('that came to nothing says that it stands, and whom to ring', async () => {
    await browser.post(step('cancel'), {});
    desk.cancelled(id, 'refused');
    const page = await own();
    expect(headingOf(page)).toBe('Your appointment is booked');
    expect(wordsOf(page)).toMatch(/We could not cancel this appointment.*stands as before/);
    expect(page.text).toContain('tel:01632960123');
  });

  it('that cannot be proven is with the practice, and neither *booked* nor *cancelled*', async () => {
    await browser.post(step('cancel'), {});
    desk.cancelled(id, 'in-doubt');
    const page = await own();
    expect(headingOf(page)).toBe('The practice is checking your cancellation');
    expect(wordsOf(page)).not.toMatch(/is cancelled|is booked/);
  });

  it('too late leads to the telephone, on the page and when pressed all the same', async () => {
    desk.passTime(25 * 3_600_000 - 30 * 60_000);
    const page = await own();
    expect(wordsOf(page)).toContain('It cannot be changed online any more. Please ring Sample Surgery');
    expect([has(page, '/cancel?'), has(page, '/move?')]).toEqual([false, false]);
    const refusals = [
      await browser.get(step('cancel')),
      await browser.post(step('cancel'), {}),
      await browser.get(step('move')),
      await browser.post(step('move/hold'), { slot: 'slot-2' }),
    ];
    for (const refusal of refusals) {
      expect(refusal.status).toBe(409);
      expect(headingOf(refusal)).toMatch(/^It is too late to (cancel|move it) online$/);
      expect(refusal.text).toContain('tel:01632960123');
    }
    expect(desk.holds.size).toBe(0);
  });

  it('is over once it has begun: nothing is offered any more', async () => {
    desk.passTime(25 * 3_600_000 + 15 * 60_000);
    const page = await own();
    expect(headingOf(page)).toBe('Your appointment is booked');
    expect([isLive(page), wordsOf(page).includes('If you cannot keep')]).toEqual([false, false]);
    expect(wordsOf(await browser.get(step('cancel')))).toContain('Its time has come');
    desk.passTime(10 * 60_000);
    expect(headingOf(await own())).toBe('The time of this appointment has passed');
  });
});

describe('what the practice does', () => {
  it('cancelled: do not come, ring or book another', async () => {
    desk.change(id, { state: 'cancelled', endedBy: 'practice' });
    const page = await own();
    expect(headingOf(page)).toBe('The practice has cancelled this appointment');
    expect(wordsOf(page)).toContain('please do not come for it');
    expect(wordsOf(page)).toMatch(/Times you can have instead.*tomorrow at 09:20/);
    expect(has(page, '/what?')).toBe(true);
  });

  it('moved: the time on the page is the new one, and it says so', async () => {
    desk.tell(id, 'moved-by-practice');
    const page = await own();
    expect(wordsOf(page)).toContain('The practice has moved this appointment');
    expect(has(page, '/move?')).toBe(true);
  });

  it('is shown live: a booked page goes on asking, seldom', async () => {
    const page = await own();
    expect([isLive(page), asksAgain(page), page.text.includes('data-pace="slow"')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('moving', () => {
  it('leads from day to time to check, without asking who they are, and keeps the old one meanwhile', async () => {
    const days = await browser.get(step('move'));
    expect(headingOf(days)).toBe('Which day suits you better?');
    expect(wordsOf(days)).toContain('You have Tuesday 24 November at 09:10 now');
    const times = await browser.get(waysOn(days).find((way) => way.includes('2026-11-25')) ?? '');
    expect(times.text).toContain('value="slot-3"');
    const check = await browser.get(locationOf(await browser.post(step('move/hold'), { slot: 'slot-3' })));
    expect(headingOf(check)).toBe('Check and move');
    expect(wordsOf(check)).toMatch(
      /You have now Tuesday 24 November at 09:10.*New time Wednesday 25 November at 11:00/,
    );
    for (const page of [days, times, check])
      expect(page.text).not.toMatch(/9990000018|999 000 0018|Sore knee/);

    const made = await moveTo('slot-3');
    const moving = await own(made);
    expect([headingOf(moving), isLive(moving), asksAgain(moving)]).toEqual([
      'We are moving your appointment',
      true,
      true,
    ]);
    expect(wordsOf(moving)).toContain('Your old appointment stands until the new one is certain');
    const old = await own();
    expect(headingOf(old)).toBe('We are moving this appointment');
    expect(waysOn(old)).toContain(desk.linkOf(made));
    expect(desk.holds.size).toBe(0);

    desk.settle(made, { state: 'checking' });
    expect(wordsOf(await own(made))).toContain('making sure that it is there');
    desk.settle(made, { state: 'confirmed' });
    const half = await own(made);
    expect(headingOf(half)).toBe('Your new appointment is booked');
    expect(wordsOf(half)).toContain('We are now cancelling your old one, on Tuesday 24 November at 09:10');
    expect(wordsOf(await own())).toContain('Your new appointment is booked. We are now cancelling this one.');
    expect(has(await own(), '/undo?')).toBe(false);

    desk.cancelled(id, 'done');
    const done = await own(made);
    expect(headingOf(done)).toBe('Your appointment is moved');
    expect([has(done, '/cancel?'), has(done, '/move?')]).toEqual([true, true]);
    const away = await own();
    expect(headingOf(away)).toBe('This appointment was moved');
    expect(waysOn(away)).toContain(desk.linkOf(made));
  });

  it('whose new time went says that the old one stands, with others to have instead', async () => {
    const made = await moveTo('slot-2');
    desk.settle(made, { state: 'not-booked', failure: failure('slot-taken', 'INTERNAL') });
    const page = await own(made);
    expect(headingOf(page)).toBe('We could not move your appointment');
    expect(wordsOf(page)).toContain(
      'Your old appointment stands, as before. What GP telephone When Tuesday 24 November at 09:10',
    );
    expect(page.text).not.toContain('INTERNAL');
    expect(headingOf(await own())).toBe('Your appointment is booked');
    // One press leads to the check of another time for the same appointment.
    const again = await browser.post(waysOn(page).find((way) => way.includes('/move/hold?')) ?? '', {
      slot: 'slot-3',
    });
    expect(headingOf(await browser.get(locationOf(again)))).toBe('Check and move');
  });

  it('taken back, from either page, leaves the old one', async () => {
    const made = await moveTo('slot-2');
    expect(has(await own(made), `${made}/undo?`)).toBe(true);
    await browser.post(step('undo'), {});
    expect(headingOf(await own())).toBe('Your appointment is booked');
    const page = await own(made);
    expect(headingOf(page)).toBe('Your appointment is not moved');
    expect(waysOn(page)).toContain(desk.linkOf(id));
  });

  it('cancelled before it was sent is stopped: neither of the two is booked', async () => {
    const made = await moveTo('slot-2');
    expect(has(await own(), '/cancel?')).toBe(true);
    expect(wordsOf(await browser.get(step('cancel')))).toContain('The move is stopped first');
    await browser.post(step('cancel'), {});
    expect(headingOf(await own(made))).toBe('Your appointment is cancelled');
    desk.cancelled(id, 'done');
    expect(headingOf(await own())).toBe('Your appointment is cancelled');
  });

  it('cancelled once it was sent says what happens to both, before it is asked for and after', async () => {
    const made = await moveTo('slot-2');
    desk.settle(made, { state: 'checking' });
    const question = wordsOf(await browser.get(step('cancel')));
    expect(question).toContain('If the new time turns out to be booked, we cancel it too');
    expect(question).toContain('You cannot take this back');
    await browser.post(step('cancel'), {});
    expect(headingOf(await own())).toBe('We are cancelling your appointment');
    expect(headingOf(await own(made))).toBe('We are cancelling this new time');
    desk.cancelled(id, 'done');
    expect(wordsOf(await own())).toContain('We do not know yet whether its new time');
    expect(headingOf(await own(made))).toBe('We are cancelling this new time');
  });

  it('whose new one the practice takes out again says that the old one stands', async () => {
    const made = await moveTo('slot-2');
    desk.change(made, { state: 'cancelled', endedBy: 'practice' });
    const page = await own(made);
    expect(headingOf(page)).toBe('The practice has cancelled the new time');
    expect(wordsOf(page)).toContain('Your old appointment stands, as before');
  });

  it('whose old one cannot be proven gone tells which to come to', async () => {
    const made = await moveTo('slot-2');
    desk.settle(made, { state: 'confirmed' });
    desk.cancelled(id, 'in-doubt');
    for (const of of [made, id]) expect(wordsOf(await own(of))).toContain('Come to the new time only');
    expect(headingOf(await own())).toBe('The practice is checking this appointment');
  });

  it('whose new one cannot be proven is with the practice, and the old one stands until then', async () => {
    const made = await moveTo('slot-2');
    desk.settle(made, { state: 'needs-you' });
    const page = await own(made);
    expect(headingOf(page)).toBe('The practice is checking your new appointment');
    expect(wordsOf(page)).toContain('Your old appointment stands until then.');
    const old = await own();
    expect(headingOf(old)).toBe('The practice is checking your new appointment');
    expect(wordsOf(old)).toContain('This appointment stands until then.');
  });

  it('that left two, as a person found, lets the patient cancel the one they do not need', async () => {
    const made = await moveTo('slot-2');
    desk.settle(made, { state: 'confirmed' });
    desk.cancelled(id, 'refused');
    expect(wordsOf(await own(made))).toContain('is still in the diary too');
    const old = await own();
    expect(headingOf(old)).toBe('You have two appointments');
    expect([has(old, '/cancel?'), has(old, '/move?')]).toEqual([true, false]);
    await browser.post(step('cancel'), {});
    desk.cancelled(id, 'done');
    expect(headingOf(await own())).toBe('Your appointment is cancelled');
  });

  it('is done once, however often the button is pressed', async () => {
    const check = locationOf(await browser.post(step('move/hold'), { slot: 'slot-2' }));
    const [press = ''] = waysOn(await browser.get(check)).filter(
      (way) => way.includes('/move?') && way.includes('visit='),
    );
    const links = (await Promise.all([1, 2, 3].map(() => browser.post(press, {})))).map(locationOf);
    expect(new Set(links).size).toBe(1);
    expect(desk.bookings()).toHaveLength(2);
    expect(locationOf(await browser.get(check))).toBe(links[0]);
  });

  it('keeps one time only, and takes it again when it ran out', async () => {
    const first = locationOf(await browser.post(step('move/hold'), { slot: 'slot-2' }));
    const visit = new URL(first, desk.url).searchParams.get('visit') ?? '';
    const second = locationOf(await browser.post(step('move/hold'), { slot: 'slot-3', visit }));
    expect([...desk.holds.values()].map(({ slotId }) => slotId)).toEqual(['slot-3']);
    desk.passTime(11 * 60_000);
    const third = locationOf(await browser.get(second));
    expect(headingOf(await browser.get(third))).toBe('Check and move');
    desk.passTime(11 * 60_000);
    desk.take(asId('slot-3'));
    const gone = await browser.get(third);
    expect([gone.status, headingOf(gone)]).toEqual([409, 'That time has just gone']);
    expect(wordsOf(gone)).toContain('your appointment stands, as before');
    expect(has(gone, '/move/hold?')).toBe(true);
  });

  it('to a time that went meanwhile offers others, and to another kind of appointment is not possible', async () => {
    desk.take(asId('slot-2'));
    const gone = await browser.post(step('move/hold'), { slot: 'slot-2' });
    expect([gone.status, headingOf(gone)]).toEqual([409, 'That time has just gone']);
    const [smear] = desk.addSlots({ daysAhead: 1, time: '10:00', type: desk.types[1]! });
    expect((await browser.post(step('move/hold'), { slot: smear!.id })).status).toBe(409);
    expect(desk.holds.size).toBe(0);
  });

  it('says when nothing is left, and when booking is paused', async () => {
    desk.take(asId('slot-2'));
    desk.take(asId('slot-3'));
    expect(headingOf(await browser.get(step('move')))).toBe('No appointments left online');
    expect(headingOf(await browser.get(`${step('move/times')}&day=2026-11-25`))).toBe(
      'No appointments left online',
    );
    desk.isPaused = true;
    const paused = await browser.get(step('move'));
    expect([paused.status, headingOf(paused)]).toEqual([503, 'Online booking is paused just now']);
  });
});

describe('a stranger', () => {
  it('finds nothing behind any of the pages without the secret', async () => {
    const pages = await Promise.all([
      ...['', '/cancel', '/move', '/move/times', '/move/check'].map((at) =>
        browser.get(`/bookings/${id}${at}?token=wrong`),
      ),
      ...['/cancel', '/undo', '/move', '/move/hold'].map((at) =>
        browser.post(`/bookings/${id}${at}?token=wrong`, { slot: 'slot-2' }),
      ),
    ]);
    for (const page of pages) {
      expect([page.status, headingOf(page)]).toEqual([404, 'We cannot find this booking']);
    }
    expect(headingOf(await own())).toBe('Your appointment is booked');
    expect(desk.holds.size).toBe(0);
  });

  it('cannot press anything from a foreign page', async () => {
    const answer = await askJson(`${desk.url}api/bookings/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${desk.secretOf(id)}`, 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.status).toBe(403);
    expect(headingOf(await own())).toBe('Your appointment is booked');
  });

  it('finds no secret in what is logged', async () => {
    await browser.post(step('cancel'), {});
    await browser.post(step('undo'), {});
    const made = await moveTo('slot-2');
    const logged = JSON.stringify(desk.logged);
    expect(logged).toContain('/bookings/:id/cancel');
    for (const of of [id, made]) expect(logged).not.toContain(desk.secretOf(of));
  });
});
