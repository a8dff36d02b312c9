/** What a booking could be moved to, filtered by what is typed and grouped by day. Pure. */
import type { MoveChoice } from '#shared/contract/bookings.ts';
import { type LocalDay, formatClock, formatDay } from '#shared/domain/time.ts';
import { matches } from '../../ui/match-words.ts';

/** More than anybody reads; typing finds the others. */
const MOST_SHOWN = 80;

export interface ChoiceDays {
  readonly days: readonly { readonly day: LocalDay; readonly choices: readonly MoveChoice[] }[];
  readonly found: number;
  readonly left: number;
}

export function groupChoices(choices: readonly MoveChoice[], typed: string): ChoiceDays {
  const asked = typed.trim();
  const found = choices.filter(
    (choice) =>
      asked === '' ||
      matches(
        [
          formatDay(choice.day),
          formatClock(choice.startsAt),
          choice.slotTypeName,
          choice.clinicianName,
          choice.siteName,
        ].join(' '),
        asked,
      ),
  );
  const byDay = new Map<LocalDay, MoveChoice[]>();
  // As they came: the same slot type first, soonest first; of those shown, each day by its clock.
  for (const choice of found.slice(0, MOST_SHOWN)) {
    const ofDay = byDay.get(choice.day) ?? [];
    byDay.set(choice.day, ofDay);
    ofDay.push(choice);
  }
  const days = [...byDay]
    .map(([day, ofDay]) => ({ day, choices: ofDay.toSorted((a, b) => a.startsAt - b.startsAt) }))
    .toSorted((a, b) => a.day.localeCompare(b.day));
  return { days, found: found.length, left: Math.max(0, found.length - MOST_SHOWN) };
}
