/**
 * The way by which notices leave this PC, where the practice has set one up. The private link in them begins with the address
 * that the booking site has just now: until it is open they wait.
 */
import type { BookingId } from '#shared/domain/ids.ts';

import { privateLink } from '../booking-site/api/slot-json.ts';
import type { SecretLink } from '../bookings/secret-link.ts';
import { type NoticeDelivery, createNoticeDelivery } from '../notices/deliver-notices.ts';
import { createWebhook } from '../notices/webhook.ts';
import type { Store } from '../store/store.ts';
import type { CoreSurroundings } from './surroundings.ts';

const NOBODY: NoticeDelivery = { start: () => undefined, stop: async () => undefined };

export function createTellPatients(deps: {
  readonly around: CoreSurroundings;
  readonly store: Store;
  readonly link: SecretLink;
  readonly siteUrl: () => string | undefined;
}): NoticeDelivery {
  const { around, store, link, siteUrl } = deps;
  const { clock, dice, log, configuration } = around;
  const { webhookUrl, ...signing } = configuration.notices;
  if (webhookUrl === undefined) return NOBODY;
  const linkOf = (id: BookingId): string | undefined => {
    const url = siteUrl();
    return url === undefined ? undefined : new URL(privateLink(id, link.secretOf(id)), url).href;
  };
  const gateway = createWebhook({ webhookUrl, ...signing }, { clock });
  return createNoticeDelivery({ store, gateway, clock, dice, log, linkOf });
}
