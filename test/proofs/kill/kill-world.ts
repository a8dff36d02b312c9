/** The practice of the kill points: the diary in memory with one session of open slots that can also be read whole. */
import { setTimeout as wait } from 'node:timers/promises';

import { ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';

import type { NoticeGateway, NoticeToSend } from '../../../src/main/ports/notice-gateway.ts';
import { type OutboxDiary, outboxDiary } from '../../support/outbox-diary.ts';
import { DAY_ONE, identity, sampleSession, sampleSlot, slotId } from '../../support/store-samples.ts';
import { TYPE } from './small-core.ts';

export const SLOTS = ['A', 'B', 'C', 'D', 'E', 'F'].map(slotId);

/** `provesNeverBooked`: as GP Connect can. Then no doubt may be left at the end. */
export interface KillWorld extends OutboxDiary {
  readonly gateway: NoticeGateway;
  /** Whoever was told: each notice once, however often it came. */
  told(): readonly NoticeToSend[];
  /** From now on a request is on its way for so long before the EHR has it: longer than a restart takes. */
  sendSlowly(ms: number): void;
}

export function killWorld(provesNeverBooked: boolean): KillWorld {
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
  const told = new Map<string, NoticeToSend>();
  let slowMs = 0;
  const onTheWay = async (): Promise<void> => {
    if (slowMs > 0) await wait(slowMs);
  };
  return {
    ...world,
    gateway: {
      async deliver(notice) {
        told.set(notice.id, notice);
        return ok(undefined);
      },
    },
    told: () => [...told.values()],
    sendSlowly: (ms) => void (slowMs = ms),
    get orders() {
      return world.orders;
    },
    diary: {
      ...diary,
      async sendBooking(booking, ask) {
        await onTheWay();
        return diary.sendBooking(booking, ask);
      },
      async sendCancellation(cancellation, ask) {
        await onTheWay();
        return diary.sendCancellation(cancellation, ask);
      },
      pullSlotTypes: async () => ok([TYPE]),
      pullSessions: async ({ from, to }) =>
        ok({ sessions: from <= DAY_ONE && to >= DAY_ONE ? [session()] : [] }),
      pullSlots: async () => ok(slots()),
    },
  };
}
