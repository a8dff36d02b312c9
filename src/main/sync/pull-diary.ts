/**
 * The calls of a reading: sessions window by window, and slots session by session where they did not come with them. Every
 * answer is proven before it is handed on; a session whose counts and slots were asked apart and differ is asked once
 * more, because staff may have changed it in between. Told in one answer they cannot differ: then the answer is wrong.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { SessionId, SlotTypeId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot, Slot } from '#shared/domain/slot.ts';
import { type LocalDay, MINUTE, addDays } from '#shared/domain/time.ts';

import type { Ask, DayWindow, EhrDiary } from '../ports/ehr-diary.ts';
import { faultOfDay, faultOfEntries, faultOfSessions, faultOfSlots } from './prove-reading.ts';

/** Enough to hide the EHR's latency; the request budget sets the true pace. */
const AT_ONCE = 4;

/** Longer than any request may take, waiting for its turn included. */
const LONGEST_ANSWER_MS = 2 * MINUTE;

/** The window in pieces that the EHR accepts. */
export function piecesOf({ from, to }: DayWindow, maxDays: number): DayWindow[] {
  const pieces: DayWindow[] = [];
  for (let start = from; start <= to; start = addDays(start, maxDays)) {
    const end = addDays(start, maxDays - 1);
    pieces.push({ from: start, to: end < to ? end : to });
  }
  return pieces;
}

export interface SessionsRead {
  readonly sessions: readonly Session[];
  /** Of every session, where the protocol gives them with the sessions. */
  readonly slots?: GivenSlots;
  /** The EHR's clock minus ours, in milliseconds, where it tells. */
  readonly skewMs?: number;
}

export async function pullSessions(
  { diary, now }: { readonly diary: EhrDiary; readonly now: () => number },
  window: DayWindow,
  ask: Ask,
): Promise<Outcome<SessionsRead>> {
  const sessions: Session[] = [];
  const slots = new Map<SessionId, readonly PulledSlot[]>();
  let hasSlots = true;
  let skewMs: number | undefined;
  for (const piece of piecesOf(window, diary.sees.maxWindowDays)) {
    const askedAt = now();
    const answer = await diary.pullSessions(piece, ask);
    if (!answer.ok) return answer;
    sessions.push(...answer.value.sessions);
    hasSlots &&= answer.value.slots !== undefined;
    for (const [id, ofSession] of answer.value.slots ?? []) slots.set(id, ofSession);
    // An answer that took so long was waited for by a PC asleep: it tells nothing of the clocks.
    const answeredAt = now();
    if (answer.value.ehrClock !== undefined && Math.abs(answeredAt - askedAt) <= LONGEST_ANSWER_MS)
      skewMs = Math.round(answer.value.ehrClock - (askedAt + answeredAt) / 2);
  }
  const fault = faultOfSessions(sessions, window) ?? (hasSlots ? faultOfEntries(sessions, slots) : undefined);
  if (fault) return failed(fault);
  return ok({ sessions, ...(hasSlots ? { slots } : {}), ...(skewMs === undefined ? {} : { skewMs }) });
}

/** Only what the store may keep: who holds a slot and what the diary notes on it stay behind here. */
const bare = ({
  id,
  sessionId,
  slotTypeId,
  day,
  startsAt,
  durationMin,
  status,
  channel,
}: PulledSlot): Slot => ({
  id,
  sessionId,
  slotTypeId,
  day,
  startsAt,
  durationMin,
  status,
  ...(channel && { channel }),
});

/** As the diary gave them with the sessions. */
export type GivenSlots = ReadonlyMap<SessionId, readonly PulledSlot[]>;
type SlotsSoFar = Map<SessionId, readonly PulledSlot[]>;

