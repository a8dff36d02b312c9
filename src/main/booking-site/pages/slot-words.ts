/** Slots in the words that patients read, and in the groups that they choose from. Pure. */
import type { OfferedSlot } from '../deps.ts';
import type { DeliveryChannel } from '#shared/domain/slot.ts';
import {
  type Instant,
  type LocalDay,
  addDays,
  dayOf,
  daysBetween,
  formatClock,
  formatDayLong,
  minutesOf,
  weekdayOf,
} from '#shared/domain/time.ts';

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `Thursday 26 November`: the year only when it is another one than today's. */
export function dayWords(day: LocalDay, today: LocalDay): string {
  const long = formatDayLong(day);
  return day.slice(0, 4) === today.slice(0, 4) ? long.slice(0, -5) : long;
}

/** `Today`, `Tomorrow`, or nothing. */
export function nearWord(day: LocalDay, today: LocalDay): string | undefined {
  return ['Today', 'Tomorrow'][daysBetween(today, day)];
}

/** `today at 14:20`, `tomorrow at 09:10`, `Thursday 26 November at 09:10` */
export function whenWords(at: Instant, today: LocalDay): string {
  const day = dayOf(at);
  return `${nearWord(day, today)?.toLowerCase() ?? dayWords(day, today)} at ${formatClock(at)}`;
}

/** `Thursday 26 November at 09:10, for 10 minutes` */
export const wholeWhen = (
  { day, startsAt, durationMin }: Pick<OfferedSlot, 'day' | 'startsAt' | 'durationMin'>,
  today: LocalDay,
): string => `${dayWords(day, today)} at ${formatClock(startsAt)}, for ${count(durationMin, 'minute')}`;

/** With whom; a session that nobody is named on is called by its own name. */
export const withWhom = ({
  clinicianName,
  sessionName,
}: Pick<OfferedSlot, 'clinicianName' | 'sessionName'>) => clinicianName || sessionName;

const CHANNEL_WORDS: Readonly<Record<DeliveryChannel, string>> = {
  'in-person': 'In person',
  telephone: 'Telephone',
  video: 'Video',
};

/** How they are seen, where the diary says so; nothing is guessed from the name of a slot type. */
export const howWords = ({ channel }: Pick<OfferedSlot, 'channel'>): string | undefined =>
  channel && CHANNEL_WORDS[channel];

/** `Main site`, `Main site (telephone)` */
export function whereWords(slot: Pick<OfferedSlot, 'siteName' | 'channel'>): string {
  const how = howWords(slot);
  return how === undefined ? slot.siteName : `${slot.siteName} (${how.toLowerCase()})`;
}

export interface DayOfSlots {
  readonly day: LocalDay;
  readonly slots: number;
  readonly first: Instant;
}

export interface WeekOfDays {
  readonly monday: LocalDay;
  readonly days: readonly DayOfSlots[];
}

/** Days that have slots, by week. */
export function groupByWeek(slots: readonly OfferedSlot[]): WeekOfDays[] {
  const days = new Map<LocalDay, DayOfSlots>();
  for (const { day, startsAt } of slots) {
    const known = days.get(day);
    const first = known && known.first < startsAt ? known.first : startsAt;
    days.set(day, { day, slots: (known?.slots ?? 0) + 1, first });
  }
  const weeks = new Map<LocalDay, DayOfSlots[]>();
  for (const entry of [...days.values()].toSorted((a, b) => a.first - b.first)) {
    const monday = addDays(entry.day, 1 - weekdayOf(entry.day));
    weeks.set(monday, [...(weeks.get(monday) ?? []), entry]);
  }
  return [...weeks].map(([monday, entries]) => ({ monday, days: entries }));
}

export function weekWords(monday: LocalDay, today: LocalDay): string {
  const weeksAhead = daysBetween(addDays(today, 1 - weekdayOf(today)), monday) / 7;
  return (
    ['This week', 'Next week'][weeksAhead] ?? `Week of ${dayWords(monday, today).replace('Monday ', '')}`
  );
}

export type PartOfDay = 'Morning' | 'Afternoon' | 'Evening';

export interface TimesOfOne {
  readonly who: string;
  /** The site, with how patients are seen where that is known. */
  readonly where: string;
  readonly parts: readonly { readonly part: PartOfDay; readonly slots: readonly OfferedSlot[] }[];
}

const partOf = (at: Instant): PartOfDay => {
  const minutes = minutesOf(at);
  if (minutes < 12 * 60) return 'Morning';
  return minutes < 18 * 60 ? 'Afternoon' : 'Evening';
};

/** One group for each clinician, site and way of being seen, who is free soonest first. */
export function groupTimes(slots: readonly OfferedSlot[]): TimesOfOne[] {
  const groups = new Map<string, OfferedSlot[]>();
  for (const slot of slots.toSorted((a, b) => a.startsAt - b.startsAt)) {
    const key = JSON.stringify([withWhom(slot), whereWords(slot)]);
    groups.set(key, [...(groups.get(key) ?? []), slot]);
  }
  return [...groups.values()].flatMap((ofOne) => {
    const [first] = ofOne;
    if (!first) return [];
    const parts = (['Morning', 'Afternoon', 'Evening'] as const)
      .map((part) => ({ part, slots: ofOne.filter((slot) => partOf(slot.startsAt) === part) }))
      .filter((part) => part.slots.length > 0);
    return [{ who: withWhom(first), where: whereWords(first), parts }];
  });
}

export interface TypeCount {
  readonly slots: number;
  readonly days: number;
  readonly first: Instant;
}

/** How much there is of each slot type, by its id. */
export function countByType(slots: readonly OfferedSlot[]): ReadonlyMap<string, TypeCount> {
  const byType = new Map<string, { slots: number; days: Set<LocalDay>; first: Instant }>();
  for (const { slotTypeId, day, startsAt } of slots) {
    const known = byType.get(slotTypeId) ?? { slots: 0, days: new Set<LocalDay>(), first: startsAt };
    known.slots += 1;
    known.days.add(day);
    if (startsAt < known.first) known.first = startsAt;
    byType.set(slotTypeId, known);
  }
  return new Map(
    [...byType].map(([id, { slots: n, days, first }]) => [id, { slots: n, days: days.size, first }]),
  );
}
