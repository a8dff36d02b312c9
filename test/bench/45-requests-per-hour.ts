/**
 * How often each EHR is asked in an hour: a quiet diary, and one in which staff make 60 changes a minute. The real sync
 * loop, store, connector and sample server over sockets, with the usual pace of a new practice, counted from the server's
 * own request log over twenty minutes that begin when the whole diary has been read once; time runs thirtyfold. The bound
 * is what SystmOne allows (3,600 an hour) and, for the others, what our own budget would let through.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import type { EhrSettings } from '../../src/main/ports/settings.ts';
import type { DoorOptions, SamplePractice } from '../../src/main/sample-practice/sample-practice.ts';
import { SLOT_TYPES } from '../../src/main/sample-practice/diary/practice-plan.ts';
import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { createGpConnectPractice } from '../../src/main/sample-practice/gp-connect-practice.ts';
import { createSystmOnePractice } from '../../src/main/sample-practice/systmone-practice.ts';
import { createSyncLoop } from '../../src/main/sync/sync-loop.ts';
import { PRODUCT_OF } from '../../src/shared/domain/ehr.ts';
import { ok } from '../../src/shared/domain/outcome.ts';
import { DAY, addDays, asInstant, dayOf, daysOf, later } from '../../src/shared/domain/time.ts';
import { openTestStore, silentLog } from '../support/open-test-store.ts';
import { createSeededDice } from '../support/seeded-dice.ts';
import { createFastClock } from './support/fast-clock.ts';
import { report, say } from './support/report.ts';

const MONDAY_TEN = asInstant(Date.UTC(2026, 10, 23, 10));
const TIMES_FASTER = 30;
const MEASURED_MIN = 20;
const HOUR_S = 3_600;
/** As the configuration has it when nothing else is said. */
const PACE = { horizonDays: 28, nearEverySeconds: 15 };
const REQUESTS_PER_SECOND = 8;
const SYSTMONE_A_SECOND = 1;
const LIVELY = { quiet: 0, busy: 60 } as const;
const ACTIVE = new Set<string>([
  SLOT_TYPES.gpTelephone.name,
  SLOT_TYPES.gpFaceToFace.name,
  SLOT_TYPES.bloodTest.name,
  SLOT_TYPES.smear.name,
]);

interface OpenDoor {
  readonly practice: SamplePractice;
  readonly settings: () => EhrSettings;
}

const DEVICE = 'BENCH-DEVICE-1';
const DOORS: Readonly<Record<EhrSettings['kind'], (options: DoorOptions) => OpenDoor>> = {
  'emis-web': (options) => {
    const practice = createEmisPractice(options);
    return { practice, settings: () => ({ ...practice.ehr, dateFormat: 'dd/MM/yyyy' }) };
  },
  systmone: (options) => {
    // Its throttle would count this process's own pauses thirtyfold; 40-change-to-api has it on, at its true pace.
    const practice = createSystmOnePractice({ ...options, deviceId: DEVICE, throttle: 'off' });
    return { practice, settings: () => ({ ...practice.ehr, deviceId: DEVICE }) };
  },
  'gp-connect': (options) => {
    const practice = createGpConnectPractice(options);
    return { practice, settings: () => practice.ehr };
  },
};

/** The server's Date header tells the real time, and the calendar of this bench is another. */
const withoutEhrClock = (diary: EhrDiary): EhrDiary => ({
  ...diary,
  pullSessions: async (window, ask) => {
    const answer = await diary.pullSessions(window, ask);
    if (!answer.ok) return answer;
    const { sessions, slots } = answer.value;
    return ok(slots ? { sessions, slots } : { sessions });
  },
});

async function requestsPerHour(kind: EhrSettings['kind'], mood: keyof typeof LIVELY): Promise<number> {
  const { clock, sampleClock } = createFastClock(MONDAY_TEN, TIMES_FASTER);
  const { practice, settings } = DOORS[kind]({ port: 0, lively: LIVELY[mood], clock: sampleClock });
  await practice.start();
  const { store, close } = openTestStore();
  const diary = withoutEhrClock(
    createEhrDiary(settings(), {
      clock,
      log: silentLog,
      practice: practice.practice,
      keepDeviceId: () => undefined,
      requestsPerSecond: REQUESTS_PER_SECOND,
      requestTimeoutSeconds: 15 * TIMES_FASTER,
    }),
  );
  const sync = createSyncLoop({
    store,
    diary,
    clock,
    dice: createSeededDice(45),
    log: silentLog,
    settings: PACE,
    onSlotTypesSeen: (appeared) =>
      store.write((tx) => {
        for (const { id, name } of appeared) {
          if (ACTIVE.has(name)) tx.slotTypes.setActive(id, true, clock.now(), 'for the bench');
        }
      }),
  });
  sync.start();
  const today = dayOf(MONDAY_TEN);
  const days = daysOf(today, addDays(today, PACE.horizonDays));
  const untilMs = performance.now() + 120_000;
  while (!days.every((day) => store.read.days.byDay(day)?.slotsReadAt !== undefined)) {
    if (performance.now() > untilMs)
      throw new Error(`The first reading of ${PRODUCT_OF[kind]} does not end.`);
    await wait(100);
  }
  const before = practice.requests.total();
  const beganMs = clock.monotonicMs();
  await clock.sleep(MEASURED_MIN * 60_000);
  const hours = (clock.monotonicMs() - beganMs) / (HOUR_S * 1_000);
  const asked = practice.requests.total() - before;
  const oldest = Math.min(...days.map((day) => store.read.days.byDay(day)?.countsReadAt ?? 0));
  if (oldest < later(clock.now(), -DAY / 24)) throw new Error('A day has not been read again in an hour.');
  say(`${PRODUCT_OF[kind]}, ${mood}: ${JSON.stringify(practice.requests.counts())} since the start`);
  await sync.stop();
  await diary.close();
  await practice.close();
  close();
  return asked / hours;
}

for (const kind of ['emis-web', 'systmone', 'gp-connect'] as const) {
  const aSecond = kind === 'systmone' ? SYSTMONE_A_SECOND : REQUESTS_PER_SECOND;
  // Both at once: they are counted, not timed.
  const moods = ['quiet', 'busy'] as const;
  const counted = await Promise.all(
    moods.map(async (mood) => [mood, await requestsPerHour(kind, mood)] as const),
  );
  for (const [mood, value] of counted) {
    report({
      name: `requests an hour to ${PRODUCT_OF[kind]}, ${mood} diary`,
      value: Math.round(value),
      unit: 'times',
      limit: aSecond * HOUR_S,
    });
  }
}
