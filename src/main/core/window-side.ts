/** Everything between the store and the window: the rows it is told, and the answers to what it asks. */
import path from 'node:path';

import { type Handlers, channelOf } from '#shared/contract/contract.ts';
import type { PracticeRow } from '#shared/contract/rows.ts';
import type { AppChange } from '#shared/contract/snapshot.ts';
import { failure } from '#shared/domain/failure.ts';
import { failed, ok } from '#shared/domain/outcome.ts';

import type { ChangesBy } from './changing-bookings.ts';
import type { CoreSurroundings } from './surroundings.ts';
import type { CurrentOffers } from './current-offers.ts';
import { createDiagnostics } from '../diagnostics/diagnostics.ts';
import { createHandlers } from '../ipc/handlers.ts';
import { type Publisher, createPublisher } from '../ipc/publish-changes.ts';
import { createRowsReader } from '../ipc/read-rows.ts';
import { createPreviewSwitch, createWhyMissing } from './offer-questions.ts';
import { type LastLooks, lookAtBooking } from '../outbox/by-hand/look-at-booking.ts';
import type { KeepOthers } from '../outbox/record-move.ts';
import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { Store } from '../store/store.ts';
import { createReceptionDesk } from './reception-desk.ts';
import { settleRename } from './settle-rename.ts';
import { deskWithoutKey } from './without-key.ts';
import { switchSlotTypes } from './switch-slot-types.ts';
import type { SyncLoop } from '../sync/sync-loop.ts';

export interface WindowSide {
  readonly handlers: Handlers;
  readonly publisher: Publisher;
}

export function createWindowSide(deps: {
  readonly around: CoreSurroundings;
  readonly store: Store;
  readonly diary: EhrDiary;
  readonly offers: CurrentOffers;
  readonly sync: SyncLoop;
  readonly practice: () => PracticeRow;
  readonly changes: ChangesBy;
  readonly keepOthers: KeepOthers;
  readonly wake: () => void;
  /** Else nothing is done about a booking. */
  readonly hasKey: boolean;
}): WindowSide {
  const { around, store, diary, offers, sync, practice, changes, keepOthers, wake } = deps;
  const { configuration, folder, sample, clock, dice, log, version, runtime, shell } = around;
  const { read } = store;

  const lastLooks: LastLooks = new Map();
  const rows = createRowsReader({ read, clock, practice, offeredByType: offers.byType });
  const send = (change: AppChange) => around.publish(channelOf('app', 'changed'), change);
  const publisher = createPublisher({ store, rows, clock, send });
  const diagnostics = createDiagnostics({
    read,
    configuration,
    isSample: sample !== undefined,
    versions: { slotkeeper: version, platform: process.platform, node: process.versions.node, ...runtime },
    logFiles: log.files,
    folder: folder.bundles,
    clock,
  });

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
    settleRename(goneId, appearedId, isSame) {
      const settled = settleRename(store, { goneId, appearedId, isSame, at: clock.now() });
      if (!settled.ok) return settled;
      if (settled.value.length > 0) sync.activated();
      return ok(undefined);
    },
    bookings: (deps.hasKey ? createReceptionDesk : () => deskWithoutKey)({
      ...{ store, clock, dice, changes, keepOthers, wake },
      horizonDays: configuration.reading.horizonDays,
      offered: offers.offered,
      look: ({ bookingId }) =>
        lookAtBooking({ store, diary, clock, settings: configuration.booking, lastLooks }, bookingId),
    }),
    checkNow: () => sync.checkNow(),
    whyMissing: createWhyMissing({ read, offers, ehr: diary.product, sees: diary.sees }),
    previewBundle: diagnostics.preview,
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
      shell.showFile(file);
      return ok(undefined);
    },
    preferences: around.preferences,
    async openBookingSite() {
      const { bookingSiteUrl } = practice();
      if (!bookingSiteUrl) return failed(failure('not-found', 'The booking page is not open.'));
      await shell.openBookingSite(bookingSiteUrl);
      return ok(undefined);
    },
    settings: around.settings,
    patientKey: around.patientKey,
    sample,
  });
  return { handlers, publisher };
}
