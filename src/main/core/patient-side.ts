/** Everything between a patient and the diary: holds, bookings and their changes, their way into the EHR, and the booking site in front. */
import { hkdfSync } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { Failure } from '#shared/domain/failure.ts';
import type { HoldId, SlotTypeId } from '#shared/domain/ids.ts';
import { addDays, dayOf, endOfDay } from '#shared/domain/time.ts';

import { type BookingSite, createBookingSite } from '../booking-site/booking-site.ts';
import type { BookingSiteDeps } from '../booking-site/deps.ts';
import { findAlternatives, wantedSlotOf } from '../bookings/find-alternatives.ts';
import { type Holds, createHolds } from '../bookings/holds.ts';
import { createIdentify } from '../bookings/identify.ts';
import { createOtherTimes } from '../bookings/other-times.ts';
import { createReadChanges } from '../bookings/read-changes.ts';
import { createRequestBooking } from '../bookings/request-booking.ts';
import { createSecretLink } from '../bookings/secret-link.ts';
import { type ChangesBy, createChanges } from './changing-bookings.ts';
import type { CoreSurroundings } from './surroundings.ts';
import type { CurrentOffers } from './current-offers.ts';
import { createOfferOf } from './offer-questions.ts';
import type { NoticeDelivery } from '../notices/deliver-notices.ts';
import type { KeepOthers } from '../outbox/record-move.ts';
import { type Outbox, createOutbox } from '../outbox/send-commands.ts';
import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { Store } from '../store/store.ts';
import { createTellPatients } from './tell-patients.ts';

export interface PatientSide {
  /** For reception, whose wishes travel the same way. */
  readonly changes: ChangesBy;
  readonly outbox: Outbox;
  readonly holds: Holds;
  /** For who is told by reception that they have no appointment. */
  readonly keepOthers: KeepOthers;
  readonly site: BookingSite;
  readonly telling: NoticeDelivery;
}

export function createPatientSide(deps: {
  readonly around: CoreSurroundings;
  readonly store: Store;
  /** `undefined`: while it cannot be had, nothing is taken from a patient, sent for one or told to one. */
  readonly patientKey: Uint8Array | undefined;
  readonly diary: EhrDiary;
  readonly offers: CurrentOffers;
  readonly clockFault: () => Failure | undefined;
  /** Where patients reach the booking site, once it is open. */
  readonly siteUrl: () => string | undefined;
}): PatientSide {
  const { around, store, patientKey, diary, offers, clockFault, siteUrl } = deps;
  const { configuration, clock, dice, log } = around;
  const { read } = store;
  const settings = configuration.booking;
  // Without the key no private link opens: it is nobody's.
  const root = patientKey ?? dice.bytes(32);
  const linkKey = new Uint8Array(hkdfSync('sha256', root, new Uint8Array(), 'private links', 32));
  const link = createSecretLink(linkKey);
  const offerOf = createOfferOf(offers, clock);
  const offeredOfType = (slotTypeId: SlotTypeId, ownHolds: readonly HoldId[] = []) => {
    const from = clock.now();
    const to = endOfDay(addDays(dayOf(from), configuration.reading.horizonDays));
    return offers.offered({ from, to, slotTypeId, ownHolds }).slots;
  };
  const others = createOtherTimes({ store, clock, dice, settings, offerOf, offeredOfType });
  const outbox = createOutbox({
    ...{ store, diary, clock, dice, log, settings },
    whyNotNow: clockFault,
    keepOthers: others.keep,
  });
  const holds = createHolds({ store, clock, dice, settings, offerOf });
  const identify = createIdentify({ store, diary, clock });
  const { wake } = outbox;
  const asking = { store, clock, dice, settings, offerOf, link, linkKey, wake };
  const requestBooking = createRequestBooking(asking);
  const changesBy = createChanges(asking);
  const byPatient = changesBy('patient');

  const site = createBookingSite({
    settings: siteSettings(around),
    practice: { ...configuration.practice, isSample: around.sample !== undefined },
    clock,
    dice,
    log,
    ...(patientKey ? {} : { isClosed: true }),
    slotTypes: () =>
      read.slotTypes
        .all()
        .filter((type) => type.isActive && type.vanishedAt === undefined)
        .toSorted((one, other) => one.name.localeCompare(other.name)),
    offered: offers.offered,
    alternatives(asked) {
      const slotId = 'slotId' in asked ? asked.slotId : read.holds.byId(asked.holdId)?.slotId;
      const wanted = slotId && wantedSlotOf(read, slotId);
      return wanted ? findAlternatives(wanted, offeredOfType(wanted.slotTypeId)) : [];
    },
    otherTimes: others.of,
    chooseOther: others.choose,
    declineOthers: others.decline,
    hold: holds.hold,
    releaseHold: holds.release,
    identify: (identity) => identify(identity),
    requestBooking,
    whenSettled: outbox.whenSettled,
    readBooking: (id, secret) => (link.opens(id, secret) ? read.bookings.byId(id) : undefined),
    readChanges: createReadChanges({ read, link, clock, settings }),
    requestCancellation: (bookingId) => byPatient.cancel({ bookingId }),
    requestMove: byPatient.move,
    undo: byPatient.undo,
    lastReadAt: () => read.health.of('read')?.lastSuccessAt,
    onChanged: (listener) => store.onChanged(listener),
  });
  const telling = createTellPatients({ around, store, link, siteUrl });
  return { outbox, holds, site, telling, changes: changesBy('reception'), keepOthers: others.keep };
}

function siteSettings({ configuration, appPath }: CoreSurroundings): BookingSiteDeps['settings'] {
  const packages = createRequire(path.join(appPath, 'package.json'));
  return {
    ...configuration.bookingSite,
    horizonDays: configuration.reading.horizonDays,
    assetPaths: {
      nhsukCss: packages.resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css'),
      siteFolder: path.join(appPath, 'resources', 'booking-site'),
    },
  };
}
