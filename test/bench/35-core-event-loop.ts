/**
 * The longest that the event loop is away in the whole core while it reads a diary over the wire for the first time, with
 * a window that is told of every change and a patient who asks for slots all the while. Parsing, proof, rows, the offer
 * engine's counts and the window's changes: all of it is in here. A practice of the usual size, then one of 100,000 slots.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { SLOT_TYPES } from '../../src/main/sample-practice/diary/practice-plan.ts';
import type { AppChange } from '../../src/shared/contract/snapshot.ts';
import { createBookingSiteCaller } from './support/booking-site-caller.ts';
import { openBenchCore } from './support/bench-core.ts';
import { startSample } from './support/own-processes.ts';
import { report, say } from './support/report.ts';
import { type LongestBlock, watchBlocks } from './support/watch-blocks.ts';

type Size = Pick<Parameters<typeof startSample>[0], 'clinicians' | 'slotsPerSession'>;

const LONGEST_MS = 50;
const ASK_EVERY_MS = 500;
const LIMIT_OF_READING_MS = 120_000;
const TYPE = SLOT_TYPES.gpTelephone.name;

async function longestBlock(size: Size): Promise<LongestBlock> {
  const { ehr, stop: stopSample } = await startSample({ lively: 60, ...size });
  const days = new Set<string>();
  let changes = 0;
  /** The window's side of the bridge. */
  function hear(change: AppChange): void {
    changes += 1;
    for (const { id } of change.days?.put ?? []) days.add(id);
  }

  const { core, site, horizonDays, close } = await openBenchCore(ehr, hear);
  await createBookingSiteCaller(site).untilOffered({ slotType: TYPE }, 1);

  const watch = watchBlocks();
  const startMs = performance.now();
  const snapshot = await core.handlers.app.snapshot();
  if (!snapshot.ok) throw new Error(snapshot.failure.message);
  Object.keys(snapshot.value.days).forEach((day) => days.add(day));
  while (days.size <= horizonDays) {
    if (performance.now() - startMs > LIMIT_OF_READING_MS) throw new Error('The first reading does not end.');
    // As a browser would, without looking into the answer: that is not the app's work.
    await (await fetch(`${site}/api/slots?${new URLSearchParams({ slotType: TYPE })}`)).arrayBuffer();
    await wait(ASK_EVERY_MS);
  }
  const seconds = (performance.now() - startMs) / 1_000;
  const longest = await watch.end();
  const slots = await close();
  await stopSample();
  say(`${slots} slots read in ${seconds.toFixed(0)} s, the window heard ${changes} changes`);
  return longest;
}

const SIZES: readonly (readonly [string, Size])[] = [
  ['usual practice', {}],
  ['100,000 slots', { clinicians: 30, slotsPerSession: 99 }],
];
for (const [words, size] of SIZES) {
  const name = `longest block of the whole core, ${words}`;
  const { ms, cpuMs } = await longestBlock(size);
  report({ name, value: ms, unit: 'ms', limit: LONGEST_MS });
  report({ name: `${name}, CPU alone`, value: cpuMs, unit: 'ms', limit: LONGEST_MS });
}
