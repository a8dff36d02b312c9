/**
 * Notices when another process has written to the store: the command line switching a slot type while this one runs.
 * Such a write is no news to this process's listeners, so the revision on disk is held against the last one heard of.
 */
import { SECOND } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import type { Store } from '../store/store.ts';

const LOOK_EVERY_MS = SECOND;

export function watchOtherWriters(deps: {
  readonly store: Pick<Store, 'read' | 'onChanged'>;
  readonly clock: Clock;
  readonly changed: () => void;
}): { start(): void; stop(): void } {
  const { store, clock, changed } = deps;
  const stopping = new AbortController();
  let heardOf = store.read.revision();
  const unsubscribe = store.onChanged(({ from, to }) => {
    if (from > heardOf) changed();
    heardOf = to;
  });

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      const onDisk = store.read.revision();
      if (onDisk > heardOf) changed();
      heardOf = onDisk;
    }
  }

  return {
    start: () => void watch(),
    stop() {
      unsubscribe();
      stopping.abort();
    },
  };
}
