/** Joins the parts of the core into what the booking site asks for (booking-site/deps.ts). */
import { createRequire } from 'node:module';
import path from 'node:path';

import { addDays, dayOf, endOfDay } from '#shared/domain/time.ts';

import type { BookingSiteDeps } from './booking-site/deps.ts';
import { findAlternatives } from './bookings/find-alternatives.ts';
import type { Holds } from './bookings/holds.ts';
import type { Identify } from './bookings/identify.ts';
import type { RequestBooking } from './bookings/request-booking.ts';
import type { SecretLink } from './bookings/secret-link.ts';
import { bookedSlotOf } from './bookings/booked-slot.ts';
import type { CoreSurroundings } from './core.ts';
import type { CurrentOffers } from './current-offers.ts';
import type { Outbox } from './outbox/send-commands.ts';
import type { Store } from './store/store.ts';

export function siteDepsOf(parts: {
  readonly around: CoreSurroundings;
  readonly store: Store;
  readonly offers: CurrentOffers;
  readonly holds: Holds;
  readonly requestBooking: RequestBooking;
  readonly identify: Identify;
  readonly outbox: Outbox;
  readonly link: SecretLink;
}): BookingSiteDeps {
  const { around, store, offers, holds, requestBooking, identify, outbox, link } = parts;
  const { configuration, appPath, sample, clock, dice, log } = around;
  const { read } = store;
  const { horizonDays } = configuration.reading;
  const packages = createRequire(path.join(appPath, 'package.json'));

  /** Same day first to last of the horizon: nearer ones are preferred by `findAlternatives` itself. */
  function offeredOfType(slotTypeId: Parameters<CurrentOffers['offered']>[0]['slotTypeId'] & string) {
    const now = clock.now();
    return offers.offered({ from: now, to: endOfDay(addDays(dayOf(now), horizonDays)), slotTypeId }).slots;
  }

  return {
    settings: {
      ...configuration.bookingSite,
      horizonDays,
      assetPaths: {
        nhsukCss: packages.resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css'),
        siteFolder: path.join(appPath, 'resources', 'booking-site'),
      },
    },
    practice: { ...configuration.practice, isSample: sample !== undefined },
    clock,
    dice,
    log,
    slotTypes: () =>
      read.slotTypes
        .all()
        .filter((type) => type.isActive && type.vanishedAt === undefined)
        .toSorted((one, other) => one.name.localeCompare(other.name)),
    offered: offers.offered,
    alternatives(asked) {
      const slotId = 'slotId' in asked ? asked.slotId : read.holds.byId(asked.holdId)?.slotId;
      const wanted = slotId && bookedSlotOf(read, slotId);
      return wanted ? findAlternatives(wanted, offeredOfType(wanted.slotTypeId)) : [];
    },
    hold: holds.hold,
    releaseHold: holds.release,
    identify: (identity) => identify(identity),
    requestBooking,
    whenSettled: outbox.whenSettled,
    readBooking: (id, secret) => (link.opens(id, secret) ? read.bookings.byId(id) : undefined),
    lastReadAt: () => read.health.of('read')?.lastSuccessAt,
    onChanged: (listener) => store.onChanged(listener),
  };
}
