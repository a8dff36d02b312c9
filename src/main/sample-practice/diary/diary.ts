/**
 * The diary itself: days thrown on demand, what people changed laid over them, and the one door
 * through which anything changes (`change`, `addSession`, `removeSession`), which writes the
 * journal first.
 *
 * Days are thrown lazily, about a millisecond each; whoever walks many of them takes breath
 * between (`days()` is an async walk), since this runs in the same process as the app.
 */
import type { SampleClock } from './clock.ts';
import { createBreather } from './clock.ts';
import { addDays, dayFromNumber, dayNumber, type LocalDay, wallClock } from './days.ts';
import {
  dayNumberOf,
  type DiarySession,
  type DiarySlot,
  FIRST_ADDED_SESSION,
  FIRST_DAY_NUMBER,
  SESSIONS_A_DAY,
  type SlotContent,
  sessionIdOf,
} from './diary-types.ts';
import { contentAfter, endedAfter } from './ended-bookings.ts';
import type { Journal, JournalRecord } from './journal.ts';
import { planDay } from './plan-day.ts';
import type { PracticePlan } from './practice-plan.ts';

export type Diary = ReturnType<typeof createDiary>;

/** Days gone by that are still in the diary. */
const DAYS_KEPT = 14;
const JOURNAL_LINES_BEFORE_TIDY = 20_000;

type Deps = { plan: PracticePlan; clock: SampleClock; journal: Journal; weeks: number };
type Sheet = { sessions: DiarySession[]; byId: Map<number, DiarySession> };
type SlotRecord = Extract<JournalRecord, { slot: number }>;

