/**
 * A patient moves and cancels on the pages, without JavaScript, on each of the three EHRs: what the page says and what the
 * sample's own diary has are the same at every step that the patient is told of.
 */
import { afterEach, describe, expect, test } from 'vitest';

import { takenOf } from '../support/scenario-api.ts';
import { type OpenCore, openScenarioAt } from '../support/scenario-core.ts';
import { SCENARIO_DOORS } from '../support/scenario-doors.ts';
import { ADA, TELEPHONE, tomorrow } from '../support/scenario-practice.ts';
import { endEverything } from '../support/scenario-processes.ts';
import { type Answer, locationOf, openBrowser } from '../support/site-caller.ts';
import { waitUntil } from '../support/wait-until.ts';

const PATIENCE_MS = 45_000;

let core: Pick<OpenCore, 'close'> | undefined;
afterEach(async () => {
  await core?.close();
  core = undefined;
  await endEverything();
});

const headingOf = ({ text }: Answer): string =>
  (/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(text)?.[1] ?? '').replaceAll(/<[^>]+>/g, '').trim();
const formOf = ({ text }: Answer, part: string): string =>
  [...text.matchAll(/action="([^"]+)"/g)]
    .map(([, action = '']) => action.replaceAll('&amp;', '&'))
    .find((action) => action.includes(part)) ?? '';
/** The page of one step of the booking that a link leads to. */
const step = (link: string, name: string): string => link.replace('?', `/${name}?`);

/** Nothing here counts seconds: nobody waits to take anything back, and the PC is in a hurry. */
const AT_ONCE = { booking: { undoSeconds: 0 }, isHurried: true } as const;

describe.each(SCENARIO_DOORS)('on $product', ({ create }) => {
  test('moved and cancelled by the patient, page and diary agree', async () => {
    const scenario = await openScenarioAt(create(), AT_ONCE);
    core = scenario;
    const { api, practice } = scenario;
    const browser = openBrowser(api.url);
    const inDiary = async () =>
      (await practice.staff.bookings())
        .filter(({ patientNumber }) => patientNumber === ADA.patientNumber)
        .map(({ startMinute }) => startMinute);
    const becomes = (link: string, words: string) =>
      waitUntil(
        words,
        async () => {
          const page = await browser.get(link);
          return headingOf(page) === words && page;
        },
        PATIENCE_MS,
      );

    const offered = await waitUntil(
      'slots are offered',
      async () => {
        const slots = (await api.slots(TELEPHONE.name)).filter(({ start }) => start.startsWith(tomorrow()));
        return slots.length >= 8 && slots;
      },
      PATIENCE_MS,
    );
    const [first, second] = offered.slice(-2);
    if (!first || !second) throw new Error('Nothing is offered');
    const { booking } = takenOf(await api.book({ slotId: first.id, patient: ADA, reason: 'A sore knee' }));
    await becomes(booking.link, 'Your appointment is booked');
    const [before] = await inDiary();

    const held = await browser.post(step(booking.link, 'move/hold'), { slot: second.id });
    const check = await browser.get(locationOf(held));
    expect(headingOf(check)).toBe('Check and move');
    const link = locationOf(await browser.post(formOf(check, 'visit='), {}));
    await becomes(link, 'Your appointment is moved');
    const [after, ...more] = await inDiary();
    expect(more).toEqual([]);
    expect(after).not.toBe(before);
    expect(headingOf(await browser.get(booking.link))).toBe('This appointment was moved');

    expect(locationOf(await browser.post(step(link, 'cancel'), {}))).toBe(link);
    await becomes(link, 'Your appointment is cancelled');
    expect(await inDiary()).toEqual([]);
    expect(scenario.log()).not.toContain(ADA.nhsNumber);
    expect(scenario.log()).not.toContain(new URL(link, api.url).searchParams.get('token') ?? 'token');
  });

  test('taken out by staff: the patient’s page says so by itself', async () => {
    const scenario = await openScenarioAt(create(), AT_ONCE);
    core = scenario;
    const { api, practice } = scenario;
    const slot = await waitUntil(
      'slots are offered',
      async () => (await api.slots(TELEPHONE.name)).findLast(({ start }) => start.startsWith(tomorrow())),
      PATIENCE_MS,
    );
    const { booking } = takenOf(await api.book({ slotId: slot.id, patient: ADA }));
    const page = openBrowser(api.url);
    const says = (words: string) =>
      waitUntil(words, async () => headingOf(await page.get(booking.link)) === words, PATIENCE_MS);
    await says('Your appointment is booked');
    const made = (await practice.staff.bookings()).find((one) => one.patientNumber === ADA.patientNumber);
    if (!made) throw new Error('The diary has no booking');
    practice.staff.cancel(made.slotId);
    await expect(says('The practice has cancelled this appointment')).resolves.toBe(true);
  });
});
