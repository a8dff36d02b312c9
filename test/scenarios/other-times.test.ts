/** Who did not get their time is offered others, kept for them alone: from the moment they are told until they answer. */
import { afterEach, expect, test } from 'vitest';

import { MINUTE } from '#shared/domain/time.ts';

import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { takenOf } from '../support/scenario-api.ts';
import { type OpenCore, SMALL, openScenarioAt } from '../support/scenario-core.ts';
import { type HeardNotice, listenForNotices } from '../support/scenario-notices.ts';
import { ADA, TELEPHONE, patientAt, tomorrow } from '../support/scenario-practice.ts';
import { endEverything } from '../support/scenario-processes.ts';
import { offeredTomorrow, settledBooking } from '../support/scenario-waits.ts';
import { waitUntil } from '../support/wait-until.ts';

const PATIENCE_MS = 30_000;
const ELSE = patientAt(3);
/** Of the day in London: two wall-clock digits and two. */
const minuteOf = (start: string): number => Number(start.slice(11, 13)) * 60 + Number(start.slice(14, 16));

let open: {
  readonly core: Pick<OpenCore, 'close'>;
  readonly heard: Awaited<ReturnType<typeof listenForNotices>>;
};
afterEach(async () => {
  await open.core.close();
  await open.heard.close();
  await endEverything();
});

/** Ada asks for the last time of tomorrow, and staff have given it away meanwhile. */
async function adaIsTooLate() {
  const heard = await listenForNotices();
  const settings = { reading: { nearEverySeconds: 30 }, notices: { webhookUrl: heard.url } };
  const core = await openScenarioAt(createEmisPractice(SMALL), settings);
  open = { core, heard };
  const slot = (await offeredTomorrow(core, 8, PATIENCE_MS)).at(-1);
  if (!slot) throw new Error('Nothing is offered');
  const free = await core.practice.staff.find({
    ...{ from: tomorrow(), to: tomorrow(), slotType: TELEPHONE.name, status: 'free' },
  });
  const inDiary = free.find(({ startMinute }) => startMinute === minuteOf(slot.start));
  if (!inDiary) throw new Error('The diary has no such slot');
  core.practice.staff.book(inDiary.slotId, ELSE.patientNumber);
  const asked = takenOf(await core.api.book({ slotId: slot.id, patient: ADA }));
  const told = await settledBooking(core, asked, PATIENCE_MS);
  expect(told.status).toBe('rejected');
  return { core, heard, asked, told };
}

type Core = Awaited<ReturnType<typeof adaIsTooLate>>['core'];
const offered = async ({ api }: Core) => (await api.slots(TELEPHONE.name)).map(({ id }) => id);
const heldRows = async (core: Core) => Object.values((await core.snapshot()).holds);

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  body: new URLSearchParams(fields),
});
const fieldsOf = (page: string): Record<string, string>[] =>
  page.split('<form').map((part) => {
    const fields = part.matchAll(/name="(\w+)" value="([^"]*)"/g);
    return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
  });

test('three, from the moment they are told, for them alone, and reception sees it @hazard:H02', async () => {
  const { core, heard, asked, told } = await adaIsTooLate();
  const kept = told.alternatives;
  expect(kept).toHaveLength(3);
  expect(kept.every(({ slotType, holdId }) => slotType === TELEPHONE.name && holdId)).toBe(true);
  const minutesLeft = (Date.parse(told.alternativesKeptUntil ?? '') - Date.now()) / MINUTE;
  expect(minutesLeft).toBeGreaterThan(9);
  expect(minutesLeft).toBeLessThanOrEqual(10);

  const others = await offered(core);
  expect(others.length).toBeGreaterThan(0);
  for (const { id } of kept) expect(others).not.toContain(id);
  const refused = await core.api.book({ slotId: kept[0]?.id ?? '', patient: ELSE });
  expect(refused.problem?.type).toMatch(/slot-taken$/);

  const rows = await heldRows(core);
  expect(rows.map(({ slotId }) => slotId).toSorted()).toEqual(kept.map(({ id }) => id).toSorted());
  expect(rows.every(({ forBooking }) => forBooking === asked.booking.id)).toBe(true);

  await waitUntil('the notice', () => heard.heard().length > 0);
  const notice: (HeardNotice & { readonly keptUntil?: string }) | undefined = heard.heard()[0];
  expect(notice).toMatchObject({ kind: 'not-booked', bookingId: asked.booking.id });
  expect(Date.parse(notice?.keptUntil ?? '')).toBe(Date.parse(told.alternativesKeptUntil ?? ''));
});

test('one is booked by its hold, and the others are free again', async () => {
  const { core, asked, told } = await adaIsTooLate();
  const [first, ...rest] = told.alternatives;
  if (!first?.holdId) throw new Error('Nothing is kept');
  const taken = takenOf(await core.api.book({ holdId: first.holdId, patient: ADA }));
  expect((await settledBooking(core, taken, PATIENCE_MS)).status).toBe('confirmed');
  const others = await offered(core);
  expect(others).not.toContain(first.id);
  for (const { id } of rest) expect(others).toContain(id);
  expect(await heldRows(core)).toEqual([]);
  const again = await core.api.booking(asked.booking.id, asked.secret);
  expect(again).toMatchObject({ alternatives: [], alternativesKeptUntil: null });
});

test('their page shows them and until when; one press keeps that one with its full time, a second press no other', async () => {
  const { core, told } = await adaIsTooLate();
  const link = new URL(told.link, core.api.url);
  const page = await (await fetch(link)).text();
  expect(page).toMatch(/We are keeping these times for you until\s+\d\d:\d\d/);
  const forms = fieldsOf(page).filter(({ hold }) => hold);
  expect(forms.map(({ hold = '' }) => hold).toSorted()).toEqual(
    told.alternatives.map(({ holdId }) => holdId ?? '').toSorted(),
  );
  const [chosen = {}] = forms;
  const pressed = await fetch(new URL('/hold', link), form(chosen));
  expect(pressed.status).toBe(303);
  expect(pressed.headers.get('location')).toMatch(/^\/visits\/.+\/who$/);
  expect((await heldRows(core)).map(({ slotId }) => slotId)).toEqual([chosen['slot']]);
  const cookie = pressed.headers.get('set-cookie')?.split(';')[0] ?? '';
  const again = await fetch(new URL('/hold', link), { ...form(chosen), headers: { cookie } });
  expect(again.headers.get('location')).toBe(pressed.headers.get('location'));
  expect(await heldRows(core)).toHaveLength(1);
  expect(await (await fetch(link)).text()).not.toContain('name="hold"');
});

test('said that none suits, and after their time, they are everybody’s', async () => {
  const { core, asked, told } = await adaIsTooLate();
  const link = new URL(told.link, core.api.url);
  const declined = await fetch(new URL(link.href.replace('?', '/no-others?')), form({}));
  expect(declined.status).toBe(303);
  const others = await offered(core);
  for (const { id } of told.alternatives) expect(others).toContain(id);
  expect(await (await fetch(link)).text()).not.toContain('Times you can have instead');
  const wrong = await fetch(new URL(`/bookings/${asked.booking.id}/no-others?token=wrong`, link), form({}));
  expect(wrong.status).toBe(404);
});
