// The patients' pages over a real socket, as a browser without JavaScript sees them: what is kept, what is never mixed
// up, and what each failure says. How they look and feel is in test/e2e/booking-pages.test.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { failed } from '#shared/domain/outcome.ts';
import { type Answer, locationOf, openBrowser } from '../support/site-caller.ts';
import { type SiteDesk, TYPES, openSiteDesk } from '../support/site-desk.ts';

const ADA_TYPED = { nhsNumber: '999 000 0018', day: '29', month: '2', year: '1980' };
const TOMORROW = '2026-11-24';

let desk: SiteDesk;
let browser: ReturnType<typeof openBrowser>;
beforeEach(async () => {
  desk = await openSiteDesk();
  browser = openBrowser(desk.url);
});
afterEach(() => desk.stop());

const hold = async (slot: string, more: Record<string, string> = {}): Promise<string> =>
  locationOf(await browser.post('/hold', { slot, type: TYPES.phone.id, day: TOMORROW, ...more }));

const step = (visit: string, name: string) => visit.replace(/\/\w+$/, `/${name}`);

/** From a held slot to the check page. */
async function tellAll(visit: string, reason = 'Sore knee'): Promise<string> {
  await browser.post(step(visit, 'who'), ADA_TYPED);
  return locationOf(await browser.post(step(visit, 'reason'), { reason }));
}

const headingOf = ({ text }: Answer): string =>
  (/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(text)?.[1] ?? '').replaceAll(/<[^>]+>/g, '').trim();

describe('nothing to choose', () => {
  it('tells apart no active types, nothing left and paused, each with the phone number', async () => {
    const none = await browser.get('/what');
    expect(headingOf(none)).toBe('No appointments left online');
    desk.isPaused = true;
    const paused = await browser.get('/what');
    expect([paused.status, headingOf(paused)]).toEqual([503, 'Online booking is paused just now']);
    expect(headingOf(await browser.get(`/when?type=${TYPES.phone.id}`))).toBe(
      'Online booking is paused just now',
    );
    expect(headingOf(await browser.get(`/times?type=${TYPES.phone.id}&day=${TOMORROW}`))).toBe(
      'Online booking is paused just now',
    );
    desk.types.length = 0;
    const inactive = await browser.get('/what');
    expect(headingOf(inactive)).toBe('Nothing can be booked online right now');
    for (const page of [none, paused, inactive]) expect(page.text).toContain('tel:01632960123');
  });

  it('names the types that have nothing left, and never shows one that is not active', async () => {
    desk.addSlots({ daysAhead: 1, time: '09:10' });
    desk.addSlots({ daysAhead: 1, time: '09:10', type: { ...TYPES.smear, name: 'Staff meeting' } });
    desk.take(desk.addSlots({ daysAhead: 1, time: '10:00' })[0]!.id);
    const page = await browser.get('/what');
    expect(page.text).toContain('GP telephone');
    expect(page.text).not.toContain('Staff meeting');
    expect(headingOf(await browser.get('/when?type=not-active'))).toBe('What do you need?');
  });
});

