/** The command line as support and a monitor use it: outputs, JSON shapes, exit codes, beside a running Slotkeeper and after it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readZip } from '../support/read-zip.ts';
import {
  type RunningSlotkeeper,
  type SampleServer,
  cli,
  configurationOf,
  endEverything,
  newFolder,
  startRun,
  startSample,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { ADA, SMEAR, TELEPHONE, extraSession, patientAt, tomorrow } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

const COMMANDS = ['run', 'status', 'slot-types', 'why', 'bookings', 'bundle', 'credentials', 'sample'];
const STACK = /\n {4}at /;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

test('help is on stdout with 0; nothing, unknown words and wrong arguments are told on stderr with 2', async () => {
  const [help, ofOne, none, unknown, wrong] = await Promise.all([
    cli('--help'),
    cli('status', '--help'),
    cli(),
    cli('frobnicate'),
    cli('status', '--jsn'),
  ]);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const name of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  expect(ofOne).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^Usage: slotkeeper status/),
  });
  expect(none).toMatchObject({ code: 2 });
  expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('“frobnicate”') });
  expect(wrong).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/--jsn.*Usage: slotkeeper/s),
  });
  expect(wrong.stderr).not.toMatch(STACK);
});

describe('beside a running Slotkeeper', () => {
  let sample: SampleServer;
  let run: RunningSlotkeeper;
  let folder: string;
  const at = (...args: readonly string[]) => cli(...args, '--data', folder);
  const json = async <T>(...args: readonly string[]) => {
    const { stdout } = await at(...args, '--json');
    return JSON.parse(stdout) as T;
  };

  beforeAll(async () => {
    sample = await startSample();
    await sample.order('staff/add-session', extraSession(8));
    await sample.order('staff/add-session', { ...extraSession(4, SMEAR.id), startMinute: 19 * 60 });
    folder = newFolder();
    const file = writeConfiguration(folder, configurationOf(sample.ehr));
    run = await startRun('--config', file, '--data', folder);
    await waitUntil('slots are offered', async () => (await run.api.slots(TELEPHONE.name)).length >= 8);
  });
  afterAll(endEverything);

  test('status says that it is in step, for people and for a monitor', async () => {
    interface Status {
      readonly running: boolean;
      readonly state: string;
      readonly health: Record<string, { readonly state: string; readonly since: string }>;
    }
    const told = await waitUntil('it is in step', async () => {
      const { code, stdout } = await at('status', '--json');
      return code === 0 && (JSON.parse(stdout) as Status);
    });
    expect(told).toMatchObject({
      running: true,
      practice: { name: 'Sample Surgery', odsCode: 'A12345' },
      ehr: 'EMIS Web',
      sample: false,
      bookingSite: run.api.url,
      state: 'in-step',
      words: expect.stringMatching(/^In step · read \d+ s ago$/),
      health: { read: { state: 'in-step', since: expect.stringMatching(INSTANT), failure: null } },
      slotTypes: { known: 16, active: 1 },
      offered: expect.any(Number),
      writes: { waiting: 0, needsYou: 0 },
      bookings: { today: 0, toCome: 0 },
      asOf: expect.stringMatching(INSTANT),
    });
    const words = await at('status');
    expect(words.stderr).toBe('');
    expect(words.stdout).toMatch(/^Sample Surgery · EMIS Web\nIn step/);
  });

  test('switching a slot type is seen by the running one: on within a reading, off at once', async () => {
    const types = await json<{ name: string; active: boolean; offered: number }[]>('slot-types');
    expect(types.find(({ name }) => name === SMEAR.name)).toMatchObject({
      active: false,
      offered: 0,
      bookableInEhr: expect.anything(),
      switchedAt: null,
      reason: null,
      lastSeenAt: expect.stringMatching(INSTANT),
      vanished: false,
    });
    const on = await at('slot-types', 'activate', 'nurse - SMEAR', '--reason', 'Campaign');
    expect(on).toMatchObject({ code: 0, stdout: `“${SMEAR.name}” is now on.\n`, stderr: '' });
    await waitUntil('its slots are offered', async () => (await run.api.slots(SMEAR.name)).length >= 4);
    expect(
      (await json<{ name: string; reason: string | null }[]>('slot-types')).find(
        (type) => type.name === SMEAR.name,
      ),
    ).toMatchObject({ active: true, reason: 'Campaign' });
    expect((await at('slot-types')).stdout).toMatch(/^on +Nurse - smear +\d+/m);

    const off = await at('slot-types', 'deactivate', SMEAR.name);
    expect(off).toMatchObject({ code: 0, stdout: `“${SMEAR.name}” is now off.\n` });
    expect(await run.api.slots(SMEAR.name)).toEqual([]);
    expect((await run.api.slotTypes()).map(({ name }) => name)).toEqual([TELEPHONE.name]);

    const unknown = await at('slot-types', 'activate', 'smear');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toMatch(/no slot type “smear”.*Did you mean “Nurse - smear”\?/);
  });

  test('why answers the four questions in order, in words and as JSON', async () => {
    const asked = ['why', '--slot-type', 'GP TELEPHONE', '--date', tomorrow()];
    const told = await at(...asked);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout.match(/^[✓✗?] .*$/gm)).toHaveLength(4);
    expect(told.stdout).toMatch(/17:00 {2}.*offered/);
    const answer = await json<{
      offered: number;
      steps: { code: string; answer: string }[];
      slots: unknown[];
    }>(...asked);
    expect(answer.steps).toMatchObject(
      ['session-built', 'type-active', 'read-lately', 'connection-healthy'].map((code) => ({
        code,
        answer: 'yes',
      })),
    );
    expect(answer.offered).toBeGreaterThanOrEqual(8);
    const off = await json<typeof answer>('why', '--slot-type', SMEAR.name, '--date', tomorrow());
    expect([off.offered, off.steps[1]]).toMatchObject([0, { code: 'type-active', answer: 'no' }]);
    const at1700 = await json<typeof answer>(...asked, '--time', '17:00');
    expect(at1700.slots).toHaveLength(1);
    expect(await at('why', '--slot-type', 'Acupuncture', '--date', tomorrow())).toMatchObject({
      code: 1,
      stderr: 'The diary has no slot type “Acupuncture”.\n',
    });
  });

  test('bookings lists what came online, with patients only when asked for', async () => {
    expect((await at('bookings')).stdout).toBe('No online bookings from today on.\n');
    const [one, other] = (await run.api.slots(TELEPHONE.name)).slice(-2);
    expect(
      (await run.api.book({ slotId: one!.id, patient: ADA, reason: 'Knee', waitSeconds: 10 })).status,
    ).toBe(201);
    await sample.order('staff/book', {
      slotId: Number(other!.id),
      patientNumber: patientAt(3).patientNumber,
    });
    expect((await run.api.book({ slotId: other!.id, patient: patientAt(4), waitSeconds: 10 })).status).toBe(
      409,
    );

    const listed = await json<Record<string, unknown>[]>('bookings');
    expect(listed.find(({ state }) => state === 'confirmed')).toEqual({
      id: expect.any(String),
      state: 'confirmed',
      start: one!.start,
      slotType: TELEPHONE.name,
      session: one!.session,
      clinician: one!.clinician,
      site: 'Sample Surgery',
      bookedAt: expect.stringMatching(INSTANT),
      stateSince: expect.stringMatching(INSTANT),
      told: { kind: 'confirmed', at: expect.stringMatching(INSTANT) },
    });
    const plain = (await at('bookings')).stdout;
    const withPatients = await at('bookings', '--patients');
    expect(plain).toMatch(/GP telephone +.*confirmed/);
    expect(plain).not.toContain(ADA.nhsNumber);
    expect(plain).not.toContain('Example');
    expect(withPatients.stdout).toMatch(new RegExp(`Example.*${ADA.nhsNumber}|${ADA.nhsNumber}.*Example`));
    const full = await json<{ patient: unknown }[]>('bookings', '--patients');
    expect(full.map(({ patient }) => patient)).toContainEqual(
      expect.objectContaining({ nhsNumber: ADA.nhsNumber, dateOfBirth: ADA.bornOn, reason: 'Knee' }),
    );
  });

  test('bundle writes every part of it where it was told to, and says where', async () => {
    const out = path.join(folder, 'for support', 'bundle.zip');
    const told = await at('bundle', '--out', out, '--note', 'The light was red at 9');
    expect(told).toEqual({ code: 0, stdout: `${out}\n`, stderr: '' });
    const files = await readZip(out);
    expect([...files.keys()]).toEqual([
      'manifest.json',
      'note.txt',
      'versions.json',
      'configuration.json',
      'health.json',
      'slot-types.json',
      'days.json',
      'readings.json',
      'writes.json',
      'events.json',
      'log.jsonl',
    ]);
    const part = (name: string) => JSON.parse(files.get(`${name}.json`) ?? '') as Record<string, unknown>;
    expect(part('manifest')).toMatchObject({ practice: 'A12345', missing: [] });
    expect(files.get('note.txt')).toContain('The light was red at 9');
    expect(part('configuration')).toMatchObject({ reading: { nearEverySeconds: 2 } });
    expect(part('health')).toMatchObject({ read: { state: 'in-step' } });
    expect(part('slot-types')).toHaveLength(16);
    expect(part('events')).not.toHaveProperty('chainBrokenAt');
    const lines = (files.get('log.jsonl') ?? '').trim().split('\n');
    expect(lines.every((line) => typeof (JSON.parse(line) as { event?: unknown }).event === 'string')).toBe(
      true,
    );
    const taken = await at('bundle', '--out', path.join(folder, 'slotkeeper.db', 'b.zip'));
    expect(taken).toMatchObject({ code: 1, stdout: '' });
  });

  test('run says each line of its log as JSON; stopped, status says so and all else still answers', async () => {
    const ended = await run.end('SIGTERM');
    expect(ended.code).toBe(0);
    const lines = ended.stdout.trim().split('\n');
    for (const line of lines) {
      const { level, time, event } = JSON.parse(line) as Record<string, string>;
      expect(['info', 'warn', 'error']).toContain(level);
      expect(Date.parse(time ?? '')).toBeGreaterThan(0);
      expect(event).toBeTruthy();
    }
    expect(ended.stderr).toMatch(/^Opened Sample Surgery\./);
    const { code, stdout } = await at('status', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      running: false,
      state: 'not-running',
      words: expect.stringMatching(/not running/),
    });
    expect((await at('bookings')).stdout).toMatch(/confirmed/);
    // While it is stopped, a switch waits for the next start.
    const switched = await at('slot-types', 'activate', SMEAR.name);
    expect(switched).toMatchObject({ code: 0, stdout: `“${SMEAR.name}” is now on.\n` });
    const again = await at('slot-types', 'activate', SMEAR.name);
    expect(again).toMatchObject({ code: 0, stdout: `“${SMEAR.name}” was on already.\n` });
    const next = await startRun('--config', path.join(folder, 'practice.json'), '--data', folder);
    await waitUntil('it is offered', async () => (await next.api.slots(SMEAR.name)).length >= 4);
    expect((await next.end('SIGTERM')).code).toBe(0);
  });

  test('a look at a damaged database says so and leaves it as it is', async () => {
    const rubbish = 'no database '.repeat(1_000);
    writeFileSync(path.join(folder, 'slotkeeper.db'), rubbish);
    const { code, stdout, stderr } = await at('status');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/database/i);
    expect(stderr).not.toMatch(STACK);
    expect(readFileSync(path.join(folder, 'slotkeeper.db'), 'utf8')).toBe(rubbish);
  });
});

test('sample says in one line how to reach it, and ends when asked', async () => {
  const sample = await startSample();
  expect(sample.stdout().trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(sample.stdout())).toMatchObject({
    ready: true,
    ehr: { kind: 'emis-web', bookedBy: '55' },
  });
  expect((await sample.end('SIGTERM')).code).toBe(0);
});