export function createDiary({ plan, clock, journal, weeks }: Deps) {
  const sheets = new Map<LocalDay, Sheet>();
  const slotChanges = new Map<number, SlotRecord>();
  const added = new Map<number, Extract<JournalRecord, { add: DiarySession }>>();
  const removed = new Map<number, Extract<JournalRecord, { remove: number }>>();
  const slotsOfPatient = new Map<number, Set<number>>();
  const slotsOncePatients = new Map<number, Set<number>>();
  let revision = 0;

  function remember(record: JournalRecord): void {
    revision = Math.max(revision, record.n);
    if ('slot' in record) slotChanges.set(record.slot, record);
    else if ('add' in record) added.set(record.add.id, record);
    else {
      removed.set(record.remove, record);
      added.delete(record.remove);
      for (const lost of record.was?.slots ?? []) holdEnded(lost);
    }
  }

  function note(index: Map<number, Set<number>>, patientNumber: number, slotId: number): void {
    const theirs = index.get(patientNumber) ?? new Set<number>();
    index.set(patientNumber, theirs.add(slotId));
  }

  function holdEnded(slot: DiarySlot): void {
    for (const { patientNumber } of slot.ended ?? []) note(slotsOncePatients, patientNumber, slot.id);
  }

  function tidyJournal(): void {
    const oldest = dayNumber(wallClock(clock.now()).day) - DAYS_KEPT;
    const kept = [...added.values(), ...removed.values(), ...slotChanges.values()].filter((record) => {
      const sessionId =
        'slot' in record ? sessionIdOf(record.slot) : 'add' in record ? record.add.id : record.remove;
      return dayNumberOf(sessionId) >= oldest;
    });
    journal.rewrite(kept.sort((one, other) => one.n - other.n));
  }

  for (const record of journal.replayed) remember(record);
  if (journal.lines() > JOURNAL_LINES_BEFORE_TIDY) tidyJournal();

  function write(record: JournalRecord): void {
    journal.append(record); // throws when the disk refuses: then nothing has changed
    remember(record);
    if (journal.lines() > JOURNAL_LINES_BEFORE_TIDY + 2 * slotChanges.size) tidyJournal();
  }

  function hold(slot: DiarySlot): void {
    if (slot.patientNumber !== null) note(slotsOfPatient, slot.patientNumber, slot.id);
    holdEnded(slot);
  }

  function lay(session: DiarySession): DiarySession {
    for (const slot of session.slots) {
      const change = slotChanges.get(slot.id);
      if (change) Object.assign(slot, change.to);
      hold(slot);
    }
    return session;
  }

  function bounds(): { first: LocalDay; last: LocalDay } {
    const today = wallClock(clock.now()).day;
    return { first: addDays(today, -DAYS_KEPT), last: addDays(today, weeks * 7) };
  }

  function sheet(day: LocalDay): Sheet | undefined {
    const known = sheets.get(day);
    if (known) return known;
    const { first, last } = bounds();
    if (day < first || day > last) return undefined;
    const extra = [...added.values()].filter((record) => record.add.day === day);
    const sessions = [...planDay(plan, day), ...extra.map((record) => structuredClone(record.add))]
      .filter((session) => !removed.has(session.id))
      .map(lay);
    const fresh = { sessions, byId: new Map(sessions.map((session) => [session.id, session])) };
    sheets.set(day, fresh);
    return fresh;
  }

  const session = (id: number): DiarySession | undefined =>
    Number.isSafeInteger(id) && id > 0 ? sheet(dayFromNumber(dayNumberOf(id)))?.byId.get(id) : undefined;

  const slot = (id: number): DiarySlot | undefined =>
    session(sessionIdOf(id))?.slots.find((candidate) => candidate.id === id);

  /** Walks the days that exist between two, both included, giving the event loop its turns. */
  async function* days(from: LocalDay, to: LocalDay): AsyncGenerator<readonly DiarySession[]> {
    const breathe = createBreather(4);
    const { first, last } = bounds();
    const end = to < last ? to : last;
    for (let day = from > first ? from : first; day <= end; day = addDays(day, 1)) {
      await breathe();
      yield sheet(day)?.sessions ?? [];
    }
  }

  /**
   * Changes a slot, on disk first. Decides nothing: `appointments.ts` asks the questions.
   * @param why of a booking that this ends
   */
  function change(target: DiarySlot, to: Partial<SlotContent>, why: string | null = null): void {
    const content = contentAfter(target, to, { revision: revision + 1, at: clock.now() }, why);
    write({ n: revision + 1, at: clock.now(), slot: target.id, to: content });
    if (target.patientNumber !== null) slotsOfPatient.get(target.patientNumber)?.delete(target.id);
    Object.assign(target, content);
    hold(target);
  }

  function addSession(build: (id: number) => DiarySession, day: LocalDay): DiarySession | undefined {
    const page = sheet(day);
    if (!page) return undefined;
    const base = (dayNumber(day) - FIRST_DAY_NUMBER) * SESSIONS_A_DAY;
    let id = base + FIRST_ADDED_SESSION;
    while (page.byId.has(id) || removed.has(id)) id += 1;
    if (id >= base + SESSIONS_A_DAY) return undefined;
    const fresh = build(id);
    write({ n: revision + 1, at: clock.now(), add: structuredClone(fresh) });
    page.sessions.push(fresh);
    page.byId.set(id, fresh);
    return fresh;
  }

  function removeSession(id: number): boolean {
    const gone = session(id);
    const page = gone && sheet(gone.day);
    if (!gone || !page) return false;
    const slots = gone.slots.map((lost) => {
      const ended = endedAfter(lost, null, revision + 1, 'The session was taken out of the diary');
      return { ...lost, ended };
    });
    const was = slots.some(({ ended }) => ended !== undefined) ? { was: { ...gone, slots } } : {};
    write({ n: revision + 1, at: clock.now(), remove: id, ...was });
    page.sessions.splice(page.sessions.indexOf(gone), 1);
    page.byId.delete(id);
    for (const lost of gone.slots) {
      if (lost.patientNumber !== null) slotsOfPatient.get(lost.patientNumber)?.delete(lost.id);
    }
    return true;
  }

  return {
    plan,
    clock,
    bounds,
    days,
    session,
    slot,
    change,
    addSession,
    removeSession,
    sessionsOn: (day: LocalDay): readonly DiarySession[] => sheet(day)?.sessions ?? [],
    /** Only of the days thrown so far: walk `days()` first. */
    slotIdsOf: (patientNumber: number): readonly number[] => [...(slotsOfPatient.get(patientNumber) ?? [])],
    /** Slots in which a booking of theirs has ended, those of sessions taken out too; only of the days thrown so far. */
    slotIdsOnceOf: (patientNumber: number): readonly number[] => [
      ...(slotsOncePatients.get(patientNumber) ?? []),
    ],
    /** A session taken out although it had, or had had, bookings. */
    removedSession: (id: number): DiarySession | undefined => removed.get(id)?.was,
    /** Grows whenever anybody changes the slot; 0 for one that nobody has touched. */
    slotRevision: (slotId: number): number => slotChanges.get(slotId)?.n ?? 0,
    revision: () => revision,
  };
}