describe('a visit', () => {
  beforeEach(() => void desk.addSlots({ daysAhead: 1, time: '09:10' }, { daysAhead: 1, time: '09:20' }));

  it('leads from a time to a booking, once, however often the button is pressed', async () => {
    const check = await tellAll(await hold('slot-1'));
    expect(check).toMatch(/\/check$/);
    const page = await browser.get(check);
    expect(page.text).toContain('999 000 0018');
    expect(page.text).toContain('29 February 1980');
    expect(page.text).toContain('Sore knee');
    const pressed = await Promise.all([1, 2].map(() => browser.post(step(check, 'book'), {})));
    const links = [...pressed, await browser.post(step(check, 'book'), {})].map(locationOf);
    expect(new Set(links).size).toBe(1);
    expect(desk.requests).toHaveLength(1);
    expect(desk.requests[0]).toMatchObject({
      patient: { nhsNumber: '9990000018', dateOfBirth: '1980-02-29' },
      reason: 'Sore knee',
    });
    const done = await browser.get(links[0] ?? '');
    expect(headingOf(done)).toBe('Your appointment is booked');
    expect(done.text).not.toContain('999 000 0018');
    // Back from there: the booking, never the form with the patient's details.
    expect(locationOf(await browser.get(check))).toBe(links[0]);
  });

  it('keeps patients out of addresses, and is closed to another browser', async () => {
    const visit = await hold('slot-1');
    const check = await tellAll(visit);
    expect(check).not.toMatch(/9990000018|1980/);
    const stranger = openBrowser(desk.url);
    for (const name of ['who', 'reason', 'check']) {
      const page = await stranger.get(step(visit, name));
      expect([page.status, headingOf(page)]).toEqual([404, 'Start again to book']);
    }
    expect((await stranger.post(step(visit, 'book'), {})).status).toBe(404);
    expect(desk.requests).toHaveLength(0);
  });

  it('never skips the identity', async () => {
    const visit = await hold('slot-1');
    for (const name of ['reason', 'check'])
      expect(locationOf(await browser.get(step(visit, name)))).toBe(visit);
    expect(locationOf(await browser.post(step(visit, 'book'), {}))).toBe(visit);
    await browser.post(visit, ADA_TYPED);
    // Other details that are not checked yet take the place of the checked ones.
    await browser.post(visit, { ...ADA_TYPED, day: '1' });
    expect(locationOf(await browser.post(step(visit, 'book'), {}))).toBe(visit);
    expect(desk.requests).toHaveLength(0);
  });

  it('books what its own page shows, also when a second tab took another time', async () => {
    const first = await tellAll(await hold('slot-1'));
    const number = first.split('/')[2] ?? '';
    const second = await hold('slot-2', { visit: number });
    expect(second).toMatch(/\/check$/); // everything told before came along
    expect([...desk.holds.values()].map(({ slotId }) => slotId)).toEqual(['slot-2']);
    expect((await browser.post(step(first, 'book'), {})).status).toBe(404);
    expect(desk.requests).toHaveLength(0);
    await browser.post(step(second, 'book'), {});
    expect(desk.bookings()[0]?.slot.id).toBe('slot-2');
  });

  it('goes on with the same time when it is pressed again', async () => {
    const visit = await hold('slot-1');
    expect(await hold('slot-1', { visit: visit.split('/')[2] ?? '' })).toBe(visit);
  });

  it('takes its time again when the hold ran out, and keeps what was typed', async () => {
    const visit = await hold('slot-1');
    desk.passTime(11 * 60_000);
    const next = locationOf(await browser.post(visit, ADA_TYPED));
    expect(next).toMatch(/\/reason$/);
    expect(next).not.toContain(visit.split('/')[2]);
    expect([...desk.holds.values()].at(-1)).toMatchObject({ slotId: 'slot-1' });
  });

  it('offers the next best when its time went meanwhile, without asking again who it is', async () => {
    const check = await tellAll(await hold('slot-1'));
    desk.passTime(11 * 60_000);
    desk.take(desk.addSlots({ daysAhead: 1, time: '08:50' })[0]!.id);
    await openBrowser(desk.url).post('/hold', { slot: 'slot-1', type: TYPES.phone.id, day: TOMORROW });
    const gone = await browser.post(step(check, 'book'), {});
    expect([gone.status, headingOf(gone)]).toEqual([409, 'We could not keep that time any longer']);
    expect(gone.text).toContain('value="slot-2"');
    const visit = /name="visit" value="([^"]+)"/.exec(gone.text)?.[1] ?? '';
    expect(await hold('slot-2', { visit })).toMatch(/\/check$/);
    expect(desk.requests).toHaveLength(0);
  });

  it('says at once when a time has just gone', async () => {
    await openBrowser(desk.url).post('/hold', { slot: 'slot-1', type: TYPES.phone.id, day: TOMORROW });
    const page = await browser.post('/hold', { slot: 'slot-1', type: TYPES.phone.id, day: TOMORROW });
    expect([page.status, headingOf(page)]).toEqual([409, 'That time has just gone']);
    expect(page.text).toContain('value="slot-2"');
  });

  it('forgets a patient who walks away', async () => {
    const check = await tellAll(await hold('slot-1'));
    desk.passTime(26 * 60_000);
    expect((await browser.get(check)).status).toBe(404);
  });
});

