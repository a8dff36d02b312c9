/** The practice of the kill points: the diary in memory with one session of open slots that can also be read whole. */
import { ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';

import { type OutboxDiary, outboxDiary } from '../../support/outbox-diary.ts';
import { DAY_ONE, identity, sampleSession, sampleSlot, slotId } from '../../support/store-samples.ts';
import { TYPE } from './small-core.ts';

export const SLOTS = ['A', 'B', 'C', 'D', 'E', 'F'].map(slotId);

/** `provesNeverBooked`: as GP Connect can. Then no doubt may be left at the end. */
export function killWorld(provesNeverBooked: boolean): OutboxDiary {
  const world = outboxDiary(identity(), { provesNeverBooked });
  SLOTS.forEach((id, n) => world.put(sampleSlot(id, 9 * 60 + n * 10)));
  const slots = (): readonly PulledSlot[] => SLOTS.flatMap((id) => world.slot(id) ?? []);
  const session = () => {
    const of = (status: PulledSlot['status']) => slots().filter((slot) => slot.status === status).length;
    const counts = {
      open: of('open'),
      booked: of('booked'),
      blocked: of('blocked'),
      embargoed: of('embargoed'),
    };
    const total = slots().length;
    return sampleSession('S1', {
      counts: [{ slotTypeId: TYPE.id, slotTypeName: TYPE.name, total, ...counts }],
    });
  };
  const { diary } = world;
  return {
    ...world,
    get orders() {
      return world.orders;
    },
    diary: {
      ...diary,
      pullSlotTypes: async () => ok([TYPE]),
      pullSessions: async ({ from, to }) =>
        ok({ sessions: from <= DAY_ONE && to >= DAY_ONE ? [session()] : [] }),
      pullSlots: async () => ok(slots()),
    },
  };
}
