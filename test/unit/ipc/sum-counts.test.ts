// Sums kept by revision are the sums that adding everything up anew would give, whatever was read in between.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { addDays } from '#shared/domain/time.ts';
import { NO_COUNT, createCountSums } from '../../../src/main/ipc/sum-counts.ts';
import { TEST_NOW, openTestStore } from '../../support/open-test-store.ts';
import { DAY_ONE, dayChange, sampleSession, slotTypeId } from '../../support/store-samples.ts';

const count = (type: string, open: number) => ({
  slotTypeId: slotTypeId(type),
  slotTypeName: type,
  total: open + 1,
  open,
  booked: 1,
  blocked: 0,
  embargoed: 0,
});

describe('the counts of the window', () => {
  test('are always those of the sessions in the store', () => {
    const step = fc.record({ dayAhead: fc.nat(2), session: fc.constantFrom('S1', 'S2'), open: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const { store, close } = openTestStore();
        const sumsFrom = createCountSums(store.read);
        steps.forEach(({ dayAhead, session, open }, index) => {
          const day = addDays(DAY_ONE, dayAhead);
          const putSessions = [
            sampleSession(`${session} ${day}`, { day, counts: [count('1', open), count('2', 1)] }),
          ];
          store.write((tx) =>
            tx.days.apply(dayChange({ day, generation: index + 1, putSessions, putSlots: [] }), TEST_NOW),
          );
          const from = addDays(DAY_ONE, dayAhead === 2 ? 1 : 0);
          expect(sumsFrom(from)).toEqual(createCountSums(store.read)(from));
        });
        const sessions = store.read.sessions.between(DAY_ONE, addDays(DAY_ONE, 2));
        const open = sessions.reduce((sum, { counts }) => sum + (counts[0]?.open ?? 0), 0);
        expect(sumsFrom(DAY_ONE).get(slotTypeId('1')) ?? NO_COUNT).toEqual({
          ...NO_COUNT,
          sessions: sessions.length,
          open,
          booked: sessions.length,
        });
        close();
      }),
      { numRuns: 25 },
    );
  });
});
