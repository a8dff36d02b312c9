// The adapter suite while staff are at work: a reading may be late, but it never contradicts itself and never shows a
// slot as free that was free at no moment of the reading.
import { setImmediate as turn } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { type Asks, NEAR, byId } from './asks.ts';
import { countsAgree } from './reading.ts';

const ROUNDS = 12;
const CHANGES_AT_ONCE = 4;

export function describeLife({ under, today, readAsTruth }: Asks): void {
  describe('reading while staff change the diary', () => {
    it('is at one with itself, and shows nothing as free that was not @hazard:H15', async () => {
      const { living, diary } = under();
      const freeNow = async () =>
        (await under().truth(under().today)).filter(({ status }) => status === 'open').map(({ id }) => id);
      let made = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const everFree = new Set(await freeNow());
        let isRead = false;
        const reading = diary.pullSessions(today(), NEAR).finally(() => (isRead = true));
        while (!isRead) {
          made += living.live(CHANGES_AT_ONCE);
          for (const id of await freeNow()) everFree.add(id);
          await turn();
        }
        const read = await reading;
        if (!read.ok) continue; // said so: nobody takes it for the diary
        const seen = [...(read.value.slots?.values() ?? [])].flat();
        if (read.value.slots) {
          expect(read.value.slots.size).toBe(read.value.sessions.length);
          for (const session of read.value.sessions) {
            countsAgree({ session, slots: read.value.slots.get(session.id) ?? [] });
          }
        }
        for (const session of read.value.slots ? [] : read.value.sessions.slice(0, 4)) {
          for (const id of await freeNow()) everFree.add(id);
          const slots = await diary.pullSlots(session, NEAR);
          for (const id of await freeNow()) everFree.add(id);
          if (slots.ok) seen.push(...slots.value);
        }
        expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
        const open = seen.filter(({ status }) => status === 'open').map(({ id }) => id);
        expect(open.length).toBeGreaterThan(0);
        expect(open.filter((id) => !everFree.has(id))).toEqual([]);
      }
      expect(made).toBeGreaterThan(ROUNDS);
      expect(byId(await readAsTruth(today()))).toEqual(byId(await under().truth(under().today)));
    });
  });
}
