/**
 * One living practice with its three doors open at once, and a connector at each: the same diary in three protocols. Its
 * calendar stands at Monday 23 November 2026, 07:30, before the first slot of the day.
 */
import type { EhrKind } from '#shared/domain/ehr.ts';
import { type LocalDay, asInstant, formatClock, parseInstant } from '#shared/domain/time.ts';
import { holderOf, type Session } from '#shared/domain/session.ts';
import type { PulledSlot, SlotStatus } from '#shared/domain/slot.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { DayWindow, EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import type { EhrSettings } from '../../src/main/ports/settings.ts';
import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { createGpConnectPractice } from '../../src/main/sample-practice/gp-connect-practice.ts';
import { createLivingPractice } from '../../src/main/sample-practice/living-practice.ts';
import { createSystmOnePractice } from '../../src/main/sample-practice/systmone-practice.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { createListeningLog } from './ehr-listening-log.ts';

const BEFORE_OPENING = parseInstant('2026-11-23T07:30:00Z') ?? asInstant(0);
const DEVICE = 'SAMPLE-DEVICE-1';

export interface SeenSlot {
  /** Who, where, what and when, in words: the same for the same slot whichever protocol it came by. */
  readonly key: string;
  readonly slotType: string;
  readonly status: SlotStatus;
  readonly session: Session;
  readonly slot: PulledSlot;
}

export interface View {
  readonly kind: EhrKind;
  readonly diary: EhrDiary;
  /** Every slot of the window that this protocol shows, ordered by key. */
  look(window: DayWindow): Promise<readonly SeenSlot[]>;
}

export async function openThreeViews(seed: string) {
  const living = createLivingPractice({
    seed,
    weeks: 4,
    clock: { now: () => BEFORE_OPENING, after: () => () => {} },
  });
  const doors = {
    'emis-web': createEmisPractice({ living, port: 0 }),
    systmone: createSystmOnePractice({ living, port: 0, deviceId: DEVICE }),
    'gp-connect': createGpConnectPractice({ living, port: 0 }),
  };
  for (const door of Object.values(doors)) await door.start();
  const settings: readonly EhrSettings[] = [
    { ...doors['emis-web'].ehr, dateFormat: 'dd/MM/yyyy' },
    { ...doors.systmone.ehr, deviceId: DEVICE },
    doors['gp-connect'].ehr,
  ];
  const views = settings.map((ehr): View => {
    const diary = createEhrDiary(ehr, {
      clock: { ...systemClock, now: () => BEFORE_OPENING },
      log: createListeningLog().log,
      practice: doors['emis-web'].practice,
      keepDeviceId: () => {},
      requestsPerSecond: 500,
      isPaced: false,
      requestTimeoutSeconds: 5,
    });
    return { kind: ehr.kind, diary, look: (window) => lookThrough(diary, window) };
  });
  return {
    living,
    views,
    today: '2026-11-23' as LocalDay,
    async close() {
      for (const { diary } of views) await diary.close();
      for (const door of Object.values(doors)) await door.close();
      living.close();
    },
  };
}

async function lookThrough(diary: EhrDiary, window: DayWindow): Promise<readonly SeenSlot[]> {
  const types = await diary.pullSlotTypes({ urgency: 'near' });
  const pulled = await diary.pullSessions(window, { urgency: 'near' });
  if (!types.ok) throw new Error(`${diary.product}: ${types.failure.message}`);
  if (!pulled.ok) throw new Error(`${diary.product}: ${pulled.failure.message}`);
  const names = new Map(types.value.map(({ id, name }) => [id, name]));
  const seen: SeenSlot[] = [];
  for (const session of pulled.value.sessions) {
    const asked = pulled.value.slots ? undefined : await diary.pullSlots(session, { urgency: 'near' });
    if (asked && !asked.ok) throw new Error(`${diary.product}: ${asked.failure.message}`);
    for (const slot of asked?.value ?? pulled.value.slots?.get(session.id) ?? []) {
      const slotType = names.get(slot.slotTypeId) ?? 'a type that is not listed';
      const key = [
        slot.day,
        formatClock(slot.startsAt),
        `${slot.durationMin} min`,
        slotType,
        session.name,
        holderOf(session),
        session.site.name,
      ].join(' | ');
      seen.push({ key, slotType, status: slot.status, session, slot });
    }
  }
  return seen.toSorted((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)));
}
