/**
 * Slotkeeper and its sample EHR as real processes, started the way people start them. Everything they say is kept, so
 * that a test can look for what must be there and for what must not.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { EhrKind } from '../../src/shared/domain/ehr.ts';
import type { SlotView } from '../../src/main/sample-practice/diary/staff-desk.ts';
import { ONLINE_BOOKINGS_USER } from '../../src/main/sample-practice/diary/practice-plan.ts';
import type { EmisSettings } from '../../src/main/sample-practice/emis-practice.ts';
import { HURRIED_SINCE } from './hurried-clock.ts';
import { type Api, createApi } from './scenario-api.ts';
import { waitUntil } from './wait-until.ts';

const CLI = path.join(import.meta.dirname, '../../src/main/cli.ts');
const HURRY = pathToFileURL(path.join(import.meta.dirname, 'hurry.ts')).href;

/** Halves the start of each of the many processes. */
const COMPILED = path.join(tmpdir(), 'slotkeeper-compiled');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  stdout(): string;
  stderr(): string;
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended>;
  /** Whoever read its output is gone. */
  closeStdout(): void;
  /** `undefined` while it runs. */
  exitCode(): number | null | undefined;
}

const children = new Set<ChildProcess>();
const folders = new Set<string>();

/** Any command, while it runs. */
export const startProcess = (...args: readonly string[]) => startNode([CLI, ...args]);

function startNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running & { readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...environment },
  });
  children.add(child);
  let stdout = '';
  let stderr = '';
  let code: number | null | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => {
      children.delete(child);
      code = exitCode;
      resolve({ code: exitCode, stdout, stderr });
    });
  });
  return {
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    exitCode: () => code,
    closeStdout: () => void child.stdout.destroy(),
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Ends what a failed test has left behind. */
export async function endEverything(): Promise<void> {
  const gone = [...children].map(
    (child) => new Promise<void>((resolve) => void child.once('close', () => resolve())),
  );
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(gone);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-scenario-'));
  folders.add(folder);
  return folder;
}

/** One command, to its end. */
export const cli = (...args: readonly string[]): Promise<Ended> => startProcess(...args).ended;

export interface SampleServer<Ehr = EmisSettings> extends Running {
  /** The block for a configuration. */
  readonly ehr: Ehr;
  /** GET /sample/NAME. */
  look<T>(name: string): Promise<T>;
  /** POST /sample/NAME. */
  order<T>(name: string, body: unknown): Promise<T>;
  /** Bookings in the diary that came online. */
  onlineBookings(): Promise<readonly SlotView[]>;
}

/** A small practice without a life of its own, through one of its three doors. */
export async function startDoor<Ehr extends EhrBlock>(
  kind: Ehr['kind'],
  ...args: readonly string[]
): Promise<SampleServer<Ehr>> {
  const small = ['--clinicians', '2', '--weeks', '2', '--lively', '0'];
  const running = startProcess('sample', '--ehr', kind, '--port', '0', ...small, ...args);
  const ready = await waitUntil('the sample server is ready', () => {
    const exitCode = running.exitCode();
    if (exitCode !== undefined) throw new Error(`it ended with ${exitCode}: ${running.stderr()}`);
    const line = /^.*\n/.exec(running.stdout())?.[0];
    return line !== undefined && (JSON.parse(line) as { ready: true; ehr: Ehr; control: string });
  });
  const at = (name: string) => new URL(`/sample/${name}`, ready.control);
  async function answerOf<T>(response: Response): Promise<T> {
    if (!response.ok) throw new Error(`the sample answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
  const look = async <T>(name: string): Promise<T> => answerOf(await fetch(at(name)));
  return {
    ...running,
    ehr: ready.ehr,
    look,
    order: async (name, body) =>
      answerOf(await fetch(at(name), { method: 'POST', body: JSON.stringify(body) })),
    onlineBookings: async () =>
      (await look<{ bookings: SlotView[] }>(`bookings?bookedBy=${ONLINE_BOOKINGS_USER}`)).bookings,
  };
}

export const startSample = (...args: readonly string[]): Promise<SampleServer> =>
  startDoor<EmisSettings>('emis-web', ...args);

export interface ConfigurationWish {
  readonly booking?: Readonly<Record<string, number>>;
  readonly reading?: Readonly<Record<string, number>>;
  readonly active?: readonly string[];
  readonly notices?: Readonly<Record<string, string>>;
  /** The practice that the file names; left out, the one that the sample is. */
  readonly odsCode?: string;
}

/** What a door of the sample practice gives for the configuration file. */
export interface EhrBlock {
  readonly kind: EhrKind;
}

export const configurationOf = (
  ehr: EhrBlock,
  { booking, reading, active, notices = {}, odsCode = 'A12345' }: ConfigurationWish = {},
) => ({
  practice: { name: 'Sample Surgery', odsCode },
  ehr,
  bookingSite: { port: 0 },
  reading: { horizonDays: 2, nearEverySeconds: 2, requestsPerSecond: 100, ...reading },
  booking: { minNoticeMinutes: 0, settleSeconds: 1, requestTimeoutSeconds: 1, ...booking },
  notices,
  activeSlotTypes: active ?? ['GP telephone'],
});

export function writeConfiguration(folder: string, configuration: unknown): string {
  const file = path.join(folder, 'practice.json');
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

export interface RunningSlotkeeper extends Running {
  readonly api: Api;
}

/** `run`, once it has said where the patients' page is. */
export const startRun = (...args: readonly string[]): Promise<RunningSlotkeeper> =>
  onceOpen(startProcess('run', ...args));

/** The same on a PC in a hurry. `since`: the same for every run on one data folder. */
export const startHurriedRun = (since: number, ...args: readonly string[]): Promise<RunningSlotkeeper> =>
  onceOpen(startNode(['--import', HURRY, CLI, 'run', ...args], { [HURRIED_SINCE]: String(since) }));

async function onceOpen(running: Running): Promise<RunningSlotkeeper> {
  const url = await waitUntil('the patients’ page is open', () => {
    const exitCode = running.exitCode();
    if (exitCode !== undefined) throw new Error(`it ended with ${exitCode}: ${running.stderr()}`);
    return /Patients' page: (\S+)/.exec(running.stderr())?.[1];
  });
  return { ...running, api: createApi(url) };
}