describe('who you are', () => {
  beforeEach(() => void desk.addSlots({ daysAhead: 1, time: '09:10' }));

  it('answers a wrong number and a wrong date with the same page, but for what was typed', async () => {
    const visit = await hold('slot-1');
    const wrongDate = await browser.post(visit, { ...ADA_TYPED, day: '28' });
    const wrongNumber = await browser.post(visit, { ...ADA_TYPED, nhsNumber: '999 000 0026' });
    expect(wrongDate.status).toBe(422);
    const bare = ({ text }: Answer) => text.replaceAll(/value="[^"]*"|data-seconds-left="\d+"/g, '');
    expect(bare(wrongNumber)).toBe(bare(wrongDate));
    expect(wrongNumber.text).toContain('value="999 000 0026"');
    expect(wrongNumber.text).toContain('<title>Error: Who are you? - Sample Surgery</title>');
  });

  it('keeps what was typed when the EHR does not answer', async () => {
    const visit = await hold('slot-1');
    desk.identify = () => Promise.resolve(failed(failure('timed-out', 'EMIS did not answer.')));
    const page = await browser.post(visit, ADA_TYPED);
    expect(page.status).toBe(503);
    expect(page.text).toContain('We could not check your details just now');
    expect(page.text).toContain('value="999 000 0018"');
    expect(page.text).not.toContain('EMIS');
  });

  it('sends to the practice after too many tries', async () => {
    desk.identify = () => Promise.resolve(failed(failure('too-many-tries', 'Locked.')));
    const page = await browser.post(await hold('slot-1'), ADA_TYPED);
    expect([page.status, page.text.includes('These details were wrong too often')]).toEqual([429, true]);
  });

  it('says so when the patient has another appointment at that time, and keeps what was told', async () => {
    desk.refusal = failure('already-booked', 'x');
    const check = await tellAll(await hold('slot-1'));
    const page = await browser.post(step(check, 'book'), {});
    expect([page.status, page.text.includes('another appointment at this time already')]).toEqual([
      409,
      true,
    ]);
    expect(page.text).toContain('Sore knee');
    desk.refusal = undefined;
    expect(locationOf(await browser.post(step(check, 'book'), {}))).toMatch(/^\/bookings\//);
  });

  it('escapes what was typed', async () => {
    const visit = await hold('slot-1');
    const evil = '"><script>alert(1)</script>';
    const page = await browser.post(visit, { ...ADA_TYPED, nhsNumber: evil });
    expect(page.text).not.toContain('<script>alert');
    await browser.post(visit, ADA_TYPED);
    const check = locationOf(await browser.post(step(visit, 'reason'), { reason: evil }));
    expect((await browser.get(check)).text).not.toContain('<script>alert');
  });

  it('keeps a reason of 200 characters and hands a longer one back whole', async () => {
    const visit = await hold('slot-1');
    await browser.post(visit, ADA_TYPED);
    const long = 'x'.repeat(201);
    const page = await browser.post(step(visit, 'reason'), { reason: long });
    expect([page.status, page.text.includes(`>\n${long}</textarea`)]).toEqual([422, true]);
    const check = locationOf(await browser.post(step(visit, 'reason'), { reason: ' two\r\n lines ' }));
    expect((await browser.get(check)).text).toContain('two lines');
  });
});

describe('the page of a booking', () => {
  async function book(): Promise<string> {
    desk.addSlots({ daysAhead: 1, time: '09:10' }, { daysAhead: 1, time: '09:20' });
    const check = await tellAll(await hold('slot-1'));
    return locationOf(await browser.post(step(check, 'book'), {}));
  }

  it('says in each state what is known, and asks again only while it is open', async () => {
    const link = await book();
    const [booking] = desk.bookings();
    const headings: unknown[] = [];
    for (const state of ['accepted', 'checking', 'confirmed', 'needs-you', 'cancelled'] as const) {
      desk.settle(booking!.id, { state });
      const page = await browser.get(link);
      headings.push([headingOf(page), page.text.includes('http-equiv="refresh"')]);
    }
    desk.settle(booking!.id, { state: 'not-booked', failure: failure('slot-taken', 'x') });
    const no = await browser.get(link);
    expect([...headings, [headingOf(no), no.text.includes('http-equiv="refresh"')]]).toEqual([
      ['We are booking your appointment', true],
      ['We are still confirming your appointment', true],
      ['Your appointment is booked', false],
      ['The practice is checking your booking', false],
      ['The practice has cancelled this appointment', false],
      ['This appointment is not booked', false],
    ]);
  });

  it('opens with its whole link only', async () => {
    const link = await book();
    for (const wrong of [link.slice(0, -1), link.split('?')[0] ?? '', '/bookings/none?token=x']) {
      const page = await browser.get(wrong);
      expect([page.status, headingOf(page)]).toEqual([404, 'We cannot find this booking']);
    }
  });

  it('has another time one tap away when it came to nothing', async () => {
    desk.fate = { state: 'not-booked', failure: failure('slot-taken', 'x') };
    const page = await browser.get(await book());
    const instead = /name="instead" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect(page.text).toContain('value="slot-2"');
    desk.fate = { state: 'confirmed' };
    const check = await hold('slot-2', { instead });
    expect(check).toMatch(/\/check$/);
    const booked = await browser.get(locationOf(await browser.post(step(check, 'book'), {})));
    expect(headingOf(booked)).toBe('Your appointment is booked');
    expect(desk.requests).toHaveLength(2);
  });
});

it('has a page for an address that is not there, and a strip for the sample practice only', async () => {
  expect(headingOf(await browser.get('/nowhere'))).toBe('Page not found');
  expect((await browser.get('/')).text).toContain('Sample practice: not real');
  await desk.stop();
  desk = await openSiteDesk({ isSample: false });
  expect((await openBrowser(desk.url).get('/')).text).not.toContain('not real');
});
