/**
 * Reads one day of the diary and applies it with its watermark in one transaction. Between planning and applying there
 * is no await: what the plan was made from is what it is applied to. Before them everything else has its turn.
 */
import type { Failure } from '#shared/domain/failure.ts';
import type { SessionId, SlotId, SlotTypeId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { PaceBand } from '#shared/domain/reading-pace.ts';
import { type Session, sameCounts } from '#shared/domain/session.ts';
import type { PulledSlot, Slot } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, formatDay } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import type { Ask, EhrDiary } from '../ports/ehr-diary.ts';
import type { Log } from '../ports/log.ts';
import type { Store, StoreWriter } from '../store/store.ts';
import { longestPaceMs } from './back-off.ts';
import type { AtSyncFailpoint } from './failpoints.ts';
import {
  type ActiveSince,
  type SessionRead,
  agreeOnOpen,
  chooseSessions,
  hasActiveType,
  slotsReadAtOf,
} from './choose-sessions.ts';
import { type Missing, believe, isBack, isStriking, missingOf } from './guard-vanishing.ts';
import { type DiaryPlan, planDiaryChanges } from './plan-diary-changes.ts';
import { type DayPulled, type GivenSlots, proveDay, pullDay } from './pull-diary.ts';
import type { ReadingMemory } from './reading-memory.ts';
import { startedAsOf } from './watch-time.ts';

export interface ReadingDeps {
  readonly store: Store;
  readonly diary: EhrDiary;
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: ReadingMemory;
  readonly failpoint?: AtSyncFailpoint;
  readonly onSlotsPulled?: OnSlotsPulled;
}

/** Whoever keeps an eye on our bookings hears of a day's slots with who holds them, once the day is applied. Must not throw. */
export type OnSlotsPulled = (seen: {
  readonly day: LocalDay;
  readonly startedAt: Instant;
  readonly slots: readonly PulledSlot[];
}) => void;

export interface DayAsked {
  readonly day: LocalDay;
  readonly generation: number;
  readonly startedAt: Instant;
  /** The same on the monotonic clock. */
  readonly startedMs: number;
  readonly band: PaceBand;
  readonly isFull: boolean;
  readonly activeSince: ActiveSince;
  /** The day's sessions as just pulled. */
  readonly sessions: readonly Session[];
  /** With their slots, where the protocol gave them: then nothing more is asked. */
  readonly slots?: GivenSlots;
  /** By the counts, too much has vanished. */
  readonly isSuspect: boolean;
  readonly ask: Ask;
}

export interface DayDone {
  readonly sessionsRead: number;
  readonly slotsRead: number;
  readonly slotsChanged: number;
  readonly isSuspect: boolean;
  readonly failure?: Failure;
}

function nextReads(
  asked: DayAsked,
  pulled: DayPulled,
  before: ReadonlyMap<SessionId, SessionRead>,
  stored: ReadonlyMap<SessionId, Session>,
): Map<SessionId, SessionRead> {
  const reads = new Map<SessionId, SessionRead>();
  for (const session of pulled.sessions) {
    const slots = pulled.slots.get(session.id);
    const known = before.get(session.id);
    if (!slots) {
      if (known) reads.set(session.id, known);
      continue;
    }
    // Asked again once, not for ever: an EHR may count as free something that it lists otherwise.
    const twin = stored.get(session.id);
    const isSameAgain =
      known?.hasAgreed === false && twin !== undefined && sameCounts(twin.counts, session.counts);
    const hasAgreed = isSameAgain || agreeOnOpen(session, slots, asked.activeSince);
    reads.set(session.id, { at: asked.startedAt, hasAgreed });
  }
  return reads;
}

const withActive = (sessions: readonly Session[], activeSince: ActiveSince): ReadonlySet<SessionId> =>
  new Set(sessions.filter((session) => hasActiveType(session, activeSince)).map(({ id }) => id));

/**
 * What a day was missed for and is listed again is missed no more, though its slots may now fail to come: otherwise a later
 * reading would pass for the second that says the same.
 */
export function forgetWhatIsBack(
  memory: ReadingMemory,
  { day, sessions, activeSince }: Pick<DayAsked, 'day' | 'sessions' | 'activeSince'>,
): void {
  const missing = memory.suspicionOf(day)?.missing;
  const listed = { slots: new Set<SlotId>(), sessions: withActive(sessions, activeSince) };
  if (missing && isBack(missing, listed)) memory.setSuspicion(day, undefined);
}

const countSlots = (slots: ReadonlyMap<SessionId, readonly Slot[]>): number =>
  [...slots.values()].reduce((total, ofSession) => total + ofSession.length, 0);

