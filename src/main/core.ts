/**
 * The composition root: settings and ports in; handlers, start and stop out. No Electron and no decisions: it joins the
 * parts of the circle (README) and lets them go in the opposite order. Runs in plain Node as well as behind a window.
 */
import type { Preferences } from '#shared/contract/asked.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import type { PracticeRow } from '#shared/contract/rows.ts';
import type { AppChange } from '#shared/contract/snapshot.ts';
import { isClockWrong } from '#shared/domain/freshness.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';

import { activateNamed } from './activate-named.ts';
import { createCurrentOffers } from './current-offers.ts';
import type { DataFolder } from './data-folder.ts';
import { createEhrDiary } from './ehr/choose-diary.ts';
import { keepLastOpened } from './last-opened.ts';
import type { WrittenLog } from './log/write-log.ts';
import type { OpenSample } from './open-sample.ts';
import { openTheStore } from './open-the-store.ts';
import { createPatientSide } from './patient-side.ts';
import type { Clock } from './ports/clock.ts';
import type { Dice } from './ports/dice.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Configuration } from './ports/settings.ts';
import { createSyncLoop } from './sync/sync-loop.ts';
import { watchOtherWriters } from './watch-other-writers.ts';
import { createWindowSide } from './window-side.ts';

export interface CoreSurroundings {
  readonly folder: DataFolder;
  readonly configuration: Configuration;
  readonly sample?: OpenSample;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: WrittenLog;
  readonly secrets: Secrets;
  readonly appPath: string;
  readonly version: string;
  /** Names and versions of what it runs on, for the bundle. */
  readonly runtime: Readonly<Record<string, string>>;
  readonly preferences: { read(): Preferences; write(preferences: Preferences): void };
  readonly shell: { showFile(file: string): void; openBookingSite(url: string): Promise<void> };
  readonly publish: (channel: string, change: AppChange) => void;
}

export interface Core {
  readonly handlers: Handlers;
  /** Opens the booking site and starts reading and writing. */
  start(): Promise<{ readonly bookingSiteUrl?: string; readonly notices: readonly string[] }>;
  stop(): Promise<void>;
  /** The PC woke up: nothing that was read before counts as fresh. */
  resumed(): void;
}

export async function createCore(around: CoreSurroundings): Promise<Outcome<Core>> {
  const { folder, configuration, sample, clock, dice, log } = around;
  const opened = await openTheStore(around);
  if (!opened.ok) return opened;
  const { store, notices, key } = opened.value;

  const diary = createEhrDiary(configuration.ehr, {
    clock,
    log,
    requestsPerSecond: configuration.reading.requestsPerSecond,
    requestTimeoutSeconds: configuration.booking.requestTimeoutSeconds,
  });
  const sync = createSyncLoop({
    store,
    diary,
    clock,
    dice,
    log,
    settings: configuration.reading,
    onSlotTypesSeen: () => activateNamed(store, configuration.activeSlotTypes, clock.now()),
  });
  const offers = createCurrentOffers({
    read: store.read,
    clock,
    settings: configuration,
    isClockWrong: () => isClockWrong(sync.clockSkewMs()),
  });
  const { outbox, holds, site } = createPatientSide({ around, store, patientKey: key, diary, offers });

  let practice: PracticeRow = {
    id: 'practice',
    name: configuration.practice.name,
    ehr: diary.product,
    isSample: sample !== undefined,
    notices,
    pace: configuration.reading,
    version: around.version,
  };
  const window = createWindowSide({ around, store, diary, offers, sync, practice: () => practice });
  const others = watchOtherWriters({
    store,
    clock,
    changed() {
      window.publisher.look();
      sync.activated();
    },
  });

  return ok({
    handlers: window.handlers,
    async start() {
      const opening = await site.start();
      const reached = opening.ok ? { bookingSiteUrl: opening.value.url } : {};
      practice = { ...practice, ...reached, ...(opening.ok ? {} : { bookingSiteFailure: opening.failure }) };
      keepLastOpened(folder.root, {
        practice: configuration.practice,
        ehr: diary.product,
        isSample: sample !== undefined,
        reading: configuration.reading,
        booking: configuration.booking,
        ...reached,
      });
      outbox.start();
      holds.start();
      sync.start();
      others.start();
      const said = notices.map(({ text }) => text);
      return { ...reached, notices: opening.ok ? said : [...said, opening.failure.message] };
    },
    async stop() {
      await site.stop();
      others.stop();
      await Promise.all([sync.stop(), outbox.stop(), holds.stop()]);
      window.publisher.stop();
      await diary.close();
      store.close();
      log.flush();
    },
    resumed: () => void sync.checkNow(),
  });
}
