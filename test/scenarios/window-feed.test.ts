/**
 * Whatever happens, a window that applies the changes it hears knows what a fresh snapshot would tell. Random activity
 * of staff, patients and the manager at once; a failure prints its seed, SLOTKEEPER_SEED plays it again.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, expect, test } from 'vitest';

import type { AppSnapshot } from '#shared/contract/snapshot.ts';

import { type Scenario, hear, openScenario } from '../support/scenario-core.ts';
import { endEverything } from '../support/scenario-processes.ts';
import { SMEAR, TELEPHONE, extraSession, patientAt } from '../support/scenario-practice.ts';
import { createSeededDice } from '../support/seeded-dice.ts';
import { waitUntil } from '../support/wait-until.ts';

const DEEDS = 60;

let scenario: Scenario | undefined;

afterEach(async () => {
  await scenario?.close();
  scenario = undefined;
  await endEverything();
});

test('the feed leads to the same state as a fresh snapshot', async () => {
  const seed = Number(process.env['SLOTKEEPER_SEED'] ?? Date.now() % 100_000);
  const { fraction } = createSeededDice(seed);
  const opened = await openScenario({ practice: { seed: `feed ${seed}`, patients: 120 } });
  scenario = opened;
  const { practice, api, handlers, changes } = opened;
  await waitUntil('slots are offered', async () => (await api.slots(TELEPHONE.name)).length > 0);
  const smear = await opened.slotTypeId(SMEAR.name);
  const windows: { readonly from: AppSnapshot; readonly heard: number }[] = [];
  const holds: string[] = [];
  let booked = 0;

  const oneSlot = async () => {
    const slots = await api.slots();
    return slots[Math.floor(fraction() * slots.length)];
  };
  const deeds: readonly (() => Promise<unknown>)[] = [
    async () => practice.living.live(1 + Math.floor(fraction() * 8)),
    async () => practice.staff.addSession(extraSession(2, fraction() < 0.5 ? SMEAR.id : TELEPHONE.id)),
    async () => {
      const slot = await oneSlot();
      const hold = slot && (await api.hold(slot.id));
      if (hold) holds.push(hold.id);
    },
    async () => api.release(holds.shift() ?? 'none'),
    async () => {
      const slot = await oneSlot();
      // Every third is nobody whom this practice knows: those bookings end as not booked.
      if (slot) await api.book({ slotId: slot.id, patient: patientAt((booked += 1)), reason: 'Back pain' });
    },
    async () =>
      handlers.slotTypes.setActive({
        slotTypeIds: [smear],
        isActive: fraction() < 0.5,
        reason: 'To and fro',
      }),
    async () => handlers.connection.checkNow(),
    async () => windows.push({ from: await opened.snapshot(), heard: changes.length }),
  ];

  try {
    windows.push({ from: await opened.snapshot(), heard: changes.length });
    for (let deed = 0; deed < DEEDS; deed += 1) {
      await deeds[Math.floor(fraction() * deeds.length)]?.();
      await wait(fraction() * 60);
    }
    await waitUntil('nothing is on its way', async () => {
      const { bookings } = await opened.snapshot();
      return Object.values(bookings).every(({ state }) => state !== 'accepted' && state !== 'checking');
    });
    for (const { from, heard } of windows) {
      // Between two readings nothing is on its way, and both sides speak of the same revision.
      const [known, fresh] = await waitUntil('the window has caught up', async () => {
        const now = await opened.snapshot();
        const then = hear(from, changes.slice(heard));
        if (!then) throw new Error('it missed a change');
        return then.revision === now.revision && ([then, now] as const);
      });
      expect(known).toEqual(fresh);
    }
    expect(changes.length).toBeGreaterThan(5);
    const sliceNames = new Set(changes.flatMap((change) => Object.keys(change)));
    for (const name of ['slotTypes', 'bookings', 'holds', 'health', 'days', 'readings', 'events'])
      expect(sliceNames).toContain(name);
  } catch (error) {
    process.stderr.write(`SLOTKEEPER_SEED=${seed} plays this again.\n`);
    throw error;
  }
});
