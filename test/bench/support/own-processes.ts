/**
 * The sample practice and Slotkeeper as processes of their own, as people run them, so that neither waits for the other's
 * turn nor for the bench's. All of them end with the bench, however it ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { SessionView, SlotView } from '../../../src/main/sample-practice/diary/staff-desk.ts';
import type { EmisSettings } from '../../../src/main/sample-practice/emis-practice.ts';
import type { DoorName } from '../../../src/main/sample-practice/open-door.ts';
import type { DoorOptions } from '../../../src/main/sample-practice/sample-practice.ts';

const CLI = path.resolve(import.meta.dirname, '../../../src/main/cli.ts');
const READY_WITHIN_MS = 30_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

interface OwnProcess {
  /** What it said when it was ready. */
  readonly said: string;
  stop(): Promise<void>;
}

/** Waits for the first line on the stream that matches. */
function run(args: readonly string[], stream: 'stdout' | 'stderr', ready: RegExp): Promise<OwnProcess> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      running.delete(child);
      resolve();
    }),
  );
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (why: string) => reject(new Error(`${args[0]} ${why}:\n${text}`));
    const limit = setTimeout(() => fail('was not ready in time'), READY_WITHIN_MS);
    child.once('exit', () => fail('ended'));
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (part: string) => {
        if (text.length < 20_000) text += part;
        const found = name === stream ? ready.exec(text) : null;
        if (!found) return;
        clearTimeout(limit);
        resolve({ said: found[1] ?? found[0], stop });
      });
    }
  });
}

export interface SampleProcess<EhrBlock = EmisSettings> {
  /** For the configuration file: with it, Slotkeeper just works. */
  readonly ehr: EhrBlock;
  /** What the staff of the sample practice do, and what its diary looks like to them. */
  readonly desk: {
    addSession(wanted: object): Promise<SessionView>;
    book(slotId: number): Promise<SlotView>;
    cancel(slotId: number): Promise<SlotView>;
    day(day: string): Promise<readonly SessionView[]>;
  };
  stop(): Promise<void>;
}

type SampleOptions = Required<Pick<DoorOptions, 'lively'>> &
  Pick<DoorOptions, 'clinicians' | 'slotsPerSession'>;

export const startSample = (options: SampleOptions): Promise<SampleProcess> =>
  startSampleOf<EmisSettings>('emis-web', options);

/** Through any of its doors: whoever asks hands the block on as it is. */
export const startSampleBehind = (
  door: DoorName,
  options: SampleOptions,
): Promise<SampleProcess<{ readonly kind: DoorName }>> => startSampleOf(door, options);

async function startSampleOf<EhrBlock>(
  door: DoorName,
  { lively, clinicians, slotsPerSession }: SampleOptions,
): Promise<SampleProcess<EhrBlock>> {
  const size = [
    ...(clinicians === undefined ? [] : ['--clinicians', String(clinicians)]),
    ...(slotsPerSession === undefined ? [] : ['--slots-per-session', String(slotsPerSession)]),
  ];
  const args = ['sample', '--ehr', door, '--port', '0', '--lively', String(lively), ...size];
  const { said, stop } = await run(args, 'stdout', /^\{"ready":true.*\}$/m);
  const { ehr, control: at } = JSON.parse(said) as { readonly ehr: EhrBlock; readonly control: string };
  const control = new URL('/sample/', at);

  async function ask<T>(name: string, body?: object): Promise<T> {
    const order = body && { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(new URL(name, control), order);
    if (!answer.ok) throw new Error(`/sample/${name}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  return {
    ehr,
    desk: {
      addSession: (wanted) => ask('staff/add-session', wanted),
      book: (slotId) => ask('staff/book', { slotId }),
      cancel: (slotId) => ask('staff/cancel', { slotId }),
      day: async (day) => (await ask<{ sessions: SessionView[] }>(`diary?date=${day}`)).sessions,
    },
    stop,
  };
}

export interface SlotkeeperProcess {
  /** Where the booking site is, without a path. */
  readonly site: string;
  stop(): Promise<void>;
}

/** On a fresh data folder and with every default of the configuration, but for what is named here. */
export async function startSlotkeeper(asked: {
  readonly ehr: object;
  readonly reading?: object;
  readonly booking?: object;
  readonly activeSlotTypes: readonly string[];
}): Promise<SlotkeeperProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-bench-'));
  const file = path.join(folder, 'bench.json');
  const practice = { name: 'Sample Surgery', odsCode: 'A12345' };
  writeFileSync(file, JSON.stringify({ practice, ...asked, bookingSite: { port: 0 } }));
  const args = ['run', '--config', file, '--data', path.join(folder, 'data')];
  const { said, stop } = await run(args, 'stderr', /^Patients' page: (\S+)/m);
  return {
    site: new URL(said).origin,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