export async function readDay(deps: ReadingDeps, asked: DayAsked): Promise<DayDone> {
  const { store, clock, memory, log } = deps;
  const { day, startedMs, generation, band, activeSince } = asked;
  const isActive = (type: SlotTypeId): boolean => activeSince.has(type);
  const wasSuspect = store.read.days.byDay(day)?.state === 'suspect';
  const askForSlots = (): Promise<Outcome<DayPulled>> => {
    const chosen = chooseSessions({
      sessions: asked.sessions,
      stored: new Map(store.read.sessions.onDay(day).map((session) => [session.id, session])),
      reads: memory.readsOf(day),
      activeSince,
      startedAt: asked.startedAt,
      countsEveryMs: longestPaceMs(band),
      slotsEveryMs: band.slotsEveryMs,
      isFull: asked.isFull || wasSuspect || asked.isSuspect,
    });
    const pull = { day, sessions: asked.sessions, chosen, isActive };
    return pullDay({ diary: deps.diary, now: () => clock.now() }, pull, asked.ask);
  };
  const answer = asked.slots ? proveDay(asked.sessions, asked.slots, isActive) : await askForSlots();
  const none = { sessionsRead: 0, slotsRead: 0, slotsChanged: 0, isSuspect: false };
  if (!answer.ok) return { ...none, failure: answer.failure };
  const pulled = answer.value;
  const read = { sessionsRead: pulled.slots.size, slotsRead: countSlots(pulled.slots) };

  await deps.failpoint?.('day-read');
  await clock.sleep(0);
  await deps.failpoint?.('before-apply');
  const startedAt = startedAsOf(asked.startedAt, clock.now(), clock.monotonicMs() - startedMs);
  const dated = { ...asked, startedAt };
  const done = store.write((tx): DayDone => {
    const before = tx.days.byDay(day);
    if (before && before.generation > generation) return { ...none, ...read }; // a newer reading has been applied
    const storedSessions = tx.sessions.onDay(day);
    const storedSlots = tx.slots.onDay(day);
    const now = clock.now();
    const plan = planDiaryChanges({
      startedAt,
      storedSessions,
      storedSlots,
      sessions: pulled.sessions,
      slots: pulled.slots,
      isActive,
    });
    const shown = {
      slots: new Set(pulled.seen.map(({ id }) => id)),
      sessions: withActive(pulled.sessions, activeSince),
    };
    const missing = missingOf(storedSlots, plan.removeSlots, shown, now);
    const toCome = storedSlots.filter((slot) => slot.startsAt > now).length;
    const isTooStriking = (one: Missing): boolean => isStriking(one, toCome, deps.diary.sees.bookedSlots);
    const isSuspect = asked.isSuspect || isTooStriking(missing);
    const belief = believe(
      { isSuspect, missing, shown, isStriking: isTooStriking, startedMs },
      memory.suspicionOf(day),
    );
    if (belief.kind === 'wait') {
      memory.setSuspicion(day, belief.suspicion);
      distrust(tx, dated, now);
      log.warn('sync.day-suspect', { day, slots: toCome, gone: missing.slots.size, isNew: !wasSuspect });
      return { ...none, ...read, isSuspect: true };
    }
    memory.setSuspicion(day, undefined);
    const stored = new Map(storedSessions.map((session) => [session.id, session]));
    const reads = nextReads(dated, pulled, memory.readsOf(day), stored);
    memory.setReads(day, reads);
    const slotsReadAt = slotsReadAtOf(pulled.sessions, reads, activeSince, startedAt) ?? before?.slotsReadAt;
    trust(tx, dated, plan, slotsReadAt, now);
    void deps.failpoint?.('inside-apply');
    if (wasSuspect)
      tx.audit.add({
        at: now,
        kind: 'day-trusted',
        who: 'slotkeeper',
        subject: day,
        why: isSuspect ? 'A second reading said the same.' : 'What had vanished is back.',
      });
    return { ...read, slotsChanged: plan.putSlots.length + plan.removeSlots.length, isSuspect: false };
  });
  await deps.failpoint?.('applied');
  if (!done.isSuspect) deps.onSlotsPulled?.({ day, startedAt, slots: pulled.seen });
  return done;
}

/** The rows stay as they were, with the age they had; only the day's word is withdrawn. */
function distrust(tx: StoreWriter, asked: DayAsked, now: Instant): void {
  const { day, generation, startedAt } = asked;
  const before = tx.days.byDay(day);
  tx.days.apply(
    {
      day,
      generation,
      countsReadAt: before?.countsReadAt ?? startedAt,
      ...(before?.slotsReadAt === undefined ? {} : { slotsReadAt: before.slotsReadAt }),
      state: 'suspect',
      suspectSince: before?.suspectSince ?? startedAt,
      putSessions: [],
      removeSessions: [],
      putSlots: [],
      removeSlots: [],
    },
    now,
  );
  if (before?.state === 'suspect') return;
  tx.audit.add({
    at: now,
    kind: 'day-suspect',
    who: 'slotkeeper',
    subject: day,
    why: `A session, or many slots at once, vanished from ${formatDay(day)}; nothing of it is offered until a second reading says the same.`,
  });
}

function trust(
  tx: StoreWriter,
  { day, generation, startedAt }: DayAsked,
  plan: DiaryPlan,
  slotsReadAt: Instant | undefined,
  now: Instant,
): void {
  tx.days.apply(
    {
      day,
      generation,
      countsReadAt: startedAt,
      ...(slotsReadAt === undefined ? {} : { slotsReadAt }),
      state: 'whole',
      ...plan,
    },
    now,
  );
}
