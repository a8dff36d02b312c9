/**
 * G7: at each border of the app so many spoilt messages. None crashes, none hangs, none reaches a prototype; what was cut off is
 * never believed; and what was not touched always is, or nothing would be proven. A thread for each border, as many at once
 * as there are cores.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { type Proof, inParallel, messageOf } from '../proof.ts';
import { ALL_BORDERS } from './all-borders.ts';
import { type BorderOrder, KINDS } from './border-worker.ts';
import type { BorderDone } from './try-border.ts';

const WORKER = path.join(import.meta.dirname, 'border-worker.ts');
const LOOK_EVERY_MS = 1_000;
/** So long on one and the same message, on however busy a machine: it hangs. */
const STUCK_MS = 45_000;

/** What came of a border, or how it died and on which message. */
function tryInThread(order: Omit<BorderOrder, 'place'>): Promise<BorderDone | string> {
  const place = new SharedArrayBuffer(8);
  const now = new Int32Array(place);
  const where = (): string => `border ${order.which}, ${KINDS[now[0] ?? 0]}, message ${now[1] ?? 0}`;
  return new Promise((resolve) => {
    const workerData: BorderOrder = { ...order, place };
    const worker = new Worker(WORKER, { workerData, execArgv: [] });
    let last = '';
    let since = performance.now();
    const look = setInterval(() => {
      if (where() !== last) [last, since] = [where(), performance.now()];
      else if (performance.now() - since > STUCK_MS) end(`${where()} never ends`);
    }, LOOK_EVERY_MS);
    const end = (came: BorderDone | string): void => {
      clearInterval(look);
      resolve(came);
      void worker.terminate();
    };
    worker.on('message', (done: BorderDone) => end(done));
    worker.on('error', (problem) => end(`${where()} ended the thread: ${messageOf(problem)}`));
    worker.on('exit', (code) => end(`${where()} ended the thread with ${code}`));
  });
}

function lineOf({ name, passed, failures, counts, isCutEverywhere, seconds }: BorderDone): string {
  const ended = failures.length > 0 ? `${failures.length} FAILED` : `${passed} passed`;
  const cut =
    counts['cut off'] > 0 ? `, ${counts['cut off']} cut off${isCutEverywhere ? ' (at every byte)' : ''}` : '';
  return `  ${name.padEnd(25)}${ended} in ${seconds.toFixed(1)} s: ${counts.spoilt} spoilt (${counts.taken} harmless)${cut}, ${counts.untouched} untouched`;
}

/** `times`: spoilt messages at each border. */
export const proveFuzz: Proof = async ({ seed, times, say }) => {
  const all: BorderDone[] = [];
  const died: string[] = [];
  const atOnce = Math.min(4, Math.max(2, availableParallelism()));
  await inParallel([...ALL_BORDERS.keys()], atOnce, async (which) => {
    const done = await tryInThread({ which, seed, times });
    if (typeof done === 'string') died.push(`${done} (seed ${seed})`);
    else {
      all.push(done);
      say(lineOf(done));
    }
  });
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failures: [...died, ...all.flatMap(({ failures }) => failures)],
    notRun: [],
  };
};
