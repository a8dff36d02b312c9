/** Which slots a caller of the API asks for, decided from the query. Days mean whole days in the practice; `to` as a day is included. */
import type { FieldError } from '../http/problem.ts';
import type { OfferedQuestion, SiteSlotType } from '../deps.ts';
import { type SlotTypeId, asId } from '#shared/domain/ids.ts';
import {
  DAY,
  type Instant,
  addDays,
  dayOf,
  endOfDay,
  parseDay,
  parseInstant,
  startOfDay,
} from '#shared/domain/time.ts';

const MOST_DAYS = 31;
const DEFAULT_DAYS = 14;

export interface SlotsQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly slotType?: string | undefined;
}

type Parsed =
  | { readonly ok: true; readonly question: OfferedQuestion }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

function parseEdge(text: string, ofDay: (day: ReturnType<typeof dayOf>) => Instant): Instant | undefined {
  const day = parseDay(text);
  return day ? ofDay(day) : parseInstant(text);
}

export function parseSlotsQuery(query: SlotsQuery, types: readonly SiteSlotType[], now: Instant): Parsed {
  const errors: FieldError[] = [];
  const edge = (path: 'from' | 'to', text: string, ofDay: typeof startOfDay): Instant | undefined => {
    const at = parseEdge(text, ofDay);
    if (at === undefined) {
      errors.push({
        path,
        detail: 'Give a day (2026-05-12) or an instant with its offset (2026-05-12T09:10:00+01:00).',
      });
    }
    return at;
  };
  const from = query.from === undefined ? now : edge('from', query.from, startOfDay);
  const to =
    query.to === undefined
      ? endOfDay(addDays(dayOf(from ?? now), DEFAULT_DAYS))
      : edge('to', query.to, endOfDay);
  if (from !== undefined && to !== undefined) {
    if (to < from) errors.push({ path: 'to', detail: 'It lies before `from`.' });
    // One hour of grace: a month with the clocks going back is longer than its days.
    else if (to - from > MOST_DAYS * DAY + DAY / 24) {
      errors.push({ path: 'to', detail: `Ask for at most ${MOST_DAYS} days at once.` });
    }
  }
  if (errors.length > 0 || from === undefined || to === undefined) return { ok: false, errors };
  const asked = query.slotType;
  if (asked === undefined) return { ok: true, question: { from, to } };
  // A type that was switched off a moment ago is no mistake of the caller's: nothing of it is offered, that is all.
  const slotTypeId =
    types.find(({ id, name }) => id === asked || name === asked)?.id ?? asId<SlotTypeId>(asked);
  return { ok: true, question: { from, to, slotTypeId } };
}
