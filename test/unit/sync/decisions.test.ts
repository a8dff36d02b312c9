// Every pure decision of the sync loop, each by itself: when, which sessions, is it whole, is it believable.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { backOffMs, longestPaceMs, paceMs } from '../../../src/main/sync/back-off.ts';
import {
  type SessionRead,
  chooseSessions,
  hasActiveType,
  slotsReadAtOf,
} from '../../../src/main/sync/choose-sessions.ts';
import {
  type Missing,
  type Sighted,
  believe,
  isStriking,
  missingOf,
  suspectDays,
  vanishingOf,
} from '../../../src/main/sync/guard-vanishing.ts';
import { faultOfDay, faultOfSessions, faultOfSlots } from '../../../src/main/sync/prove-reading.ts';
import { piecesOf } from '../../../src/main/sync/pull-diary.ts';
import { afterSuccess, atStart, lateAfterMs } from '../../../src/main/sync/read-health.ts';
import { faultOfClock } from '../../../src/main/sync/run-cycle.ts';
import { lookAt, newsBetween, startedAsOf } from '../../../src/main/sync/watch-time.ts';
import { failure } from '../../../src/shared/domain/failure.ts';
import { type Health, initialHealth } from '../../../src/shared/domain/health.ts';
import type { SessionId, SlotId } from '../../../src/shared/domain/ids.ts';
import { paceBands } from '../../../src/shared/domain/reading-pace.ts';
import type { Session } from '../../../src/shared/domain/session.ts';
import {
  type Instant,
  type LocalDay,
  MINUTE,
  SECOND,
  addDays,
  daysOf,
  endOfDay,
  later,
} from '../../../src/shared/domain/time.ts';
import { sessionId, slotId, typeId } from '../../support/diary-of-rows.ts';
import { NOW, TODAY, TOMORROW, at, count, sessionOn, slotAt } from '../offer/facts.ts';

const bands = paceBands({ horizonDays: 28, nearEverySeconds: 15 });
const [near, soon, far] = bands as [(typeof bands)[0], (typeof bands)[0], (typeof bands)[0]];
const aFraction = fc.double({ min: 0, max: 0.999, noNaN: true });
const isActive = (type: string): boolean => type === 'gp';
const active = new Map([[typeId('gp'), 0]]);
const named = (name: string, more: Partial<Session> = {}): Session =>
  sessionOn(TOMORROW, { id: sessionId(name), ...more });

describe('back-off and pace', () => {
  const down = failure('unreachable', 'x');
  it('keeps retrying the near days within 15 s, and the others within 30 s, however long it lasts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), aFraction, (n, fraction) => {
        expect(backOffMs(n, down, 'near', fraction)).toBeLessThanOrEqual(15 * SECOND);
        expect(backOffMs(n, down, 'far', fraction)).toBeLessThanOrEqual(30 * SECOND);
        expect(backOffMs(n, down, 'near', fraction)).toBeGreaterThanOrEqual(250);
      }),
    );
  });
  it('obeys the time that the EHR asks for, and never hurries a refused sign-in', () => {
    expect(backOffMs(1, failure('busy', 'x', { retryAfterMs: 47_000 }), 'near', 0)).toBe(47_000);
    expect(backOffMs(1, failure('busy', 'x', { retryAfterMs: 9e9 }), 'near', 0)).toBe(10 * MINUTE);
    expect(backOffMs(1, failure('not-signed-in', 'x'), 'near', 0)).toBe(15 * SECOND);
    // Somebody has just logged on, or approved this PC, and is looking at the screen.
    for (const kind of ['not-open', 'device-waiting'] as const)
      for (const times of [1, 1_000])
        expect(backOffMs(times, failure(kind, 'x'), 'near', 0.999)).toBeLessThanOrEqual(3 * SECOND);
  });
  it('jitters, but never reads the near days later than their pace', () => {
    fc.assert(
      fc.property(aFraction, fc.integer({ min: 2, max: 300 }), (fraction, seconds) => {
        for (const band of paceBands({ horizonDays: 28, nearEverySeconds: seconds })) {
          const ms = paceMs(band, fraction);
          expect(ms).toBeLessThanOrEqual(longestPaceMs(band));
          expect(ms).toBeGreaterThanOrEqual(band.countsEveryMs * 0.8 - 1);
          if (band.name === 'near') expect(ms).toBeLessThanOrEqual(band.countsEveryMs);
        }
      }),
    );
  });
});

