/**
 * GP Connect's free slots → sessions with their slots. A session is one schedule on one day. Only free slots are ever told,
 * so the counts count those, and a session that is full is not seen. A slot whose schedule is missing proves that the
 * answer is not whole, and one outside the window that it answers something else.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { type SessionId, asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Session, SlotTypeCount } from '#shared/domain/session.ts';
import type { DeliveryChannel, PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, MINUTE } from '#shared/domain/time.ts';

import type { DayWindow } from '../../../ports/ehr-diary.ts';
import { openBundle } from './bundle.ts';
import { EXTENSION } from './names.ts';
import { type Schedule, odsCodesOf, parseSchedules } from './parse-schedules.ts';
import { GP_CONNECT, check, extensions, id, idIn, notUnderstood, reference, wireTime } from './resource.ts';
import { slotTypeIdOf, tidyName } from './slot-types.ts';
import type { WireTime } from './times.ts';

const WHAT = 'free slots';

const slot = z.object({
  id,
  extension: extensions,
  serviceType: z
    .array(z.object({ text: z.string().trim().min(1).max(500) }))
    .min(1)
    .max(50),
  schedule: reference,
  status: z.string().max(50),
  start: wireTime,
  end: wireTime,
});
type WireSlot = z.infer<typeof slot>;
const slots = z.array(slot);

export interface FreeSlots {
  readonly sessions: readonly Session[];
  readonly slots: ReadonlyMap<SessionId, readonly PulledSlot[]>;
  /** The names of the slot types that were met, as the diary spells them. */
  readonly typeNames: readonly string[];
  /** The ODS codes of the organisations that the slots belong to; empty when none were told. */
  readonly odsCodes: readonly string[];
}

export interface ParseSlotsDeps {
  readonly window: DayWindow;
  /** Some providers also give slots that have begun: those are dropped. */
  readonly now: Instant;
  readonly breathe: () => Promise<void>;
}

/** Weeks of a large practice take 100 ms and more: parsed in pieces, with `breathe` between them. */
const SLOTS_AT_ONCE = 200;

export async function parseFreeSlots(json: unknown, deps: ParseSlotsDeps): Promise<Outcome<FreeSlots>> {
  const beside = ['Schedule', 'Practitioner', 'Location', 'Organization'] as const;
  const bundle = openBundle(json, WHAT, 'Slot', beside);
  if (!bundle.ok) return bundle;
  const schedules = parseSchedules(bundle.value);
  if (!schedules.ok) return schedules;

  const rows = bundle.value.Slot;
  const drafts = new Map<SessionId, Draft>();
  for (let from = 0; from < rows.length; from += SLOTS_AT_ONCE) {
    if (from > 0) await deps.breathe();
    const piece = check(slots, rows.slice(from, from + SLOTS_AT_ONCE), WHAT);
    if (!piece.ok) return piece;
    for (const wire of piece.value) {
      const added = addTo(drafts, wire, schedules.value, deps);
      if (!added.ok) return added;
    }
  }
  const all = [...drafts.values()];
  return ok({
    sessions: all.map(sessionOf),
    slots: new Map(all.map(({ sessionId, places }) => [sessionId, places.map(({ pulled }) => pulled)])),
    typeNames: all.flatMap(({ places }) => places.map(({ typeName }) => typeName)),
    odsCodes: odsCodesOf(bundle.value.Organization),
  });
}

interface Draft {
  readonly sessionId: SessionId;
  readonly schedule: Schedule;
  readonly day: LocalDay;
  readonly places: { readonly pulled: PulledSlot; readonly typeName: string; readonly endsAt: Instant }[];
}

function addTo(
  drafts: Map<SessionId, Draft>,
  wire: WireSlot,
  schedules: ReadonlyMap<string, Schedule>,
  { window, now }: ParseSlotsDeps,
): Outcome<void> {
  const { start, end } = wire;
  const schedule = schedules.get(idIn(wire.schedule.reference, 'Schedule') ?? '');
  if (!schedule) {
    const why = failure('not-complete', `The answer of ${GP_CONNECT} is not whole.`, {
      detail: 'a slot without its schedule',
    });
    return failed(why);
  }
  if (start.day < window.from || start.day > window.to) {
    return failed(notUnderstood(WHAT, 'a slot outside the window'));
  }
  const durationMin = Math.round((end.at - start.at) / MINUTE);
  if (durationMin < 1 || durationMin > 1_440) return failed(notUnderstood(WHAT, 'a slot of no length'));
  if (start.at <= now) return ok(undefined);

  const sessionId = asId<SessionId>(`${schedule.id} ${start.day}`);
  const draft = drafts.get(sessionId) ?? { sessionId, schedule, day: start.day, places: [] };
  drafts.set(sessionId, draft);
  const typeName = tidyName(wire.serviceType[0]?.text ?? '');
  const { channel, isKnown } = channelOf(wire);
  const isFree = wire.status === 'free' && start.isCertain && end.isCertain && isKnown;
  draft.places.push({
    typeName,
    endsAt: end.at,
    pulled: {
      id: asId(wire.id),
      sessionId,
      slotTypeId: slotTypeIdOf(typeName),
      day: start.day,
      startsAt: start.at,
      durationMin,
      status: isFree ? 'open' : 'unknown',
      ...(channel === undefined ? {} : { channel }),
    },
  });
  return ok(undefined);
}

const CHANNELS: ReadonlyMap<string, DeliveryChannel> = new Map([
  ['In-person', 'in-person'],
  ['Telephone', 'telephone'],
  ['Video', 'video'],
]);
const channelExtension = z.object({ valueCode: z.string().max(100) });

/** A slot of any other channel (a visit, which may only be read) is not one that patients may be offered. */
function channelOf(wire: WireSlot): { readonly channel?: DeliveryChannel; readonly isKnown: boolean } {
  const given = wire.extension.find(({ url }) => url === EXTENSION.deliveryChannel);
  if (!given) return { isKnown: true };
  const channel = CHANNELS.get(channelExtension.safeParse(given).data?.valueCode ?? '');
  return channel === undefined ? { isKnown: false } : { channel, isKnown: true };
}

function sessionOf({ sessionId, schedule, day, places }: Draft): Session {
  const onDay = (time: WireTime | undefined) => (time?.isCertain && time.day === day ? [time.at] : []);
  const starts = [...onDay(schedule.opens), ...places.map(({ pulled }) => pulled.startsAt)];
  const ends = [...onDay(schedule.closes), ...places.map(({ endsAt }) => endsAt)];
  return {
    id: sessionId,
    name: schedule.name || 'Session',
    day,
    startsAt: starts.reduce((one, other) => (other < one ? other : one)),
    endsAt: ends.reduce((one, other) => (other > one ? other : one)),
    site: schedule.site,
    clinicians: schedule.clinicians,
    ...(schedule.role === undefined ? {} : { role: schedule.role }),
    counts: countsOf(places),
  };
}

function countsOf(places: Draft['places']): readonly SlotTypeCount[] {
  const counts = new Map<string, SlotTypeCount>();
  for (const { pulled, typeName } of places) {
    const { slotTypeId } = pulled;
    const so = counts.get(slotTypeId) ?? { slotTypeName: typeName, total: 0, open: 0 };
    counts.set(slotTypeId, {
      slotTypeId,
      slotTypeName: so.slotTypeName,
      total: so.total + 1,
      open: so.open + (pulled.status === 'open' ? 1 : 0),
      booked: 0,
      blocked: 0,
      embargoed: 0,
    });
  }
  return [...counts.values()];
}
