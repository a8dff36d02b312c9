// Starts the built app in the Electron that set-up prepared, driven by Playwright, on a data folder of its own.
// Playwright finds Electron by itself (no executablePath): only then does it hold the app back until it listens.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const RUNTIME_FILE = path.join(PROJECT, 'node_modules/.cache/slotkeeper/electron.json');

/** What scripts/setup/electron-runtime.mjs found. */
interface ElectronRuntime {
  readonly kind: 'named' | 'official' | 'restricted';
  readonly executable: string;
  /** Chromium's flags for this machine; they go before the app's path. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface LaunchOptions {
  /** After the app's path, for instance `['--sample', 'emis-web']`. */
  readonly args?: readonly string[];
  /** Kept when given (to start twice on it); otherwise a fresh folder, removed by `close`. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another app than ours, for comparison (the bench's empty window). */
  readonly appPath?: string;
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  readonly window: Page;
  readonly dataDir: string;
  /** What the app said on stdout and stderr since Playwright held it. */
  readonly output: () => string;
  /** Waits for a line on stdout; the first group of the pattern, or the whole match. */
  readonly said: (pattern: RegExp, timeoutMs?: number) => Promise<string>;
  /** Where patients book, once the app says it is up. */
  readonly patientsPage: () => Promise<string>;
  readonly close: () => Promise<void>;
  /** As a power cut would: nothing is closed. The data folder stays. */
  readonly kill: () => Promise<void>;
}

export function readElectronRuntime(): ElectronRuntime {
  try {
    return JSON.parse(readFileSync(RUNTIME_FILE, 'utf8')) as ElectronRuntime;
  } catch {
    throw new Error('No Electron has been prepared. Run: npm test -- e2e');
  }
}

export async function launchElectron(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const runtime = readElectronRuntime();
  Object.assign(process.env, runtime.env);
  const dataDir = options.dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-e2e-'));
  const app = await _electron.launch({
    args: [...runtime.flags, options.appPath ?? PROJECT, ...(options.args ?? []), '--data', dataDir],
    env: { ...environment(), ...options.env },
    timeout: 60_000,
  });
  const child = app.process();
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const said = (pattern: RegExp, timeoutMs = 30_000) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(output);
        if (found) finish(() => resolve(found[1] ?? found[0]));
      };
      const giveUp = (why: string) => finish(() => reject(new Error(`${why} before ${pattern}:\n${output}`)));
      const timer = setTimeout(() => giveUp(`${timeoutMs} ms passed`), timeoutMs);
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        settle();
      };
      listeners.add(look);
      child.once('exit', () => giveUp('The app ended'));
      look();
    });

  return {
    app,
    window: await app.firstWindow({ timeout: 60_000 }),
    dataDir,
    output: () => output,
    said,
    patientsPage: () => said(/^Patients' page: (\S+)/m),
    close: async () => {
      await app.close();
      await ended;
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    // Vitest sets these for its own workers; the app would believe it is under test.
    value === undefined || name === 'NODE_OPTIONS' || name.startsWith('VITEST')
      ? []
      : [[name, value] as const],
  );
  return { ...Object.fromEntries(entries), NODE_ENV: 'production' };
}
