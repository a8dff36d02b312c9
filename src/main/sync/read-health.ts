/**
 * What a reading does to the health of reading. The near days speak for it; but while other days, or the list of slot
 * types, keep failing, it is late at best: a green light over half a diary would be a lie.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Health, initialHealth, nextHealth } from '#shared/domain/health.ts';
import { type PaceBand } from '#shared/domain/reading-pace.ts';
import { type Instant, SECOND } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import type { Store, StoreWriter } from '../store/store.ts';

/** How often another part must have failed in a row before the light says so. */
const OTHERS_MAY_FAIL = 3;

/**
 * Past this age the last complete reading of the near days is late. A lost EHR must show within 30 s, also one that
 * swallows every request until it times out.
 */
export const lateAfterMs = (near: PaceBand): number =>
  near.countsEveryMs + Math.max(10 * SECOND, near.countsEveryMs * 0.8);

const suspectDays = (days: number): Failure =>
  failure(
    'doubted',
    `A session, or many slots at once, vanished from ${days === 1 ? 'one day' : `${days} days`}; that is believed only when a second reading says the same.`,
  );

export interface OtherTrouble {
  readonly failuresInARow: number;
  readonly failure: Failure;
}

/** Health after the near days were read whole, given how the other parts fare. */
export function afterSuccess(
  health: Health,
  at: Instant,
  asOf: Instant,
  others: Iterable<OtherTrouble>,
): Health {
  const well = nextHealth(health, { kind: 'succeeded', at, asOf });
  const worst = [...others]
    .filter(({ failuresInARow }) => failuresInARow >= OTHERS_MAY_FAIL)
    .toSorted((one, other) => other.failuresInARow - one.failuresInARow)[0];
  if (!worst) return well;
  const since = health.state === 'late' ? health.since : at;
  return { ...well, state: 'late', since, failure: worst.failure };
}

/** A new run knows nothing yet, whatever the last one knew; only its last success is still a fact. */
export function atStart(stored: Health | undefined, at: Instant): Health {
  const fresh = initialHealth('read', at);
  const known =
    stored?.lastSuccessAt === undefined ? fresh : { ...fresh, lastSuccessAt: stored.lastSuccessAt };
  return nextHealth(known, { kind: 'started', at });
}

const isTrouble = (health: Health | undefined): boolean => health?.state === 'not-in-step';

function putHealth(tx: StoreWriter, before: Health | undefined, after: Health, at: Instant): void {
  tx.health.put(after);
  if (isTrouble(before) === isTrouble(after)) return;
  tx.audit.add({
    at,
    kind: isTrouble(after) ? 'trouble-opened' : 'trouble-closed',
    who: 'slotkeeper',
    subject: 'read',
    ...(isTrouble(after) && after.failure ? { why: after.failure.message } : {}),
  });
}

export interface ReadHealth {
  isInStep(): boolean;
  started(): void;
  /** `asOf`: start of the reading. */
  succeeded(asOf: Instant): void;
  failed(failure: Failure, nextTryAt: Instant): void;
  timePassed(lateAfter: number): void;
  /** Another part than the near days: `undefined` when it went well. */
  other(part: string, failure: Failure | undefined): void;
  /** Days that were read and are not believed. Told at once: nothing of them is offered. */
  suspected(part: string, days: number): void;
}

export function createReadHealth({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Clock;
}): ReadHealth {
  const others = new Map<string, OtherTrouble>();
  const suspicions = new Map<string, OtherTrouble>();
  function move(decide: (health: Health, at: Instant) => Health): void {
    const at = clock.now();
    const before = store.read.health.of('read') ?? initialHealth('read', at);
    const after = decide(before, at);
    if (after !== before) store.write((tx) => putHealth(tx, before, after, at));
  }
  return {
    isInStep: () => store.read.health.of('read')?.state === 'in-step',
    started: () => {
      const at = clock.now();
      const stored = store.read.health.of('read');
      // Trouble of the last run is not over because we began again: it stays open until a reading succeeds.
      if (!isTrouble(stored)) store.write((tx) => putHealth(tx, stored, atStart(stored, at), at));
    },
    succeeded: (asOf) => {
      // An outage is over for everybody. What the others failed at in it is not news; if they go on, they say so again.
      if (isTrouble(store.read.health.of('read'))) others.clear();
      move((health, at) => afterSuccess(health, at, asOf, [...others.values(), ...suspicions.values()]));
    },
    failed: (failure, nextTryAt) =>
      move((health, at) => nextHealth(health, { kind: 'failed', at, failure, nextTryAt })),
    timePassed: (lateAfter) =>
      move((health, at) => nextHealth(health, { kind: 'time-passed', at, lateAfterMs: lateAfter })),
    other: (part, failure) => {
      if (!failure) others.delete(part);
      else others.set(part, { failure, failuresInARow: (others.get(part)?.failuresInARow ?? 0) + 1 });
    },
    suspected: (part, days) => {
      if (days === 0) suspicions.delete(part);
      else suspicions.set(part, { failuresInARow: OTHERS_MAY_FAIL, failure: suspectDays(days) });
    },
  };
}
