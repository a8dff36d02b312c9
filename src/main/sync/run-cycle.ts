/**
 * One reading of a window of the diary: sessions and counts of the whole window, then day by day the slots that need
 * it, or all of them where they came along. A day that cannot be proven whole is left as it was and the others go on; a lost connection ends the reading.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { CLOCK_LIMIT_MS, CLOCK_WARN_MS } from '#shared/domain/freshness.ts';
import type { PaceBand } from '#shared/domain/reading-pace.ts';
import type { Reading } from '#shared/domain/reading.ts';
import type { Session } from '#shared/domain/session.ts';
import { type Instant, type LocalDay, MINUTE, daysOf } from '#shared/domain/time.ts';

import type { Ask, DayWindow } from '../ports/ehr-diary.ts';
import { suspectDays, vanishingOf } from './guard-vanishing.ts';
import { pullSessions } from './pull-diary.ts';
import { type DayDone, type ReadingDeps, forgetWhatIsBack, readDay } from './read-day.ts';

export interface CycleAsked {
  readonly name: Reading['band'];
  /** Whose pace applies. */
  readonly band: PaceBand;
  readonly window: DayWindow;
  /** Read every session with an active type, whatever its counts and age. */
  readonly isFull: boolean;
  readonly ask: Ask;
}

export interface CycleDone {
  readonly name: Reading['band'];
  readonly startedAt: Instant;
  readonly failure?: Failure;
  /** Days that wait for a second reading that says the same. */
  readonly suspectDays: number;
  readonly skewMs?: number;
}

/** `undefined` while the two clocks agree well enough for times to mean the same on both sides. */
export function faultOfClock(skewMs: number | undefined, ehr: string): Failure | undefined {
  if (skewMs === undefined || Math.abs(skewMs) <= CLOCK_LIMIT_MS) return undefined;
  const minutes = Math.round(Math.abs(skewMs) / MINUTE);
  const side = skewMs > 0 ? 'behind' : 'ahead of';
  return failure(
    'clock-wrong',
    `This PC's clock is ${minutes} minutes ${side} ${ehr}'s, so no time can be trusted.`,
    { detail: `clock skew ${skewMs} ms` },
  );
}

const EMPTY: DayDone = { sessionsRead: 0, slotsRead: 0, slotsChanged: 0, isSuspect: false };
const goesOn = (trouble: Failure): boolean => trouble.kind === 'not-complete';

function byDay(sessions: readonly Session[], days: readonly LocalDay[]): Map<LocalDay, Session[]> {
  const grouped = new Map(days.map((day): [LocalDay, Session[]] => [day, []]));
  for (const session of sessions) grouped.get(session.day)?.push(session);
  return grouped;
}

export async function runCycle(deps: ReadingDeps, asked: CycleAsked): Promise<CycleDone> {
  const { store, diary, clock, log } = deps;
  const { window, ask } = asked;
  const startedAt = clock.now();
  const startedMs = clock.monotonicMs();
  const generation = store.write((tx) => tx.days.nextGeneration());
  await deps.failpoint?.('generation-taken');
  const active = store.read.slotTypes.all().filter((type) => type.isActive);
  const activeSince = new Map(active.map((type) => [type.id, type.switchedAt ?? 0]));

  let sessions: readonly Session[] = [];
  let total = EMPTY;
  let suspects = 0;
  let trouble: Failure | undefined;
  const pulled = await pullSessions({ diary, now: () => clock.now() }, window, ask);
  const skewMs = pulled.ok ? pulled.value.skewMs : undefined;
  if (skewMs !== undefined && Math.abs(skewMs) > CLOCK_WARN_MS) log.warn('sync.clock-skew', { skewMs });
  trouble = pulled.ok ? faultOfClock(skewMs, diary.product) : pulled.failure;

  if (pulled.ok && !trouble) {
    sessions = pulled.value.sessions;
    const { slots } = pulled.value;
    await deps.failpoint?.('mid-reading');
    const ofDays = byDay(sessions, daysOf(window.from, window.to));
    const vanishings = [...ofDays].map(([day, ofDay]) =>
      vanishingOf(day, store.read.sessions.onDay(day), ofDay, (type) => activeSince.has(type), startedAt),
    );
    for (const [day, ofDay] of ofDays) forgetWhatIsBack(deps.memory, { day, sessions: ofDay, activeSince });
    const suspectByCounts = suspectDays(vanishings, diary.sees.emptySessions);
    for (const [day, ofDay] of ofDays) {
      const done = await readDay(deps, {
        day,
        generation,
        startedAt,
        startedMs,
        band: asked.band,
        isFull: asked.isFull,
        activeSince,
        sessions: ofDay,
        ...(slots && { slots }),
        isSuspect: suspectByCounts.has(day),
        ask,
      });
      total = {
        ...total,
        sessionsRead: total.sessionsRead + done.sessionsRead,
        slotsRead: total.slotsRead + done.slotsRead,
        slotsChanged: total.slotsChanged + done.slotsChanged,
      };
      if (done.isSuspect) suspects += 1;
      trouble ??= done.failure;
      if (done.failure && !goesOn(done.failure)) break;
    }
  }

  await deps.failpoint?.('days-applied');
  if (trouble?.kind !== 'stopped')
    store.write((tx) =>
      tx.readings.add({
        band: asked.name,
        from: window.from,
        to: window.to,
        startedAt,
        durationMs: Math.round(clock.monotonicMs() - startedMs),
        sessions: sessions.length,
        sessionsRead: total.sessionsRead,
        slotsRead: total.slotsRead,
        slotsChanged: total.slotsChanged,
        ...(trouble ? { failure: trouble } : {}),
      }),
    );
  return {
    name: asked.name,
    startedAt,
    suspectDays: suspects,
    ...(trouble ? { failure: trouble } : {}),
    ...(skewMs === undefined ? {} : { skewMs }),
  };
}
