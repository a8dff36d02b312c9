/**
 * Free slots and booked ones → the sessions of the diary with their slots and counts. SystmOne has no sessions: one is what a
 * clinic (user, site, clinic type) has on a day. Blocked slots are in neither answer and so nowhere. Pure.
 */
import { type SessionId, type SlotTypeId, asId } from '#shared/domain/ids.ts';
import type { Clinician, Session, SlotTypeCount } from '#shared/domain/session.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, asInstant, later } from '#shared/domain/time.ts';

import { type SlotValues, groupIdOf, sessionIdOf, slotIdOf } from './systmone-ids.ts';
import { slotTypeIdOf } from './parse/systmone-parse-organisation.ts';
import { type BookingSeen, type SlotSeen, lengthOf } from './parse/systmone-parse-slots.ts';
import { givePlaces, placeInMark } from './systmone-places.ts';

export interface SessionSeen {
  readonly session: Session;
  /** By start, then by id. */
  readonly slots: readonly PulledSlot[];
}

/** Equal parallel slots, whichever of the two answers told of them. */
interface Group {
  readonly first: SlotSeen;
  free: number;
  readonly booked: BookingSeen[];
}

interface Gathered {
  readonly first: SlotSeen;
  readonly slots: PulledSlot[];
  readonly typeNames: Map<SlotTypeId, string>;
  endsAt: Instant;
}

/** `users`: user name → name for people. */
export function joinDiary(
  free: readonly SlotSeen[],
  booked: readonly BookingSeen[],
  users: ReadonlyMap<string, string>,
): readonly SessionSeen[] {
  const sessions = new Map<SessionId, Gathered>();
  for (const [groupId, group] of groupsOf(free, booked)) {
    const { first } = group;
    const id = sessionIdOf(first.values, first.day);
    let gathered = sessions.get(id);
    if (!gathered) {
      gathered = { first, slots: [], typeNames: new Map(), endsAt: first.startsAt.at };
      sessions.set(id, gathered);
    }
    const ends = later(first.startsAt.at, lengthOf(first));
    gathered.endsAt = asInstant(Math.max(gathered.endsAt, ends));
    const typeId = slotTypeIdOf(first.values.slotType);
    if (!gathered.typeNames.has(typeId)) gathered.typeNames.set(typeId, first.values.slotType);
    gathered.slots.push(...slotsOf(groupId, group, id));
  }
  return [...sessions].map(([id, gathered]) => sessionOf(id, gathered, users)).toSorted(byStart);
}

function groupsOf(free: readonly SlotSeen[], booked: readonly BookingSeen[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  const groupOf = (seen: SlotSeen): Group => {
    const id = groupIdOf(seen.values);
    const known = groups.get(id);
    if (known) return known;
    const group: Group = { first: seen, free: 0, booked: [] };
    groups.set(id, group);
    return group;
  };
  for (const seen of free) groupOf(seen).free += 1;
  for (const seen of booked) groupOf(seen).booked.push(seen);
  return groups;
}

function slotsOf(groupId: string, { first, free, booked }: Group, sessionId: SessionId): PulledSlot[] {
  const { at, isCertain } = first.startsAt;
  const slot = {
    sessionId,
    slotTypeId: slotTypeIdOf(first.values.slotType),
    day: first.day,
    startsAt: at,
    durationMin: first.values.durationMin,
  };
  const places = givePlaces(
    free,
    booked.map((seen) => {
      const ours = placeInMark(seen.comments);
      const order = seen.uid ?? seen.bookedFor ?? '';
      return { seen, order, ...(ours === undefined ? {} : { ours }) };
    }),
  );
  return [
    ...places.open.map((place): PulledSlot => ({
      ...slot,
      id: slotIdOf(groupId, place),
      status: isCertain ? 'open' : 'unknown',
    })),
    ...places.taken.map(({ place, by: { seen } }): PulledSlot => ({
      ...slot,
      id: slotIdOf(groupId, place),
      status: isCertain ? seen.status : 'unknown',
      ...(seen.bookedFor === undefined ? {} : { bookedFor: seen.bookedFor }),
      ...(seen.uid === undefined ? {} : { appointmentId: seen.uid }),
      ...(seen.attendance === undefined ? {} : { attendance: seen.attendance }),
      ...(seen.comments === undefined ? {} : { note: seen.comments }),
    })),
  ];
}

function sessionOf(
  id: SessionId,
  { first, slots, typeNames, endsAt }: Gathered,
  users: ReadonlyMap<string, string>,
): SessionSeen {
  const { siteName, clinicType } = first.values;
  const inOrder = slots.toSorted(
    (one, other) => one.startsAt - other.startsAt || Number(one.id > other.id) - Number(one.id < other.id),
  );
  const session: Session = {
    id,
    name: clinicType,
    day: first.day,
    startsAt: inOrder[0]?.startsAt ?? first.startsAt.at,
    endsAt,
    site: { id: asId(siteName), name: siteName },
    clinicians: clinicianOf(first.values, users),
    counts: [...typeNames].map(([typeId, name]) => countOf(typeId, name, slots)),
  };
  return { session, slots: inOrder };
}

function clinicianOf({ userName }: SlotValues, users: ReadonlyMap<string, string>): readonly Clinician[] {
  return userName === '' ? [] : [{ id: asId(userName), name: users.get(userName) || userName }];
}

function countOf(slotTypeId: SlotTypeId, slotTypeName: string, slots: readonly PulledSlot[]): SlotTypeCount {
  const mine = slots.filter((slot) => slot.slotTypeId === slotTypeId);
  const of = (status: PulledSlot['status']) => mine.filter((slot) => slot.status === status).length;
  return {
    slotTypeId,
    slotTypeName,
    total: mine.length,
    open: of('open'),
    booked: of('booked'),
    blocked: 0,
    embargoed: 0,
  };
}

const byStart = (one: SessionSeen, other: SessionSeen): number =>
  one.session.startsAt - other.session.startsAt ||
  Number(one.session.id > other.session.id) - Number(one.session.id < other.session.id);
