/** A thread for one border: a message that never ends hangs this thread, and not the proof that watches it. */
import { parentPort, workerData } from 'node:worker_threads';

import { ALL_BORDERS } from './all-borders.ts';
import { type Kind, tryBorder } from './try-border.ts';

export interface BorderOrder {
  /** The place in `ALL_BORDERS`. */
  readonly which: number;
  readonly seed: number;
  readonly times: number;
  /** Two numbers that the watcher reads: which kind of message, and which one. */
  readonly place: SharedArrayBuffer;
}

export const KINDS: readonly Kind[] = ['untouched', 'spoilt', 'cut off'];

if (parentPort) {
  const { which, seed, times, place } = workerData as BorderOrder;
  const now = new Int32Array(place);
  // What is refused is refused by an error: a hundred thousand traces of the stack take a third as long again.
  Error.stackTraceLimit = 0;
  const open = ALL_BORDERS[which];
  if (!open) throw new Error(`no border ${which}`);
  const done = await tryBorder(await open(), {
    seed,
    times,
    onMessage(kind, n) {
      now[0] = KINDS.indexOf(kind);
      now[1] = n;
    },
  });
  parentPort.postMessage(done);
}
