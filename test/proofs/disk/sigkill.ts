/**
 * G4: a writing process is killed at a random moment, again and again on one file. Every step that it said was on disk is there,
 * the one that it was at is there whole or not at all, and the audit trail tells the same story.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { CommandState } from '#shared/domain/command.ts';

import type { Store } from '../../../src/main/store/store.ts';
import { openStoreAt } from '../../support/open-test-store.ts';
import { createSeededDice } from '../../support/seeded-dice.ts';
import { bookingId } from '../../support/store-samples.ts';
import { type Proof, createTally } from '../proof.ts';

const CHILD = fileURLToPath(new URL('./sigkill-child.ts', import.meta.url));
const COMPILED = path.join(tmpdir(), 'slotkeeper-compiled');
const FILES = 2;
/** A kill falls within so many milliseconds of the first step. */
const WITHIN_MS = 40;
const STEPS: readonly CommandState[] = ['received', 'ready', 'sending', 'confirmed'];

/** What it said before it died, by booking: the last step. */
function writeUntilKilled(file: string, start: number, afterMs: number): Promise<Map<string, number>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, file, String(start)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    });
    let said = '';
    let trouble = '';
    let isCondemned = false;
    child.stderr.on('data', (text: Buffer) => (trouble += text.toString()));
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (isCondemned) return;
      isCondemned = true;
      setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`it ended by itself: ${trouble}`));
      // What follows the last line end was not said to the end.
      const lines = said.split('\n').slice(0, -1);
      resolve(new Map(lines.map((line) => [line.split(' ')[0] ?? '', STEPS.indexOf(stateIn(line))])));
    });
  });
}

const stateIn = (line: string): CommandState => line.split(' ')[1] as CommandState;
const stepOf = (store: Store, id: string): number => {
  const command = store.read.commands.byBooking(bookingId(id));
  return command ? STEPS.indexOf(command.state) : -1;
};

function troubleIn(store: Store, said: ReadonlyMap<string, number>, next: string): string | undefined {
  for (const [id, step] of said) {
    const now = stepOf(store, id);
    if (now < step) return `${id} was said to be ${STEPS[step]} and is ${STEPS[now] ?? 'not there'}`;
    const booking = store.read.bookings.byId(bookingId(id));
    if (!booking?.patient) return `${id} has lost its patient`;
    if ((booking.state === 'confirmed') !== (now === 3)) return `${id} and its command tell two stories`;
    const told = store.read.audit
      .recent(1_000_000)
      .filter(({ subject }) => subject === id)
      .map(({ to }) => to)
      .toReversed();
    if (told.join() !== STEPS.slice(0, now + 1).join()) return `${id}: the audit trail says ${told.join()}`;
  }
  // Only the step that it was at may be more than it said.
  const ahead = [...said].filter(([id, step]) => stepOf(store, id) > step);
  const isNextThere = stepOf(store, next) >= 0;
  if (ahead.length + (isNextThere ? 1 : 0) > 1) return 'more is there than one step that was not said';
  if (stepOf(store, next) > 0) return `${next} is further than it can be`;
  return store.read.audit.firstBrokenSeq() === undefined ? undefined : 'the audit trail is broken';
}

/** `times`: kills in all. */
export const proveSigkill: Proof = async ({ seed, times, say }) => {
  const tally = createTally();
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-sigkill-'));
  let steps = 0;
  const work = async (which: number): Promise<void> => {
    const dice = createSeededDice(seed * FILES + which);
    const file = path.join(folder, `${which}`, 'slotkeeper.db');
    let start = 0;
    for (let cycle = which; cycle < times; cycle += FILES) {
      const said = await writeUntilKilled(file, start, dice.fraction() * WITHIN_MS);
      steps += said.size;
      const ids = [...said.keys()].map((id) => Number(id.slice(1)));
      const next = Math.max(start - 1, ...ids) + 1;
      const { store, news } = openStoreAt(file);
      try {
        const begunAnew = news.length > 0 ? `begun anew: ${news[0]?.code}` : undefined;
        tally.count(`cycle ${cycle} (seed ${seed})`, begunAnew ?? troubleIn(store, said, `b${next}`));
      } finally {
        store.close();
      }
      start = next + 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: FILES }, (_, which) => work(which)));
    say(`  ${times} kills while ${steps} bookings were written`);
    return tally.done();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
