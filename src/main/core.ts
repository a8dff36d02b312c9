/**
 * The composition root: settings and ports in; handlers, start and stop out. No Electron and no decisions: it joins the
 * parts of the circle (README) and lets them go in the opposite order. Runs in plain Node as well as behind a window.
 */
import { hkdfSync } from 'node:crypto';
import path from 'node:path';

import type { Preferences } from '#shared/contract/asked.ts';
import { type Handlers, channelOf } from '#shared/contract/contract.ts';
import type { PracticeRow } from '#shared/contract/rows.ts';
import { failure } from '#shared/domain/failure.ts';
import { isClockWrong } from '#shared/domain/freshness.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import { createBookingSite } from './booking-site/booking-site.ts';
import { createHolds } from './bookings/holds.ts';
import { createIdentify } from './bookings/identify.ts';
import { createRequestBooking } from './bookings/request-booking.ts';
import { createSecretLink } from './bookings/secret-link.ts';
import { activateNamed } from './activate-named.ts';
import { createCurrentOffers } from './current-offers.ts';
import type { DataFolder } from './data-folder.ts';
import { createDiagnostics } from './diagnostics/diagnostics.ts';
import { createEhrDiary } from './ehr/choose-diary.ts';
import { createHandlers } from './ipc/handlers.ts';
import { createPublisher } from './ipc/publish-changes.ts';
import { createRowsReader } from './ipc/read-rows.ts';
import { keepLastOpened } from './last-opened.ts';
import type { WrittenLog } from './log/write-log.ts';
import { createOfferOf, createPreviewSwitch, createWhyMissing } from './offer-questions.ts';
import type { OpenSample } from './open-sample.ts';
import { openTheStore } from './open-the-store.ts';
import { createOutbox } from './outbox/send-commands.ts';
import type { Clock } from './ports/clock.ts';
import type { Dice } from './ports/dice.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Configuration } from './ports/settings.ts';
import { siteDepsOf } from './site-deps.ts';
import { switchSlotTypes } from './switch-slot-types.ts';
import { createSyncLoop } from './sync/sync-loop.ts';
import { watchOtherWriters } from './watch-other-writers.ts';

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
  readonly publish: (channel: string, payload: unknown) => void;
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
  const { folder, configuration, sample, clock, dice, log, version } = around;
  const opened = await openTheStore(around);
  if (!opened.ok) return opened;
  const { store, notices, key } = opened.value;
  const { read } = store;
  const linkKey = new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), 'private links', 32));

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
    read,
    clock,
    settings: configuration,
    isClockWrong: () => isClockWrong(sync.clockSkewMs()),
  });
  const outbox = createOutbox({ store, diary, clock, dice, log, settings: configuration.booking });
  const link = createSecretLink(linkKey);
  const offerOf = createOfferOf(offers, clock);
  const holds = createHolds({ store, clock, dice, settings: configuration.booking, offerOf });
  const requestBooking = createRequestBooking({
    store,
    clock,
    dice,
    settings: configuration.booking,
    offerOf,
    link,
    linkKey,
    wake: outbox.wake,
  });
  const identify = createIdentify({ store, diary, clock });
  const site = createBookingSite(
    siteDepsOf({ around, store, offers, holds, requestBooking, identify, outbox, link }),
  );

  let practice: PracticeRow = {
    id: 'practice',
    name: configuration.practice.name,
    ehr: diary.product,
    isSample: sample !== undefined,
    notices,
    pace: configuration.reading,
    version,
  };
  const rows = createRowsReader({ read, clock, practice: () => practice, offeredByType: offers.byType });
  const send = (change: unknown) => around.publish(channelOf('app', 'changed'), change);
  const publisher = createPublisher({ store, rows, clock, send });
  const diagnostics = createDiagnostics({
    read,
    configuration: { ...configuration },
    isSample: sample !== undefined,
    versions: {
      slotkeeper: version,
      platform: process.platform,
      node: process.versions.node,
      ...around.runtime,
    },
    logFiles: log.files,
    folder: folder.bundles,
    clock,
  });
  const others = watchOtherWriters({ store, clock, changed: () => (publisher.look(), sync.activated()) });

  const handlers = createHandlers({
    read,
    publisher: () => publisher,
    offerContext: () => offers.context(),
    diary,
    previewSwitch: createPreviewSwitch({
      read,
      offers,
      clock,
      horizonDays: configuration.reading.horizonDays,
    }),
    switchSlotTypes(slotTypeIds, isActive, reason) {
      const switching = { slotTypeIds, isActive, reason, who: 'manager', at: clock.now() };
      const switched = switchSlotTypes(store, switching);
      if (!switched.ok) return switched;
      if (isActive && switched.value.length > 0) sync.activated();
      return ok(undefined);
    },
    checkNow: () => sync.checkNow(),
    whyMissing: createWhyMissing({ read, offers, ehr: diary.product }),
    previewBundle: () => diagnostics.preview(),
    async exportBundle(note) {
      const written = await diagnostics.write(note);
      if (written.ok) {
        const subject = path.basename(written.value.path);
        store.write((tx) =>
          tx.audit.add({ at: clock.now(), kind: 'bundle-made', who: 'reception', subject }),
        );
      }
      return written;
    },
    showBundle(file) {
      if (path.dirname(path.resolve(file)) !== path.resolve(folder.bundles)) {
        return failed(failure('not-allowed', 'That is not one of Slotkeeper’s bundles.'));
      }
      around.shell.showFile(file);
      return ok(undefined);
    },
    preferences: around.preferences,
    async openBookingSite() {
      const { bookingSiteUrl } = practice;
      if (!bookingSiteUrl) return failed(failure('not-found', 'The booking page is not open.'));
      await around.shell.openBookingSite(bookingSiteUrl);
      return ok(undefined);
    },
    setSampleFault: sample && ((fault) => sample.setFault(fault)),
  });

  return ok({
    handlers,
    async start() {
      const siteOpened = await site.start();
      practice = siteOpened.ok
        ? { ...practice, bookingSiteUrl: siteOpened.value.url }
        : { ...practice, bookingSiteFailure: siteOpened.failure };
      const { bookingSiteUrl } = practice;
      keepLastOpened(folder.root, {
        practice: configuration.practice,
        ehr: diary.product,
        isSample: sample !== undefined,
        reading: configuration.reading,
        booking: configuration.booking,
        ...(bookingSiteUrl ? { bookingSiteUrl } : {}),
      });
      outbox.start();
      holds.start();
      sync.start();
      others.start();
      const said = notices.map(({ text }) => text);
      if (siteOpened.ok) return { bookingSiteUrl: siteOpened.value.url, notices: said };
      return { notices: [...said, siteOpened.failure.message] };
    },
    async stop() {
      await site.stop();
      others.stop();
      await Promise.all([sync.stop(), outbox.stop(), holds.stop()]);
      publisher.stop();
      await diary.close();
      store.close();
      log.flush();
    },
    resumed: () => void sync.checkNow(),
  });
}
