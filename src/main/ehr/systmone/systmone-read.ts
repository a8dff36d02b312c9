/**
 * Reading the diary: two calls for the same days, joined. A window that proves too large for one answer is read in pieces
 * from then on. What is narrowed by us is filtered by us too: TPP's text and schema differ on what the parameters do.
 */
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type LocalDay, addDays, daysBetween, daysOf } from '#shared/domain/time.ts';

import type { Clock } from '../../ports/clock.ts';
import type { Ask, DayWindow, SoughtSlot } from '../../ports/ehr-diary.ts';
import type { SystmOneSession } from './line/systmone-session.ts';
import { type Narrow, formatDiaryAsk, formatFreeAsk } from './systmone-format.ts';
import { groupOfSlot } from './systmone-ids.ts';
import { type SessionSeen, joinDiary } from './systmone-join.ts';
import { type BookingSeen, type SlotSeen, parseDiary, parseFreeSlots } from './parse/systmone-parse-slots.ts';

export interface DiaryReader {
  /** Every session of the days, both included, with its slots. */
  readDays(window: DayWindow, ask: Ask): Promise<Outcome<readonly SessionSeen[]>>;
  /**
   * Those of these days that have a booking that is wanted, with what is booked on them and nothing that is free: half of the
   * requests. A booking of ours has the same id here as in a whole reading, others may not.
   */
  readBookedDays(
    window: DayWindow,
    isWanted: (booking: BookingSeen) => boolean,
    ask: Ask,
  ): Promise<Outcome<readonly SessionSeen[]>>;
  /** What the clinic of this session has on its day: more than the session where it is not known whose it is. */
  readAround(session: Session, ask: Ask): Promise<Outcome<readonly SessionSeen[]>>;
}

export function createDiaryReader(
  systmOne: SystmOneSession,
  { clock, maxDays }: { readonly clock: Clock; readonly maxDays: number },
): DiaryReader {
  /** Falls when so many days have proven too large for one answer. */
  let daysAtOnce = maxDays;
  /** Nobody, and whoever was asked for already. */
  const askedFor = new Set(['']);

  async function askBooked(window: DayWindow, narrow: Narrow, ask: Ask) {
    const diary = await systmOne.call('GetDiary', formatDiaryAsk(window, narrow), ask);
    if (!diary.ok) return failed(diary.failure);
    return parseDiary(diary.response, window, () => clock.sleep(0, ask.signal));
  }

  async function read(window: DayWindow, narrow: Narrow, ask: Ask): Promise<Outcome<readonly SessionSeen[]>> {
    const breathe = () => clock.sleep(0, ask.signal);
    // The booked ones first: a slot that is booked between the two answers is then in neither, and missing for one reading.
    // The other way round it would be in both: still free by the older answer, beside a booking that is its own.
    const booked = await askBooked(window, narrow, ask);
    if (!booked.ok) return booked;
    const slots = await systmOne.call('GetAppointmentSlots', formatFreeAsk(window, narrow), ask);
    if (!slots.ok) return failed(slots.failure);
    const free = await parseFreeSlots(slots.response, window, breathe);
    if (!free.ok) return free;
    const named = await usersOf([...free.value, ...booked.value], ask);
    if (!named.ok) return named;
    const users = named.value;
    const seen: SessionSeen[] = [];
    // Day by day: the 15,000 slots of four weeks in one go would hold up everything else for 160 ms.
    const freeOn = byDay(free.value);
    const bookedOn = byDay(booked.value);
    for (const day of daysOf(window.from, window.to)) {
      await breathe();
      seen.push(...joinDiary(freeOn.get(day) ?? [], bookedOn.get(day) ?? [], users));
    }
    return ok(seen);
  }

  /** Somebody who has joined since the organisation was asked is asked for once: login names are not for patients. */
  async function usersOf(seen: readonly SlotSeen[], ask: Ask): Promise<Outcome<ReadonlyMap<string, string>>> {
    const users = () => systmOne.organisation()?.users ?? new Map<string, string>();
    const known = users();
    const unknown = new Set(
      seen.map(({ values }) => values.userName).filter((name) => !known.has(name) && !askedFor.has(name)),
    );
    if (unknown.size === 0) return ok(known);
    for (const name of unknown) askedFor.add(name);
    const told = await systmOne.askOrganisation(ask);
    // Unless it is another practice by now, the reading stands without the name.
    return told.ok || told.failure.kind !== 'wrong-organisation' ? ok(users()) : told;
  }

  async function readBooked(
    window: DayWindow,
    isWanted: (booking: BookingSeen) => boolean,
    ask: Ask,
  ): Promise<Outcome<readonly SessionSeen[]>> {
    const booked = await askBooked(window, {}, ask);
    if (!booked.ok) return booked;
    const days = new Set(booked.value.filter(isWanted).map(({ day }) => day));
    const onThem = booked.value.filter(({ day }) => days.has(day));
    return ok(joinDiary([], onThem, systmOne.organisation()?.users ?? new Map<string, string>()));
  }

  async function inPieces(
    { from, to }: DayWindow,
    readPiece: (piece: DayWindow) => Promise<Outcome<readonly SessionSeen[]>>,
  ): Promise<Outcome<readonly SessionSeen[]>> {
    const seen: SessionSeen[] = [];
    for (let start = from; start <= to;) {
      const last = addDays(start, daysAtOnce - 1);
      const end = last < to ? last : to;
      const piece = await readPiece({ from: start, to: end });
      const days = daysBetween(start, end) + 1;
      if (!piece.ok && piece.failure.kind === 'too-large' && days > 1) {
        daysAtOnce = Math.ceil(days / 2);
        continue;
      }
      if (!piece.ok) {
        // Too large for a single day: then it was never the number of days.
        if (piece.failure.kind === 'too-large') daysAtOnce = maxDays;
        return piece;
      }
      seen.push(...piece.value);
      start = addDays(end, 1);
    }
    return ok(seen);
  }

  return {
    readDays: (window, ask) => inPieces(window, (piece) => read(piece, {}, ask)),
    readBookedDays: (window, isWanted, ask) => inPieces(window, (piece) => readBooked(piece, isWanted, ask)),
    readAround: (session, ask) =>
      read(
        { from: session.day, to: session.day },
        { userName: session.clinicians[0]?.id ?? '', siteName: session.site.id },
        ask,
      ),
  };
}

/**
 * The slot that is sought. With a booking: equal slots cannot be told apart, so the one with our mark is it, else one of the
 * same patient, else one that is open, else the place itself or whichever somebody else has. Pure.
 */
export function seekSlot(
  seen: readonly SessionSeen[],
  { slotId, booking }: SoughtSlot,
): PulledSlot | undefined {
  const slots = seen.flatMap((one) => one.slots);
  const itself = slots.find(({ id }) => id === slotId);
  if (!booking) return itself;
  const group = groupOfSlot(slotId);
  const equal = slots.filter(({ id }) => groupOfSlot(id) === group);
  return (
    equal.find(({ note }) => note?.includes(booking.token)) ??
    equal.find(({ bookedFor }) => bookedFor === booking.patientId) ??
    (itself?.status === 'open' ? itself : equal.find(({ status }) => status === 'open')) ??
    itself ??
    equal[0]
  );
}

function byDay<T extends { readonly day: LocalDay }>(
  rows: readonly T[],
): ReadonlyMap<LocalDay, readonly T[]> {
  const days = new Map<LocalDay, T[]>();
  for (const row of rows) {
    const known = days.get(row.day);
    if (known) known.push(row);
    else days.set(row.day, [row]);
  }
  return days;
}