/** A few sessions at once; the first failure ends the rest. */
async function pullSlots(
  diary: EhrDiary,
  sessions: readonly Session[],
  ask: Ask,
): Promise<Outcome<SlotsSoFar>> {
  const pulled: SlotsSoFar = new Map();
  const waiting = [...sessions];
  let trouble: Failure | undefined;
  const pullNext = async (): Promise<void> => {
    for (let session = waiting.shift(); session && !trouble; session = waiting.shift()) {
      const answer = ask.signal?.aborted
        ? failed(failure('stopped', 'The reading was stopped.'))
        : await diary.pullSlots(session, ask);
      if (answer.ok) pulled.set(session.id, answer.value);
      else trouble ??= answer.failure;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, pullNext));
  return trouble ? failed(trouble) : ok(pulled);
}

export interface DayPulled {
  /** The day's sessions; those that were asked a second time as they stood then. */
  readonly sessions: readonly Session[];
  readonly slots: ReadonlyMap<SessionId, readonly Slot[]>;
  /** The same with who holds them: for whoever looks for our bookings, and never for the store. */
  readonly seen: readonly PulledSlot[];
}

function pulledOf(sessions: readonly Session[], seen: SlotsSoFar): DayPulled {
  const slots = new Map([...seen].map(([id, ofSession]) => [id, ofSession.map(bare)] as const));
  return { sessions, slots, seen: [...seen.values()].flat() };
}

/** One day of what came in one answer: every session with its slots, proven against its own counts. Asks nobody. */
export function proveDay(
  sessions: readonly Session[],
  given: GivenSlots,
  isActive: (type: SlotTypeId) => boolean,
): Outcome<DayPulled> {
  const slots: SlotsSoFar = new Map();
  for (const session of sessions) {
    const ofSession = given.get(session.id) ?? [];
    const fault = faultOfSlots(session, ofSession, isActive);
    if (fault) return failed(fault);
    slots.set(session.id, ofSession);
  }
  const fault = faultOfDay(slots.values());
  return fault ? failed(fault) : ok(pulledOf(sessions, slots));
}

/** The slots of the chosen sessions of one day, asked for session by session and proven against the sessions' own counts. */
export async function pullDay(
  deps: { readonly diary: EhrDiary; readonly now: () => number },
  asked: {
    readonly day: LocalDay;
    readonly sessions: readonly Session[];
    readonly chosen: readonly Session[];
    readonly isActive: (type: SlotTypeId) => boolean;
  },
  ask: Ask,
): Promise<Outcome<DayPulled>> {
  const { day, chosen, isActive } = asked;
  const first = await pullSlots(deps.diary, chosen, ask);
  if (!first.ok) return first;
  const slots = first.value;
  let sessions = asked.sessions;
  const differs = (session: Session): boolean =>
    faultOfSlots(session, slots.get(session.id) ?? [], isActive) !== undefined;
  const doubtful = new Set(chosen.filter(differs).map((session) => session.id));
  if (doubtful.size > 0) {
    const again = await pullSessions(deps, { from: day, to: day }, ask);
    if (!again.ok) return again;
    const newer = new Map(again.value.sessions.map((session) => [session.id, session]));
    // All the others keep the counts that belong to what was read of them: newer counts would hide a change for good.
    sessions = sessions.flatMap((session) => {
      if (!doubtful.has(session.id)) return [session];
      const twin = newer.get(session.id);
      return twin ? [twin] : [];
    });
    for (const id of doubtful) slots.delete(id);
    const second = await pullSlots(
      deps.diary,
      sessions.filter((session) => doubtful.has(session.id)),
      ask,
    );
    if (!second.ok) return second;
    for (const [id, ofSession] of second.value) slots.set(id, ofSession);
    for (const session of sessions.filter(({ id }) => doubtful.has(id))) {
      const fault = faultOfSlots(session, slots.get(session.id) ?? [], isActive);
      if (fault) return failed(fault);
    }
  }
  const fault = faultOfDay(slots.values());
  return fault ? failed(fault) : ok(pulledOf(sessions, slots));
}
