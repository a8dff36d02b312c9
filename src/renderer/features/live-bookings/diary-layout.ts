/**
 * Where everything stands in the day diary, in pixels. Pure. One column per clinician, whatever number of sessions they
 * have; slots that overlap in one column (two rooms under one name) share its width in lanes.
 */
import type { DayDiary, DiarySession, DiarySlot } from '#shared/contract/rows.ts';
import { MINUTE, minutesOf } from '#shared/domain/time.ts';

export interface PlacedSlot {
  readonly slot: DiarySlot;
  readonly session: DiarySession;
  readonly top: number;
  readonly height: number;
  readonly lane: number;
  readonly lanes: number;
}

export interface PlacedSession {
  readonly session: DiarySession;
  readonly top: number;
  readonly height: number;
}

export interface DiaryColumn {
  readonly key: string;
  readonly clinicianName: string;
  readonly sites: readonly string[];
  readonly open: number;
  readonly offered: number;
  readonly sessions: readonly PlacedSession[];
  /** By start, then lane: the order in which the arrow keys go. */
  readonly slots: readonly PlacedSlot[];
}

export interface DiaryLayout {
  readonly columns: readonly DiaryColumn[];
  /** First and last minute after midnight, on whole hours. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly pixelsPerMinute: number;
  readonly height: number;
}

const ROW_PX = 24;
const USUAL_SLOT_MIN = 10;
const SHORTEST_DRAWN_MIN = 5;
const DAY_START = 8 * 60;
const DAY_END = 18 * 60;

export function layDiary(diary: Pick<DayDiary, 'sessions'>): DiaryLayout {
  const { sessions } = diary;
  const slots = sessions.flatMap((session) => session.slots);
  const shortest = Math.min(USUAL_SLOT_MIN, ...slots.map((slot) => slot.durationMin || USUAL_SLOT_MIN));
  const pixelsPerMinute = ROW_PX / Math.max(SHORTEST_DRAWN_MIN, shortest);
  const starts = [...sessions, ...slots].map((thing) => minutesOf(thing.startsAt));
  const ends = [
    ...sessions.map((session) => endMinute(session.startsAt, (session.endsAt - session.startsAt) / MINUTE)),
    ...slots.map((slot) => endMinute(slot.startsAt, slot.durationMin)),
  ];
  const fromMinute = Math.floor(Math.min(DAY_START, ...starts) / 60) * 60;
  const toMinute = Math.ceil(Math.max(DAY_END, ...ends) / 60) * 60;
  const y = (minute: number) => (minute - fromMinute) * pixelsPerMinute;

  const byClinician = new Map<string, DiarySession[]>();
  for (const session of sessions) {
    const name = session.clinicianName || session.name;
    byClinician.set(name, [...(byClinician.get(name) ?? []), session]);
  }
  const columns = [...byClinician]
    .map(([name, own]) => layColumn(name, own, y, pixelsPerMinute))
    .sort((a, b) => a.clinicianName.localeCompare(b.clinicianName, 'en-GB'));
  return { columns, fromMinute, toMinute, pixelsPerMinute, height: y(toMinute) };
}

/** Past midnight stays in the day's column. */
const endMinute = (startsAt: Parameters<typeof minutesOf>[0], minutes: number): number =>
  Math.min(24 * 60, minutesOf(startsAt) + minutes);

function layColumn(
  clinicianName: string,
  sessions: readonly DiarySession[],
  y: (minute: number) => number,
  pixelsPerMinute: number,
): DiaryColumn {
  const ordered = sessions.toSorted((a, b) => a.startsAt - b.startsAt);
  const sum = (of: (session: DiarySession) => number) =>
    ordered.reduce((total, session) => total + of(session), 0);
  return {
    key: clinicianName,
    clinicianName,
    sites: [...new Set(ordered.map((session) => session.siteName))],
    open: sum((session) => session.open),
    offered: sum((session) => session.offered),
    sessions: ordered.map((session) => ({
      session,
      top: y(minutesOf(session.startsAt)),
      height: ((session.endsAt - session.startsAt) / MINUTE) * pixelsPerMinute,
    })),
    slots: layLanes(ordered, y, pixelsPerMinute),
  };
}

/** Slots that overlap in time form a group; each takes the first lane that is free when it starts. */
function layLanes(
  sessions: readonly DiarySession[],
  y: (minute: number) => number,
  pixelsPerMinute: number,
): PlacedSlot[] {
  const all = sessions
    .flatMap((session) => session.slots.map((slot) => ({ slot, session })))
    .sort((a, b) => a.slot.startsAt - b.slot.startsAt || a.slot.id.localeCompare(b.slot.id));
  const placed: PlacedSlot[] = [];
  let group: Omit<PlacedSlot, 'lanes'>[] = [];
  let laneEnds: number[] = [];
  const closeGroup = () => {
    placed.push(...group.map((one) => ({ ...one, lanes: laneEnds.length })));
    group = [];
    laneEnds = [];
  };
  for (const { slot, session } of all) {
    const end = slot.startsAt + slot.durationMin * MINUTE;
    if (laneEnds.every((laneEnd) => laneEnd <= slot.startsAt)) closeGroup();
    const free = laneEnds.findIndex((laneEnd) => laneEnd <= slot.startsAt);
    const lane = free === -1 ? laneEnds.length : free;
    laneEnds[lane] = end;
    group.push({
      slot,
      session,
      lane,
      top: y(minutesOf(slot.startsAt)),
      height: Math.max(SHORTEST_DRAWN_MIN, slot.durationMin) * pixelsPerMinute,
    });
  }
  closeGroup();
  return placed;
}
