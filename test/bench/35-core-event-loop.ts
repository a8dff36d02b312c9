/**
 * The longest that the event loop is away in the whole core while it reads a very large diary over the wire for the
 * first time, with a window that is told of every change and a patient who asks for slots all the while. Parsing, proof,
 * rows, the offer engine's counts and the window's changes: all of it is in here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import Database from 'better-sqlite3';

import { parseConfiguration } from '../../src/main/configuration.ts';
import { createCore } from '../../src/main/core.ts';
import { dataFolderAt } from '../../src/main/data-folder.ts';
import { writeLog } from '../../src/main/log/write-log.ts';
import { SLOT_TYPES } from '../../src/main/sample-practice/diary/practice-plan.ts';
import { createKeyFile } from '../../src/main/secrets/key-file.ts';
import { systemClock } from '../../src/main/system-clock.ts';
import { systemDice } from '../../src/main/system-dice.ts';
import { defaultPreferences } from '../../src/shared/contract/asked.ts';
import type { AppChange } from '../../src/shared/contract/snapshot.ts';
import { createBookingSiteCaller } from './support/booking-site-caller.ts';
import { startSample } from './support/own-processes.ts';
import { report, say } from './support/report.ts';
import { watchBlocks } from './support/watch-blocks.ts';

const LONGEST_MS = 50;
const CLINICIANS = 30;
const SLOTS_PER_SESSION = 99;
const ASK_EVERY_MS = 500;
const LIMIT_OF_READING_MS = 120_000;
const TYPE = SLOT_TYPES.gpTelephone.name;

const { ehr, stop: stopSample } = await startSample({
  lively: 60,
  clinicians: CLINICIANS,
  slotsPerSession: SLOTS_PER_SESSION,
});
const parent = mkdtempSync(path.join(tmpdir(), 'slotkeeper-core-'));
const folder = dataFolderAt(parent);
const configured = parseConfiguration({
  practice: { name: 'Sample Surgery', odsCode: 'A12345' },
  ehr,
  bookingSite: { port: 0 },
  reading: { nearEverySeconds: 5, requestsPerSecond: 100 },
  activeSlotTypes: Object.values(SLOT_TYPES).map(({ name }) => name),
});
if (!configured.ok) throw new Error(configured.failure.message);

const days = new Set<string>();
let changes = 0;
/** The window's side of the bridge. */
function hear(change: AppChange): void {
  changes += 1;
  for (const { id } of change.days?.put ?? []) days.add(id);
}

const created = await createCore({
  folder,
  configuration: configured.value,
  clock: systemClock,
  dice: systemDice,
  log: writeLog(folder.logs),
  secrets: createKeyFile(folder.patientKey, systemDice),
  appPath: path.resolve(import.meta.dirname, '../..'),
  version: 'bench',
  runtime: {},
  preferences: { read: () => defaultPreferences, write: () => undefined },
  shell: { showFile: () => undefined, openBookingSite: async () => undefined },
  publish: (_channel, change) => hear(change as AppChange),
});
if (!created.ok) throw new Error(created.failure.message);
const core = created.value;
const { bookingSiteUrl } = await core.start();
if (!bookingSiteUrl) throw new Error('The booking site is not open.');
const site = new URL(bookingSiteUrl).origin;
await createBookingSiteCaller(site).untilOffered({ slotType: TYPE }, 1);

const watch = watchBlocks();
const startMs = performance.now();
const snapshot = await core.handlers.app.snapshot();
if (!snapshot.ok) throw new Error(snapshot.failure.message);
Object.keys(snapshot.value.days).forEach((day) => days.add(day));
while (days.size <= configured.value.reading.horizonDays) {
  if (performance.now() - startMs > LIMIT_OF_READING_MS) throw new Error('The first reading does not end.');
  // As a browser would, without looking into the answer: that is not the app's work.
  await (await fetch(`${site}/api/slots?${new URLSearchParams({ slotType: TYPE })}`)).arrayBuffer();
  await wait(ASK_EVERY_MS);
}
const seconds = (performance.now() - startMs) / 1_000;
const longest = await watch.end();
await core.stop();
await stopSample();
const db = new Database(folder.database, { readonly: true });
const slots = db.prepare('SELECT count(*) FROM slots').pluck().get();
db.close();
rmSync(parent, { recursive: true, force: true });
say(`${String(slots)} slots read in ${seconds.toFixed(0)} s, the window heard ${changes} changes`);
report({ name: 'longest block of the whole core', value: longest, unit: 'ms', limit: LONGEST_MS });
