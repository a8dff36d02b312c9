/**
 * The session to look in for a booked slot. The diary may have lost it since, but a booking in doubt must still be
 * looked for: then the session is built from what the patient chose, which is all that a connector looks at.
 */
import type { SiteId } from '#shared/domain/ids.ts';
import { asId } from '#shared/domain/ids.ts';
import type { Session } from '#shared/domain/session.ts';
import { MINUTE, later } from '#shared/domain/time.ts';
import type { BookedSlot, StoreReader } from '../store/store.ts';

export function sessionOf(slot: BookedSlot, read: Pick<StoreReader, 'sessions'>): Session {
  return (
    read.sessions.byId(slot.sessionId) ?? {
      id: slot.sessionId,
      name: slot.sessionName,
      day: slot.day,
      startsAt: slot.startsAt,
      endsAt: later(slot.startsAt, slot.durationMin * MINUTE),
      site: { id: asId<SiteId>(''), name: slot.siteName },
      clinicians: [],
      counts: [],
    }
  );
}
