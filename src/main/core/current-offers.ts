/**
 * What patients can book at this moment: the store's rows put before the offer engine. Booking site, window and command
 * line all ask here, so that none of them can show what another would refuse. No verdict is kept between two questions.
 */
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { type Session, holderOf } from '#shared/domain/session.ts';
import type { Slot } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, MINUTE, dayOf, endOfDay, startOfDay } from '#shared/domain/time.ts';
import type { HiddenCode } from '#shared/domain/why-missing.ts';

import type { Offered, OfferedQuestion, OfferedSlot } from '../booking-site/deps.ts';
import type { OfferContext, SlotClaim } from '../offer/offer-context.ts';
import { offerContext, withoutHold } from '../offer/offer-context.ts';
import { type OfferCount, countOffers, oldestReadingOf } from '../offer/offer-diary.ts';
import { offerSlot } from '../offer/offer-slot.ts';
import type { Clock } from '../ports/clock.ts';
import type { Configuration } from '../ports/settings.ts';
import type { StoreReader } from '../store/store.ts';

/** Past either, new bookings would only make patients wait: reliability.md 4.13. */
const QUEUE_LIMIT = 200;
const QUEUE_LIMIT_AGE_MS = 15 * MINUTE;

/** These hide a slot because of us, not because of the diary. */
const OUR_OWN_REASONS: ReadonlySet<HiddenCode> = new Set<HiddenCode>([
  'reading-too-old',
  'reading-suspect',
  'not-read-yet',
  'clock-wrong',
  'key-unavailable',
  'queue-too-long',
]);

export interface CurrentOffers {
  context(reader?: StoreReader): OfferContext;
  byType(): ReadonlyMap<SlotTypeId, OfferCount>;
  offered(question: OfferedQuestion): Offered;
}

export function createCurrentOffers(deps: {
  readonly read: StoreReader;
  readonly clock: Clock;
  readonly settings: Pick<Configuration, 'reading' | 'booking'>;
  readonly isClockWrong: () => boolean;
  /** What patients would tell could not be kept. */
  readonly isKeyMissing?: boolean;
}): CurrentOffers {
  const { read, clock, settings, isClockWrong, isKeyMissing = false } = deps;

  /** A confirmed booking keeps its slot until a later reading shows it open again: then staff have cancelled it. */
  const claimsOn = (reader: StoreReader, now: Instant): SlotClaim[] => [
    ...reader.commands.keepingSlots(startOfDay(dayOf(now))),
    ...reader.commands.unsettled(),
  ];

  function isQueueTooLong(reader: StoreReader, now: Instant): boolean {
    const waiting = reader.commands.unsettled().filter((command) => command.state !== 'review');
    return (
      waiting.length > QUEUE_LIMIT || waiting.some((command) => now - command.createdAt > QUEUE_LIMIT_AGE_MS)
    );
  }

  function context(reader: StoreReader = read): OfferContext {
    const now = clock.now();
    return offerContext({
      now,
      pace: settings.reading,
      minNoticeMinutes: settings.booking.minNoticeMinutes,
      slotTypes: reader.slotTypes.all(),
      days: reader.days.all(),
      holds: reader.holds.live(now),
      claims: claimsOn(reader, now),
      isQueueTooLong: isQueueTooLong(reader, now),
      isClockWrong: isClockWrong(),
      isKeyMissing,
    });
  }

  function sessionsOf(slots: readonly Slot[]): ReadonlyMap<Slot['sessionId'], Session> {
    const [first, last] = [slots[0]?.day, slots.at(-1)?.day];
    const sessions = first && last ? read.sessions.between(first, last) : [];
    return new Map(sessions.map((session) => [session.id, session]));
  }

  const hasUnreadDay = (moment: OfferContext, from: Instant, to: Instant): boolean =>
    [...moment.bands.keys()].some(
      (day) =>
        startOfDay(day) < to && endOfDay(day) > from && moment.days.get(day)?.slotsReadAt === undefined,
    );

  function offered({ from, to, slotTypeId, ownHolds = [] }: OfferedQuestion): Offered {
    const moment = ownHolds.reduce(withoutHold, context());
    const types = new Map(read.slotTypes.all().map((type) => [type.id, type]));
    const open = read.slots.openBetween(from, to, slotTypeId);
    const sessions = sessionsOf(open);
    let isPaused = moment.activeSince.size > 0 && hasUnreadDay(moment, from, to);
    const slots = open.flatMap((slot): OfferedSlot[] => {
      const verdict = offerSlot(slot, moment);
      if (!verdict.isOffered) {
        isPaused ||= verdict.hidden.every(({ code }) => OUR_OWN_REASONS.has(code));
        return [];
      }
      const session = sessions.get(slot.sessionId);
      const type = types.get(slot.slotTypeId);
      if (!session || !type || verdict.asOf === undefined) return [];
      return [
        {
          id: slot.id,
          slotTypeId: type.id,
          slotTypeName: type.name,
          day: slot.day,
          startsAt: slot.startsAt,
          durationMin: slot.durationMin,
          sessionName: session.name,
          clinicianName: holderOf(session),
          siteName: session.site.name,
          ...(slot.channel && { channel: slot.channel }),
          asOf: verdict.asOf,
        },
      ];
    });
    const asOf = slots.reduce<Instant | undefined>(
      (oldest, slot) => (oldest === undefined || slot.asOf < oldest ? slot.asOf : oldest),
      oldestReadingOf(moment),
    );
    return { slots, isPaused: isPaused && slots.length === 0, ...(asOf === undefined ? {} : { asOf }) };
  }

  /** Rows only, never verdicts: those depend on the moment. */
  const openByDay = new Map<LocalDay, { readonly revision: number; readonly slots: readonly Slot[] }>();

  function openOn(day: LocalDay, revision: number): readonly Slot[] {
    const kept = openByDay.get(day);
    if (kept?.revision === revision) return kept.slots;
    const slots = read.slots.openBetween(startOfDay(day), endOfDay(day));
    openByDay.set(day, { revision, slots });
    return slots;
  }

  /**
   * The window asks for this at every change, and nearly always of one day. Read anew each time, the open slots of a
   * very large practice (115,000 in 28 days) held the event loop for over 100 ms.
   */
  function byType(): ReadonlyMap<SlotTypeId, OfferCount> {
    const moment = context();
    const days = read.days.all().filter(({ day }) => moment.bands.has(day));
    for (const day of openByDay.keys()) if (!moment.bands.has(day)) openByDay.delete(day);
    return countOffers(
      days.flatMap(({ day, revision }) => openOn(day, revision)),
      moment,
    );
  }

  return {
    context,
    byType,
    offered,
  };
}
