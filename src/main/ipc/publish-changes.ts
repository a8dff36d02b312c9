/**
 * Tells the window what changed, as whole rows, at most four times a second however fast the store moves. Only slices
 * whose rows have a newer revision are read again; a change names the revision it starts from, so a gap is noticed.
 */
import { type AppChange, type AppSnapshot, SLICES, type SliceName } from '#shared/contract/snapshot.ts';

import type { Clock } from '../ports/clock.ts';
import type { ChangedRows, Store } from '../store/store.ts';
import { diffRows } from './diff-rows.ts';
import type { RowsReader } from './read-rows.ts';

const SPACING_MS = 250;

/** Offered counts depend on holds, bookings and readings alike, and a hold's row on its session and slot type; all else follows its own table. */
export function slicesTouched(changed: ChangedRows): ReadonlySet<SliceName> {
  const touched = new Set<SliceName>();
  const days = changed.days.length > 0;
  const bookings = changed.bookings.length > 0;
  if (changed.slotTypes || days || changed.holds || bookings) touched.add('slotTypes');
  if (bookings) touched.add('bookings');
  if (changed.holds || days || changed.slotTypes) touched.add('holds');
  if (changed.health) touched.add('health');
  if (days) touched.add('days');
  if (changed.readings) touched.add('readings');
  if (changed.audit) touched.add('events');
  return touched;
}

export interface Publisher {
  /** The whole of it, for a window that opens or has missed something. */
  snapshot(): AppSnapshot;
  /** Something was written that no listener heard of. */
  look(): void;
  stop(): void;
}

export function createPublisher(deps: {
  readonly store: Store;
  readonly rows: RowsReader;
  readonly clock: Clock;
  readonly send: (change: AppChange) => void;
}): Publisher {
  const { store, rows, clock, send } = deps;
  const stopping = new AbortController();
  let sent: AppSnapshot | undefined;
  /** Handed out since, so ahead of `sent`: their windows may know rows that came and went between two changes. */
  let handedOut: readonly AppSnapshot[] = [];
  let isScheduled = false;

  function publish(): void {
    isScheduled = false;
    if (!sent || stopping.signal.aborted) return;
    const from = sent.revision;
    const to = store.read.revision();
    const touched = handedOut.length > 0 ? new Set(SLICES) : slicesTouched(store.changesSince(from));
    const known = [sent, ...handedOut];
    let next: AppSnapshot = { ...sent, revision: to };
    let change: AppChange = { from, to };
    for (const name of SLICES.filter((slice) => touched.has(slice))) {
      const after = rows.slice(name);
      const slice = diffRows<{ readonly id: string }>(
        known.map((snapshot) => snapshot[name]),
        after,
      );
      next = { ...next, [name]: after };
      if (slice) change = { ...change, [name]: slice };
    }
    sent = next;
    // A window takes no change to a revision that it has already: its rows stay as they were handed out.
    handedOut = handedOut.filter((snapshot) => snapshot.revision >= to);
    send(change);
  }

  function schedule(): void {
    if (isScheduled || stopping.signal.aborted) return;
    isScheduled = true;
    void clock.sleep(SPACING_MS, stopping.signal).then(publish);
  }

  const unsubscribe = store.onChanged(schedule);
  return {
    snapshot() {
      const slices = Object.fromEntries(SLICES.map((name) => [name, rows.slice(name)])) as Omit<
        AppSnapshot,
        'revision'
      >;
      const fresh: AppSnapshot = { ...slices, revision: store.read.revision() };
      if (sent) handedOut = [...handedOut, fresh];
      else sent = fresh;
      return fresh;
    },
    look: schedule,
    stop() {
      unsubscribe();
      stopping.abort();
    },
  };
}
