/**
 * Patients who book, cancel and move through the JSON API and do not give up: what got no answer is asked again with the same
 * key, as a front end does. They know nothing but what they were answered, and that is what the diary is held against.
 */
import { setTimeout as wait } from 'node:timers/promises';

import type { Patient } from '../../src/main/sample-practice/diary/diary-types.ts';
import type { Api, ApiAnswer, ApiBooking, ApiSlot } from './scenario-api.ts';

export type Plan = 'keep' | 'cancel' | 'move';

export interface Told {
  readonly id: string;
  readonly secret: string;
  /** As the API writes it. */
  readonly start: string;
}

export interface PatientAtWork {
  readonly patient: Patient;
  readonly plan: Plan;
  /** Every booking that was made for them, in the order of their asking. */
  readonly bookings: Told[];
  /** Refusals on the spot, by the words of the problem. */
  readonly refusals: string[];
  /** Of them, those of a booking that was made: asked again after a lost answer, it had come to nothing already. */
  readonly cameToNothing: string[];
}

export interface Wishes {
  readonly patient: Patient;
  readonly plan: Plan;
  readonly slot: ApiSlot;
  /** Where a move is to go. */
  readonly other: ApiSlot;
  readonly key: string;
}

export interface Crowd {
  /** Of the process that runs now; changes with each restart. */
  readonly api: () => Api;
  /** Between two looks at one booking. */
  readonly everyMs: number;
  readonly patienceMs: number;
}

const AGAIN_MS = 150;
const MOST_ATTEMPTS = 4;
const isForLater = ({ status, problem }: ApiAnswer): boolean =>
  status === 429 || status >= 500 || (problem?.type.endsWith(':under-way') ?? false);

/** Ends when all of it has its fate, or fails when patience does. */
export async function actAs(wishes: Wishes, crowd: Crowd, at: PatientAtWork): Promise<void> {
  const { patient, plan, slot, other, key } = wishes;
  const until = performance.now() + crowd.patienceMs;

  async function insist<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    while (performance.now() < until) {
      const answer = await ask().catch(() => undefined);
      if (answer !== undefined) return answer;
      await wait(AGAIN_MS);
    }
    throw new Error(`${key} has waited too long: ${what}`);
  }
  const answered = (what: string, ask: () => Promise<ApiAnswer>) =>
    insist(what, async () => {
      const answer = await ask();
      return isForLater(answer) ? undefined : answer;
    });
  const settled = ({ id, secret }: Told) =>
    insist('its fate', async () => {
      const booking = await crowd.api().booking(id, secret);
      if (booking.pending === null) return booking;
      await wait(crowd.everyMs);
      return undefined;
    });
  function keep({ taken, problem, status }: ApiAnswer): Told | undefined {
    if (!taken) {
      at.refusals.push(problem?.type ?? String(status));
      if (problem?.id !== undefined) at.cameToNothing.push(problem.id);
      return undefined;
    }
    const { booking, secret } = taken;
    const told = { id: booking.id, secret, start: booking.slot.start };
    at.bookings.push(told);
    return told;
  }

  /** What is gone is given up for one of the times that are offered instead. `undefined`: nothing that stands. */
  async function book(): Promise<Told | undefined> {
    let slotId = slot.id;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const wish = { slotId, patient, key: `${key}-${attempt}` };
      const answer = await answered('book', () => crowd.api().book(wish));
      const told = keep(answer);
      const fate = told && (await settled(told));
      if (told && fate?.status === 'confirmed') return told;
      if (fate && fate.status !== 'rejected') return undefined;
      const instead = fate?.alternatives ?? answer.problem?.alternatives ?? [];
      slotId = instead[0]?.id ?? slotId;
      await wait(crowd.everyMs);
    }
    return undefined;
  }

  const first = await book();
  if (!first) return;
  if (plan === 'cancel') {
    await answered('cancel', () => crowd.api().cancel(first.id, first.secret));
    await settled(first);
  }
  if (plan === 'move') {
    const moved = await answered('move', () =>
      crowd.api().move(first.id, first.secret, other.id, `${key}-move`),
    );
    const second = keep(moved);
    if (second) await settled(second);
    await settled(first);
  }
}

/** What they are told at the end, booking by booking. */
export const toldAtLast = ({ bookings }: PatientAtWork, api: Api): Promise<readonly ApiBooking[]> =>
  Promise.all(bookings.map(({ id, secret }) => api.booking(id, secret)));
