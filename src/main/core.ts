/**
 * The composition root: settings and ports in; handlers, start and stop out. No Electron and no decisions: it joins the
 * parts of the circle (README) and lets them go in the opposite order. Runs in plain Node as well as behind a window.
 */
import type { Handlers } from '#shared/contract/contract.ts';
import type { PracticeRow } from '#shared/contract/rows.ts';
import { isPending } from '#shared/domain/command.ts';
import { isClockWrong } from '#shared/domain/freshness.ts';
import type { KeyTrouble } from '#shared/domain/key-trouble.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';

import { activateNamed } from './core/activate-named.ts';
import { createCurrentOffers } from './core/current-offers.ts';
import { keepLastOpened } from './core/last-opened.ts';
import { openTheStore } from './core/open-the-store.ts';
import { createPatientSide } from './core/patient-side.ts';
import type { CoreSurroundings } from './core/surroundings.ts';
import { watchOtherWriters } from './core/watch-other-writers.ts';
import { createWindowSide } from './core/window-side.ts';
import { noteKey, saidOf } from './core/without-key.ts';
import { createEhrDiary } from './ehr/choose-diary.ts';
import { diaryNotSetUp } from './ehr/diary-not-set-up.ts';
import { faultOfClock } from './sync/run-cycle.ts';
import { createSyncLoop } from './sync/sync-loop.ts';

export interface Core {
  readonly handlers: Handlers;
  /** Why patients' details can neither be shown nor kept for as long as this core is open; it reads on. */
  readonly keyTrouble: KeyTrouble | undefined;
  /** Bookings and cancellations on their way to the EHR. */
  countUnsent(): number;
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
  const { store, database, key, keyTrouble } = opened.value;
  const notices = [...opened.value.notices, ...(around.notices ?? [])];

  const openDiary = around.notSetUp ? diaryNotSetUp(around.notSetUp) : createEhrDiary;
  const diary = openDiary(configuration.ehr, {
    clock,
    log,
    practice: configuration.practice,
    keepDeviceId: around.keepDeviceId,
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
    onSlotsPulled: (seen) => outbox.onSlotsPulled(seen),
    onSlotTypesSeen: () => activateNamed(store, configuration.activeSlotTypes, clock.now()),
  });
  const offers = createCurrentOffers({
    read: store.read,
    clock,
    settings: configuration,
    isClockWrong: () => isClockWrong(sync.clockSkewMs()),
    isKeyMissing: key === undefined,
  });
  const { outbox, holds, site, telling, changes, keepOthers } = createPatientSide({
    around,
    store,
    patientKey: key,
    diary,
    offers,
    clockFault: () => faultOfClock(sync.clockSkewMs(), diary.product),
    siteUrl: () => practice.bookingSiteUrl,
  });

  let practice: PracticeRow = {
    id: 'practice',
    name: configuration.practice.name,
    ehr: diary.product,
    ehrKind: configuration.ehr.kind,
    sees: diary.sees,
    isSample: sample !== undefined,
    ...(keyTrouble ? { keyTrouble } : {}),
    notices,
    pace: configuration.reading,
    version: around.version,
  };
  const window = createWindowSide({
    ...{ around, store, diary, offers, sync, changes, keepOthers, wake: outbox.wake },
    hasKey: key !== undefined,
    practice: () => practice,
  });
  const others = watchOtherWriters({
    store,
    clock,
    changed() {
      window.publisher.look();
      sync.activated();
    },
  });

  let isStopping = false;
  return ok({
    keyTrouble,
    handlers: window.handlers,
    countUnsent: () => store.read.commands.unsettled().filter(({ state }) => isPending(state)).length,
    async start() {
      const opening = await site.start();
      const reached = opening.ok ? { bookingSiteUrl: opening.value.url } : {};
      practice = { ...practice, ...reached, ...(opening.ok ? {} : { bookingSiteFailure: opening.failure }) };
      keepLastOpened(folder.root, {
        practice: configuration.practice,
        ehr: diary.product,
        sees: diary.sees,
        database,
        isSample: sample !== undefined,
        reading: configuration.reading,
        booking: configuration.booking,
        ...reached,
      });
      noteKey(store, key !== undefined, clock.now());
      holds.start();
      if (key) for (const part of [outbox, telling]) part.start();
      void Promise.resolve(around.whenDrawn).then(() => isStopping || sync.start());
      others.start();
      const said = [...(keyTrouble ? saidOf(keyTrouble) : []), ...notices.map(({ text }) => text)];
      return { ...reached, notices: opening.ok ? said : [...said, opening.failure.message] };
    },
    async stop() {
      isStopping = true;
      await site.stop();
      others.stop();
      await Promise.all([sync.stop(), outbox.stop(), holds.stop(), telling.stop()]);
      window.publisher.stop();
      await diary.close();
      store.close();
      log.flush();
    },
    resumed() {
      void sync.checkNow();
      outbox.reconcile();
    },
  });
}
