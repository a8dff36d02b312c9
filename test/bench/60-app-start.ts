/**
 * From starting the app on the sample practice to a window that can be used, against an empty window in the same
 * runtime, started and watched the same way. First on a data folder that has been used before, as on any morning; then
 * on none, as on the first day.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { launchElectron } from '../support/launch-electron.ts';
import { inWords, median, report, say } from './support/report.ts';

const RUNS = 7;
const MOST_TIMES = 2;

const EMPTY = { appPath: path.join(import.meta.dirname, 'support', 'empty-window') };
const OURS = { args: ['--sample', 'emis-web'] };
type App = typeof EMPTY | typeof OURS;

async function timeStart(app: App, dataDir: string): Promise<number> {
  const startMs = performance.now();
  const launched = await launchElectron({ ...app, dataDir });
  try {
    await launched.window.waitForSelector('[data-ready="true"]', { timeout: 30_000 });
    return performance.now() - startMs;
  } finally {
    await launched.close();
  }
}

const parent = mkdtempSync(path.join(tmpdir(), 'slotkeeper-start-'));
let folders = 0;
const freshFolder = () => path.join(parent, `data-${(folders += 1)}`);
const [oursUsed, emptyUsed] = [freshFolder(), freshFolder()];

try {
  // Also warms the machine's own caches, which neither should pay for.
  await timeStart(EMPTY, emptyUsed);
  await timeStart(OURS, oursUsed);
  const empty: number[] = [];
  const used: number[] = [];
  const fresh: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    empty.push(await timeStart(EMPTY, emptyUsed));
    used.push(await timeStart(OURS, oursUsed));
    fresh.push(await timeStart(OURS, freshFolder()));
  }
  say(`empty window: ${inWords(empty)}`);
  say(`ours, used before: ${inWords(used)}`);
  say(`ours, first day: ${inWords(fresh)}`);
  const limit = MOST_TIMES * median(empty);
  report({ name: 'empty Electron window', value: median(empty), unit: 'ms' });
  report({ name: 'app start to a usable window', value: median(used), unit: 'ms', limit });
  report({ name: 'app start to a usable window, first day', value: median(fresh), unit: 'ms', limit });
} finally {
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
}
