/**
 * Patients book, cancel and move all at once over a line that loses, delays and refuses, staff take slots from under them, and
 * the app is killed (`kill -9`) again and again. At the end diary, app and what each patient was told agree to the last one.
 *
 * SLOTKEEPER_PATIENTS=100 SLOTKEEPER_KILLS=10 asks for more than the usual; a failure prints its seed, and SLOTKEEPER_SEED plays
 * it again.
 */
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, expect, test } from 'vitest';

import type { EhrKind } from '#shared/domain/ehr.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';

import type { SessionView, SlotView } from '../../src/main/sample-practice/diary/staff-desk.ts';
import { createSeededDice } from '../support/seeded-dice.ts';
import type { ApiBooking, ApiSlot } from '../support/scenario-api.ts';
import { type HeardNotice, listenForNotices } from '../support/scenario-notices.ts';
import {
  type PatientAtWork,
  type Plan,
  type Wishes,
  actAs,
  toldAtLast,
} from '../support/scenario-patients.ts';
import { TELEPHONE, patientAt, tomorrow } from '../support/scenario-practice.ts';
import {
  type EhrBlock,
  type RunningSlotkeeper,
  cli,
  configurationOf,
  endEverything,
  newFolder,
  startDoor,
  startHurriedRun,
  startRun,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Hardship {
  readonly kind: EhrKind;
  readonly patients: number;
  readonly kills: number;
  /** SystmOne's pace of one request a second would make it last for half an hour. */
  readonly isHurried?: true;
}

const asked = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const HARDSHIPS: readonly Hardship[] = [
  { kind: 'emis-web', patients: 24, kills: 4 },
  { kind: 'systmone', patients: 6, kills: 2, isHurried: true as const },
  { kind: 'gp-connect', patients: 9, kills: 2 },
].map((usual) => ({
  ...usual,
  kind: usual.kind as EhrKind,
  patients: asked('SLOTKEEPER_PATIENTS', usual.patients),
  kills: asked('SLOTKEEPER_KILLS', usual.kills),
}));

/** Slow enough that a kill finds requests under way; some are lost before the work, some after it, and some refused. */
const BAD_LINE = [
  { kind: 'slow', ms: 120, on: 'writes', share: 0.5 },
  { kind: 'drop', on: 'writes', when: 'after-work', share: 0.2 },
  { kind: 'drop', on: 'writes', when: 'before-work', share: 0.1 },
  { kind: 'fail', on: 'writes', share: 0.05 },
];
interface FaultCount {
  readonly fault: { readonly kind: string; readonly when?: string };
  readonly struck: number;
}
/** The outbox sends so many at a time: those under way at a kill may or may not have left. */
const IN_FLIGHT = 4;
/** A kill falls somewhere in the time in which the wishes of its wave are on their way. */
const KILL_WITHIN_MS = 700;
const SLOTS_A_SESSION = 40;
/** Every booking and change takes some of SystmOne's requests, at seven a second in a hurry. */
const patienceOf = ({ patients, isHurried }: Hardship): number =>
  90_000 + patients * (isHurried ? 5_000 : 1_000);
const PLANS: readonly Plan[] = ['keep', 'cancel', 'move'];
/** Whose slot staff take, and who wants the slot that the one before wants too. */
const isGrabbed = (nth: number): boolean => nth % 8 === 5;
const isContested = (nth: number): boolean => nth % 12 === 11;

const two = (n: number) => String(n).padStart(2, '0');
/** As the API writes it, without the seconds and the zone. */
const startOf = ({ day, startMinute }: Pick<SlotView, 'day' | 'startMinute'>): string =>
  `${day}T${two(Math.floor(startMinute / 60))}:${two(startMinute % 60)}`;
const minuteOf = (start: string): string => start.slice(0, 16);

/** What the last word to a patient may be where the booking ends so. */
const LAST_WORDS: Readonly<Record<string, readonly NoticeKind[]>> = {
  confirmed: ['confirmed', 'moved', 'not-cancelled', 'not-moved'],
  cancelled: ['cancelled', 'moved', 'cancelled-by-practice'],
  rejected: ['not-booked', 'not-moved'],
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

// Once for all three: they wait far more than they work, so they go at the same time.
afterAll(endEverything);

test.concurrent.each(HARDSHIPS)(
  'on $kind $patients patients book, cancel and move, the app is killed $kills times: diary, app and what each was told agree @hazard:H01 @hazard:H02 @hazard:H03 @hazard:H04 @hazard:H09 @hazard:H10',
  async (hardship) => {
    const { kind, patients, kills, isHurried } = hardship;
    const seed = Number(process.env['SLOTKEEPER_SEED'] ?? Date.now() % 100_000);
    const dice = createSeededDice(seed);
    const since = Date.now();
    const sample = await startDoor<EhrBlock>(kind);
    // One slot each, one more each to move to.
    const sessions = await Promise.all(
      Array.from({ length: Math.ceil((patients * 2) / SLOTS_A_SESSION) }, (_, nth) =>
        sample.order<SessionView>('staff/add-session', {
          day: tomorrow(),
          name: `Online clinic ${nth}`,
          startMinute: 8 * 60 + nth,
          slotTypeIds: Array.from({ length: SLOTS_A_SESSION }, () => TELEPHONE.id),
        }),
      ),
    );
    // Whoever is in a hurry may ask it faster.
    if (isHurried) await sample.order('faults', { modes: { throttle: 'off' } });
    const folder = newFolder();
    const booking = isHurried
      ? { settleSeconds: 8, requestTimeoutSeconds: 10, undoSeconds: 4 }
      : { undoSeconds: 1 };
    const line = await listenForNotices();
    // Seldom enough that a slot which staff have taken is still offered for a while.
    const reading = { nearEverySeconds: isHurried ? 2 : 8 };
    const notices = { webhookUrl: line.url };
    // The same at every start, as a practice has it: patients’ private links go on to work.
    const bookingSite = { port: await freePort() };
    const configuration = { ...configurationOf(sample.ehr, { booking, reading, notices }), bookingSite };
    const file = writeConfiguration(folder, configuration);
    const begin = () => {
      const args = ['--config', file, '--data', folder];
      return isHurried ? startHurriedRun(since, ...args) : startRun(...args);
    };

    try {
      let run: RunningSlotkeeper = await begin();
      const places = await waitUntil('all of it is offered', async () => {
        const free = (await run.api.slots(TELEPHONE.name)).filter(({ session }) =>
          session.startsWith('Online clinic'),
        );
        return free.length >= patients * 2 && free;
      });
      await sample.order('faults', { faults: BAD_LINE });

      const placeAt = (nth: number): ApiSlot => {
        const place = places[nth];
        if (!place) throw new Error('There are too few slots');
        return place;
      };
      const slotIdOf = ({ session, start }: ApiSlot): number => {
        const slots = sessions.find(({ name }) => name === session)?.slots;
        const slot = slots?.find((one) => startOf(one) === minuteOf(start));
        if (!slot) throw new Error('The diary has no such slot');
        return slot.slotId;
      };
      const everyMs = Math.max(200, patients * 20);
      const crowd = { api: () => run.api, everyMs, patienceMs: patienceOf(hardship) };
      const people = Array.from({ length: patients }, (_, nth) => {
        const patient = patientAt(nth);
        const plan = PLANS[nth % PLANS.length] ?? 'keep';
        const wishes: Wishes = {
          ...{ patient, plan, key: `wish-${seed}-${nth}` },
          slot: placeAt(isContested(nth) ? nth - 1 : nth),
          other: placeAt(patients + nth),
        };
        const at: PatientAtWork = { patient, plan, bookings: [], refusals: [], cameToNothing: [] };
        return { nth, wishes, at };
      });

      const acts: Promise<void>[] = [];
      for (let kill = 0; kill <= kills; kill += 1) {
        if (kill > 0) {
          await wait(dice.fraction() * KILL_WITHIN_MS);
          await run.end('SIGKILL');
          run = await begin();
        }
        for (const { nth, wishes, at } of people.filter((one) => one.nth % (kills + 1) === kill)) {
          if (isGrabbed(nth)) await sample.order('staff/book', { slotId: slotIdOf(wishes.slot) });
          acts.push(actAs(wishes, crowd, at));
        }
      }
      await Promise.all(acts);

      const diary = await sample.onlineBookings();
      // Each is marked by a token of its own: none was written twice.
      expect(new Set(diary.map(({ notes }) => notes)).size).toBe(diary.length);
      const fates: Record<string, number> = {};
      const wrong: string[] = [];
      const lastWords: (readonly [string, NoticeKind])[] = [];
      for (const { at } of people) {
        const told = await toldAtLast(at, run.api);
        wrong.push(...disagreements(at, told, diary));
        for (const { status } of told) fates[status] = (fates[status] ?? 0) + 1;
        for (const { id, notice } of told) if (notice) lastWords.push([id, notice.kind]);
        fates['refused'] = (fates['refused'] ?? 0) + at.refusals.length;
      }
      // What stands on the page has gone out as well, and nobody heard a yes and a no of one booking.
      await waitUntil('every notice has gone out', () => {
        const heard = new Set(line.heard().map(({ bookingId, kind: word }) => `${bookingId} ${word}`));
        return lastWords.every(([id, word]) => heard.has(`${id} ${word}`));
      });
      expect(line.changed()).toEqual([]);
      expect(contradictions(line.heard())).toEqual([]);
      process.stderr.write(
        `${kind}: ${patients} patients, ${kills} kills, seed ${seed}: ${JSON.stringify(fates)}\n`,
      );
      expect(wrong).toEqual([]);
      expect(fates['confirmed']).toBeGreaterThan(0);
      expect(fates['cancelled']).toBeGreaterThan(0);
      // A person is asked only where a request may have been lost: on its way, or with the process that sent it.
      const { faults } = await sample.look<{ faults: readonly FaultCount[] }>('status');
      const mayLose = faults.filter(({ fault }) => fault.kind === 'fail' || fault.when === 'before-work');
      const lost = mayLose.reduce((sum, { struck }) => sum + struck, 0);
      expect(fates['needs-review'] ?? 0).toBeLessThanOrEqual(lost + kills * IN_FLIGHT);

      const { stdout, stderr } = await cli('bookings', '--json', '--data', folder);
      expect(stderr).toBe('');
      const listed = JSON.parse(stdout) as { id: string; state: string }[];
      const made = people.flatMap(({ at }) => at.bookings.map(({ id }) => id));
      const nothing = people.flatMap(({ at }) => at.cameToNothing);
      expect(listed.map(({ id }) => id).toSorted()).toEqual([...made, ...nothing].toSorted());
      expect(listed.filter(({ id, state }) => nothing.includes(id) && state !== 'not-booked')).toEqual([]);
      expect((await run.end('SIGTERM')).code).toBe(0);
    } catch (error) {
      process.stderr.write(`SLOTKEEPER_SEED=${seed} plays ${kind} again.\n`);
      throw error;
    } finally {
      await line.close();
    }
  },
  Math.max(...HARDSHIPS.map(patienceOf)) + 60_000,
);

/** Bookings of which a patient heard the same twice, or both that they have it and that they never got it. */
function contradictions(heard: readonly HeardNotice[]): string[] {
  const kindsOf = new Map<string, NoticeKind[]>();
  for (const { bookingId, kind } of heard) kindsOf.set(bookingId, [...(kindsOf.get(bookingId) ?? []), kind]);
  return [...kindsOf].flatMap(([id, kinds]) => {
    const isYes = kinds.includes('confirmed') || kinds.includes('moved');
    const isNo = kinds.includes('not-booked');
    const isTwice = new Set(kinds).size !== kinds.length;
    return (isYes && isNo) || isTwice ? [`${id}: ${kinds.join(', ')}`] : [];
  });
}

/** One patient: what they were told of each booking, against what the diary has under their number. */
function disagreements(
  { patient, plan, refusals }: PatientAtWork,
  told: readonly ApiBooking[],
  diary: readonly SlotView[],
): string[] {
  const mine = diary.filter(({ patientNumber }) => patientNumber === patient.patientNumber).map(startOf);
  const open = told.filter(({ status }) => status === 'needs-review');
  const standing = told.filter(({ status }) => status === 'confirmed');
  const found: string[] = [];
  for (const { status, slot, notice, cancelledBy } of told) {
    const isThere = mine.includes(minuteOf(slot.start));
    if (status === 'confirmed' && !isThere) found.push('told yes, and it is not in the diary');
    if ((status === 'rejected' || status === 'cancelled') && isThere) found.push('told no, and it is');
    // Nobody at the practice has cancelled anything.
    if (cancelledBy === 'practice') found.push('told that the practice has cancelled it');
    // Of a move one is told with the new booking.
    const last =
      cancelledBy === 'move' ? told.find(({ notice: one }) => one?.kind === 'moved')?.notice : notice;
    const words = LAST_WORDS[status];
    if (words ? !last || !words.includes(last.kind) : status !== 'needs-review')
      found.push(`the last word was ${last?.kind} of one that is ${status}`);
  }
  const known = new Set([...standing, ...open].map(({ slot }) => minuteOf(slot.start)));
  if (mine.some((start) => !known.has(start))) found.push('in the diary, and nobody was told');
  if (open.length === 0 && mine.length > 1) found.push('two in the diary, and nobody is asked about it');
  if (plan === 'move' && told.length === 2 && known.size === 0) found.push('moved, and left with nothing');
  if (found.length === 0) return [];
  const story = told.map(({ status, slot, notice }) => [status, slot.start, notice?.kind]);
  return [`${found.join('; ')}: ${JSON.stringify({ plan, mine, refusals, story })}`];
}