describe('the lag of near days', () => {
  it('is waiting and reading together, and both fit into the pace while a reading is short', () => {
    const [near] = paceBands({ horizonDays: 28, nearEverySeconds: 5 });
    if (!near) throw new Error('there is always a near band');
    fc.assert(
      fc.property(aFraction, fc.integer({ min: 0, max: 60_000 }), (fraction, tookMs) => {
        const ms = paceMs(near, fraction, tookMs);
        expect(ms).toBeGreaterThanOrEqual(3_500);
        if (tookMs <= 1_500) expect(ms + tookMs).toBeLessThanOrEqual(5_001);
      }),
    );
  });
});

describe('choosing sessions', () => {
  const read = (ageMs: number, hasAgreed = true): SessionRead => ({ at: later(NOW, -ageMs), hasAgreed });
  const sessions = [named('a'), named('b'), named('c'), named('d', { counts: [count('nurse', 9)] })];
  const choose = (more: Partial<Parameters<typeof chooseSessions>[0]> = {}): string[] =>
    chooseSessions({
      sessions,
      stored: new Map(sessions.map((session) => [session.id, session])),
      reads: new Map(sessions.map((session) => [session.id, read(0)])),
      activeSince: active,
      startedAt: NOW,
      countsEveryMs: 1,
      slotsEveryMs: 45 * SECOND,
      isFull: false,
      ...more,
    }).map((session) => session.id);
  // Of three, one is always due by turns; the others only when something calls for it.
  const calledFor = (chosen: string[], id: string): boolean => chosen.includes(id) && chosen.length === 1;

  it('never reads a session without an active type, not even in a full reading', () => {
    expect(choose({ isFull: true })).toEqual(['a', 'b', 'c']);
  });
  it('reads one that is new, unread, unsettled or whose counts changed', () => {
    const others = new Map(sessions.map((session) => [session.id, session]));
    expect(calledFor(choose({ stored: new Map([...others].filter(([id]) => id !== 'b')) }), 'b')).toBe(true);
    const reads = new Map(sessions.map((session) => [session.id, read(0)]));
    expect(calledFor(choose({ reads: new Map([...reads].filter(([id]) => id !== 'c')) }), 'c')).toBe(true);
    expect(calledFor(choose({ reads: new Map([...reads, [sessionId('c'), read(0, false)]]) }), 'c')).toBe(
      true,
    );
    const changed = sessions.map((s) =>
      s.id === 'b' ? { ...s, counts: [count('gp', 5, { booked: 3 })] } : s,
    );
    expect(calledFor(choose({ sessions: changed }), 'b')).toBe(true);
  });
  it('reads all of a day again when a type on it was switched on since', () => {
    const reads = new Map(sessions.map((session) => [session.id, read(9)]));
    const since = (type: string, ms: number) => new Map([...active, [typeId(type), NOW + ms]]);
    expect(choose({ reads, activeSince: since('gp', -9) })).toHaveLength(1);
    expect(choose({ reads, activeSince: since('gp', -8) })).toEqual(['a', 'b', 'c']);
    expect(choose({ reads, activeSince: since('nurse', -8) })).toEqual(['a', 'b', 'c', 'd']);
    // The clock was set back: reading again and again would not help.
    const now = new Map(sessions.map((session) => [session.id, read(0)]));
    expect(choose({ reads: now, activeSince: since('nurse', 60_000) })).toHaveLength(1);
  });

  it('keeps every session inside the age at which equal counts may hide a change, in even shares', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...bands),
        fc.infiniteStream(aFraction),
        (size, band, fractions) => {
          const many = Array.from({ length: size }, (_, i) => named(`s${i}`));
          const stored = new Map(many.map((session) => [session.id, session]));
          const reads = new Map<SessionId, SessionRead>();
          let startedAt: Instant = NOW;
          let calls = 0;
          const rounds = 60;
          for (let round = 0; round < rounds; round += 1) {
            const before = new Map(reads);
            const chosen = chooseSessions({
              sessions: many,
              stored: round === 0 ? new Map() : stored,
              reads,
              activeSince: active,
              startedAt,
              countsEveryMs: longestPaceMs(band),
              slotsEveryMs: band.slotsEveryMs,
              isFull: false,
            });
            calls += chosen.length;
            for (const { id } of chosen) {
              const last = before.get(id);
              if (last) expect(startedAt - last.at).toBeLessThanOrEqual(band.slotsEveryMs);
              reads.set(id, { at: startedAt, hasAgreed: true });
            }
            startedAt = later(startedAt, paceMs(band, fractions.next().value));
            for (const { at: readAt } of reads.values())
              expect(startedAt - readAt).toBeLessThanOrEqual(band.slotsEveryMs);
          }
          const fairShare = size + (rounds * size * longestPaceMs(band)) / band.slotsEveryMs;
          expect(calls).toBeLessThanOrEqual(fairShare * 2 + rounds);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('dates a day by its least lately read session', () => {
    const reads = new Map([
      [sessionId('a'), read(3)],
      [sessionId('b'), read(7)],
    ]);
    expect(slotsReadAtOf([named('a'), named('b')], reads, active, NOW)).toBe(NOW - 7);
    expect(slotsReadAtOf([named('a'), named('c')], reads, active, NOW)).toBeUndefined();
    expect(slotsReadAtOf([named('d', { counts: [count('nurse', 2)] })], reads, active, NOW)).toBe(NOW);
    expect(hasActiveType(named('e', { counts: [count('gp', 0)] }), active)).toBe(false);
  });
});

describe('the proof', () => {
  const window = { from: TODAY, to: TOMORROW };
  it.each<[string, Session[]]>([
    ['twice the same session', [named('a'), named('a')]],
    ['a day outside', [sessionOn(addDays(TODAY, 2))]],
    ['times of another day', [named('a', { startsAt: at(TODAY, '08:30') })]],
    ['ends before it starts', [named('a', { endsAt: at(TOMORROW, '08:00') })]],
    ['one type counted twice', [named('a', { counts: [count('gp', 1), count('gp', 2)] })]],
  ])('refuses sessions with %s', (_name, sessions) => {
    expect(faultOfSessions(sessions, window)?.kind).toBe('not-complete');
  });
  it('accepts what is right, an empty window too', () => {
    expect(faultOfSessions([named('a'), sessionOn(TODAY)], window)).toBeUndefined();
    expect(faultOfSessions([], window)).toBeUndefined();
  });

  const session = named('a', { counts: [count('gp', 2, { booked: 1 }), count('nurse', 5)] });
  const slots = [0, 1, 2].map((i) => slotAt(TOMORROW, `09:0${i}`, { sessionId: session.id }));
  it('holds the slots to the counts of the active types, and only to those', () => {
    expect(faultOfSlots(session, slots, isActive)).toBeUndefined();
    expect(faultOfSlots(session, slots, () => true)?.kind).toBe('not-complete');
    const another = slotAt(TOMORROW, '11:00', { sessionId: session.id, slotTypeId: typeId('gp2') });
    expect(faultOfSlots(session, [...slots, another], isActive)).toBeUndefined();
    expect(faultOfSlots(session, [...slots, another], (t) => t.startsWith('gp'))?.kind).toBe('not-complete');
  });
  it('refuses every shorter, longer, doubled or misplaced list', () => {
    const [first] = slots;
    if (!first) throw new Error('no slot');
    const bent = [
      slots.slice(1),
      slots.slice(0, 2),
      [],
      [...slots, first],
      [...slots.slice(1), { ...first, sessionId: sessionId('b') }],
      [...slots.slice(1), { ...first, day: TODAY }],
      [...slots.slice(1), { ...first, startsAt: endOfDay(TOMORROW) }],
    ];
    for (const list of bent) expect(faultOfSlots(session, list, isActive)?.kind).toBe('not-complete');
    expect(faultOfDay([slots, [first]])?.kind).toBe('not-complete');
    expect(faultOfDay([slots, []])).toBeUndefined();
  });
  it('asks in pieces that the EHR accepts, all days once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 90 }), (length, maxDays) => {
        const to = addDays(TODAY, length);
        const pieces = piecesOf({ from: TODAY, to }, maxDays);
        expect(pieces.flatMap((piece) => daysOf(piece.from, piece.to))).toEqual(daysOf(TODAY, to));
        for (const piece of pieces) expect(daysOf(piece.from, piece.to).length).toBeLessThanOrEqual(maxDays);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the guard against vanishing', () => {
  const day = (name: LocalDay, slots: [number, number], sessions: [number, number] = [9, 0]) => ({
    day: name,
    storedSlots: slots[0],
    goneSlots: slots[1],
    storedSessions: sessions[0],
    goneSessions: sessions[1],
  });
  it.each<[string, [number, number], [number, number], boolean]>([
    ['few, though all but one', [21, 20], [9, 8], false],
    ['more than few and more than 30%', [60, 21], [9, 2], true],
    ['many, but not 30%', [400, 120], [40, 5], false],
    ['many and more than 30%', [400, 121], [40, 5], true],
    ['a day that had one session and has none', [3, 3], [1, 1], true],
    ['sessions alone', [0, 0], [60, 21], true],
    ['a day that had nothing', [0, 0], [0, 0], false],
  ])('%s', (_name, slots, sessions, expected) => {
    expect(suspectDays([day(TODAY, slots, sessions)], true).has(TODAY)).toBe(expected);
  });
  it('where sessions without a free slot are not shown, a day booked up is no wonder, and one emptied of many still is', () => {
    expect(suspectDays([day(TODAY, [6, 6], [2, 2])], false).size).toBe(0);
    expect(suspectDays([day(TODAY, [21, 21], [2, 2])], false).has(TODAY)).toBe(true);
  });
  it('adds up the window: a little less on every day is too much together', () => {
    const days = [TODAY, TOMORROW].map((name) => day(name, [40, 15]));
    const untouched = day(addDays(TODAY, 2), [10, 0]);
    expect(suspectDays(days.slice(0, 1), true).size).toBe(0);
    expect([...suspectDays([...days, untouched], true)]).toEqual([TODAY, TOMORROW]);
  });
  it('counts only what was still to come', () => {
    const over = sessionOn(TODAY, {
      id: sessionId('over'),
      endsAt: at(TODAY, '09:00'),
      counts: [count('gp', 30)],
    });
    const next = sessionOn(TODAY, { id: sessionId('next'), counts: [count('gp', 8), count('nurse', 50)] });
    const less = { ...next, counts: [count('gp', 6)] };
    expect(vanishingOf(TODAY, [over, next], [less], isActive, NOW)).toEqual({
      day: TODAY,
      storedSlots: 8,
      goneSlots: 2,
      storedSessions: 1,
      goneSessions: 0,
    });
  });
  const slots = (session: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) =>
      slotAt(TOMORROW, '09:00', { id: slotId(`${session}${from + i}`), sessionId: sessionId(session) }),
    );
  const NOTHING = { slots: new Set<SlotId>(), sessions: new Set<SessionId>() };
  const shows = (...sessions: string[]) => ({ ...NOTHING, sessions: new Set(sessions.map(sessionId)) });
  const idsOf = (all: readonly { id: SlotId }[]): SlotId[] => all.map(({ id }) => id);
  const stored = [...slots('a', 0, 4), ...slots('b', 0, 9)];
  const goneFrom = (gone: readonly SlotId[], shown = shows('a', 'b')) => missingOf(stored, gone, shown, NOW);

  it('misses a session of which nothing to come is left, whether it is listed or not', () => {
    const [ofA, ofB] = [idsOf(stored.slice(0, 4)), idsOf(stored.slice(4))];
    expect(goneFrom(ofA, shows('b'))).toEqual({ slots: new Set(ofA), sessions: new Set(['a']) });
    expect(goneFrom(ofA.slice(1)).sessions.size).toBe(0);
    // All of its slots were made anew: it is not empty.
    expect(goneFrom(ofA).sessions.size).toBe(0);
    expect(goneFrom([...ofA, ...ofB], shows()).sessions.size).toBe(2);
  });
  it('misses it too when one of its slots stays only because we have just touched it', () => {
    const gone = idsOf(stored.slice(1, 4));
    expect(goneFrom(gone, shows('b'))).toEqual({ slots: new Set(gone), sessions: new Set(['a']) });
    const shown = { ...shows('b'), slots: new Set([slotId('a0')]) };
    expect(goneFrom(gone, shown).sessions.size).toBe(0);
    // The last one of all: what we have booked ourselves nobody has taken away.
    expect(missingOf(stored.slice(0, 1), [], shows('b'), NOW)).toEqual(NOTHING);
  });
  it('lets go of what is over', () => {
    const over = slots('a', 0, 3).map((slot) => ({ ...slot, day: TODAY, startsAt: NOW }));
    expect(missingOf(over, idsOf(over), NOTHING, NOW)).toEqual(NOTHING);
  });
  it('is struck by a lost session where booked slots are shown, and elsewhere by numbers alone', () => {
    const oneSession = goneFrom(idsOf(stored.slice(0, 4)), shows('b'));
    expect([true, false].map((sees) => isStriking(oneSession, 13, sees))).toEqual([true, false]);
    const many = { ...NOTHING, slots: new Set(idsOf(slots('c', 0, 21))) };
    expect([true, false].map((sees) => isStriking(many, 60, sees))).toEqual([true, true]);
    expect(isStriking(goneFrom(idsOf(stored.slice(0, 3))), 13, true)).toBe(false);
  });

  const reading = (missing: Missing, seconds: number, more: Partial<Sighted> = {}): Sighted => ({
    isSuspect: true,
    missing,
    shown: shows('b'),
    isStriking: (one) => isStriking(one, stored.length, true),
    startedMs: seconds * SECOND,
    ...more,
  });
  const ofA = goneFrom(idsOf(stored.slice(0, 4)), shows('b'));
  const first = believe(reading(ofA, 0), undefined);
  if (first.kind !== 'wait') throw new Error('believed at once');
  const { suspicion } = first;

  it('believes only a second reading that says the same half a minute later', () => {
    expect(believe(reading(ofA, 29.999), suspicion).kind).toBe('wait');
    expect(believe(reading(ofA, 30), suspicion).kind).toBe('believe');
    expect(believe(reading(NOTHING, 1, { isSuspect: false }), suspicion).kind).toBe('believe');
  });
  it('begins to wait anew when something is back, or something striking has followed', () => {
    const anew = (missing: Missing) => ({ kind: 'wait', suspicion: { sinceMs: 40 * SECOND, missing } });
    const shown = { slots: new Set([slotId('a2')]), sessions: shows('a', 'b').sessions };
    const others = goneFrom([slotId('a0')], shown);
    expect(believe(reading(others, 40, { shown }), suspicion)).toEqual(anew(others));
    const both = goneFrom(idsOf(stored), shows());
    expect(believe(reading(both, 40, { shown: shows() }), suspicion)).toEqual(anew(both));
  });
  it('is not held up by what goes one by one in a busy hour', () => {
    const more = goneFrom([...ofA.slots, slotId('b0'), slotId('b1')], shows('b'));
    expect(believe(reading(more, 30), suspicion).kind).toBe('believe');
  });
});

describe('health and time', () => {
  const health = (more: Partial<Health> = {}): Health => ({ ...initialHealth('read', NOW), ...more });
  it('never begins a run as in step, but remembers the last success as a fact', () => {
    const stored = health({ state: 'in-step', lastSuccessAt: NOW });
    expect(atStart(stored, later(NOW, 1))).toMatchObject({ state: 'checking', lastSuccessAt: NOW });
    expect(atStart(undefined, NOW)).toEqual({ ...initialHealth('read', NOW), state: 'checking' });
  });
  it('is late, not fine, while other days keep failing', () => {
    const trouble = failure('too-large', 'x');
    const after = (n: number) => afterSuccess(health(), NOW, NOW, [{ failuresInARow: n, failure: trouble }]);
    expect(after(2).state).toBe('in-step');
    expect(after(3)).toMatchObject({ state: 'late', failure: trouble, lastSuccessAt: NOW });
    expect(afterSuccess(after(3), later(NOW, 9), NOW, []).state).toBe('in-step');
    expect(afterSuccess(after(3), later(NOW, 9), NOW, [{ failuresInARow: 4, failure: trouble }]).since).toBe(
      NOW,
    );
  });
  it('is late within 30 s at the usual pace', () => {
    expect(lateAfterMs(near)).toBeLessThanOrEqual(30 * SECOND);
    expect(lateAfterMs(near)).toBeGreaterThan(near.countsEveryMs);
    expect([soon.name, far.name]).toEqual(['soon', 'far']);
  });
  it('dates a reading by the clock at its end: what it lost on the way counts, what it gained does not', () => {
    const began = (endsIn: number, tookMs: number) => startedAsOf(NOW, later(NOW, endsIn), tookMs) - NOW;
    expect(began(8_000, 8_000)).toBe(0);
    expect(began(7_500, 8_000.25)).toBe(0); // a correction, no step
    expect(began(-52_000, 8_000)).toBe(-60_000);
    expect(began(68_000, 8_000)).toBe(0); // set forward, or asleep: it only looks older
  });
  it('stops trusting times when the two clocks are more than four minutes apart', () => {
    expect(faultOfClock(undefined, 'EMIS Web')).toBeUndefined();
    expect(faultOfClock(-240_000, 'EMIS Web')).toBeUndefined();
    expect(faultOfClock(-360_000, 'EMIS Web')?.kind).toBe('clock-wrong');
    expect(faultOfClock(-360_000, 'EMIS Web')?.message).toContain('6 minutes ahead of EMIS Web');
    expect(faultOfClock(360_000, 'EMIS Web')?.message).toContain('6 minutes behind EMIS Web');
  });
  it('notices midnight, a sleep and a clock that was set', () => {
    const before = lookAt(NOW, 0);
    const after = (wallMs: number, monotonicMs: number) =>
      newsBetween(before, lookAt(later(NOW, wallMs), monotonicMs), 2_000);
    expect(after(2_000, 2_000)).toEqual([]);
    expect(after(60_000, 2_000)).toEqual(['woke-up']);
    expect(after(60_000, 60_000)).toEqual(['woke-up']);
    expect(after(-60_000, 2_000)).toEqual(['clock-set-back']);
    expect(newsBetween(lookAt(at(TODAY, '23:59'), 0), lookAt(at(TOMORROW, '00:00'), 0), 60_000)).toEqual([
      'new-day',
    ]);
  });
});
