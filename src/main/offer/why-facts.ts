/** What the troubleshooter is told: plain data of one moment, gathered by the caller, and questions asked of it. */
import type { Health } from '#shared/domain/health.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import type { Session } from '#shared/domain/session.ts';
import { type Instant, instantOf } from '#shared/domain/time.ts';
import type { WhyQuestion } from '#shared/domain/why-missing.ts';

import type { DayRead, OfferContext } from './offer-context.ts';
import type { OfferableSlot } from './offer-slot.ts';
import type { Seen } from './words-of-sight.ts';

export interface AskedSlotType extends SlotType {
  readonly isActive: boolean;
  readonly switchedAt?: Instant;
  readonly vanishedAt?: Instant;
  readonly lastSeenAt?: Instant;
  /** The first list without it. */
  readonly missingSince?: Instant;
}

export interface WhyFacts extends Seen {
  readonly question: WhyQuestion;
  /** `undefined` when the diary's list never had it. */
  readonly slotType: AskedSlotType | undefined;
  /** Every session of the day. */
  readonly sessions: readonly Session[];
  /** Of the asked type and day, with those no longer in the diary. */
  readonly slots: readonly OfferableSlot[];
  /** Of reading. */
  readonly health: Health | undefined;
  readonly context: OfferContext;
}

/** Where the asked day lies, as far as reading goes. */
export type Reach = 'past' | 'beyond' | 'within';

export function reachOf({ question, context }: WhyFacts): Reach {
  if (question.day < context.today) return 'past';
  return context.bands.has(question.day) ? 'within' : 'beyond';
}

export const readingOf = ({ question, context }: WhyFacts): DayRead | undefined =>
  context.days.get(question.day);

export const nameOf = ({ slotType, question }: WhyFacts): string => slotType?.name ?? question.slotTypeId;

export const isOfClinician = (session: Session, { question }: WhyFacts): boolean =>
  question.clinicianId === undefined ||
  session.clinicians.some((clinician) => clinician.id === question.clinicianId);

/** How many slots of the asked type a session has, by the diary's counts. */
export const countIn = (session: Session, { question }: WhyFacts) =>
  session.counts.find((count) => count.slotTypeId === question.slotTypeId && count.total > 0);

/** The asked moment; `undefined` when no time was asked for, or the clocks make it no one moment. */
export function askedAt({ question }: WhyFacts): Instant | undefined {
  if (question.minutes === undefined) return undefined;
  const at = instantOf(question.day, question.minutes);
  return typeof at === 'number' ? at : undefined;
}
