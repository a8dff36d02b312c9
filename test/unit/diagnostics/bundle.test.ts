/** The bundle from a real store: what is in it, what never is, and that one missing part does not cost the others. */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { failure } from '#shared/domain/failure.ts';
import { initialHealth } from '#shared/domain/health.ts';
import type { EhrPatientId } from '#shared/domain/ids.ts';
import { asId } from '#shared/domain/ids.ts';

import { createDiagnostics } from '../../../src/main/diagnostics/diagnostics.ts';
import { findTraces, tracesOf } from '../../support/find-patients.ts';
import { TEST_NOW, type TestStore, openTestStore } from '../../support/open-test-store.ts';
import { readZip } from '../../support/read-zip.ts';
import { settableClock } from '../../support/settable-clock.ts';
import {
  book,
  bookingId,
  dayChange,
  identity,
  sampleSession,
  sampleSlot,
  slotTypeId,
} from '../../support/store-samples.ts';

const REASON = 'A cough for three weeks';
const configuration = {
  practice: { name: 'Sample Surgery', odsCode: 'A12345' },
  ehr: { kind: 'emis-web', accessToken: 'hush-hush', applicationId: 'app-hush', bookedBy: '55' },
  nested: [{ password: 'hush-too', kept: 'as it is' }],
  reading: { horizonDays: 28, nearEverySeconds: 15, requestsPerSecond: 8 },
  booking: {
    minNoticeMinutes: 30,
    holdMinutes: 10,
    settleSeconds: 60,
    requestTimeoutSeconds: 15,
    cancelCutOffMinutes: 60,
    undoSeconds: 10,
  },
  notices: { webhookUrl: 'https://messages.example/hush', webhookSecret: 'hush-hush-and-hush' },
};

let files: TestStore;
let folder: string;
let log: string;

const diagnosticsOf = (logFiles: readonly string[] = [log]) =>
  createDiagnostics({
    read: files.store.read,
    configuration,
    isSample: false,
    versions: { slotkeeper: '1.2.3', node: '24' },
    logFiles,
    folder: path.join(folder, 'bundles'),
    clock: settableClock(TEST_NOW),
  });
const fileOf = (name: string, diagnostics = diagnosticsOf()) =>
  diagnostics.preview().files.find((file) => file.name === name)?.text;
const jsonOf = (name: string): unknown => JSON.parse(fileOf(`${name}.json`) ?? 'null');

beforeEach(() => {
  files = openTestStore();
  folder = path.dirname(files.file);
  log = path.join(folder, 'slotkeeper.log');
  writeFileSync(log, '{"event":"one"}\n{"event":"two"}\n');
  files.store.write((tx) => {
    tx.slotTypes.see([{ id: slotTypeId('1'), name: 'GP telephone' }], TEST_NOW);
    tx.days.apply(dayChange({ putSessions: [sampleSession()], putSlots: [sampleSlot('A')] }), TEST_NOW);
    tx.health.put({ ...initialHealth('read', TEST_NOW), failure: failure('busy', 'EMIS Web asks to wait.') });
  });
  book(files.store, 'b1');
  const patient = {
    ...identity(),
    reason: REASON,
    ehrPatientId: asId<EhrPatientId>('4471'),
    name: 'Ada Example',
  };
  files.store.write((tx) => tx.bookings.setPatient(bookingId('b1'), patient));
});
afterEach(() => files.close());

describe('what is in it', () => {
  test('every part, with what support needs', () => {
    const { files: parts, missing } = diagnosticsOf().preview();
    expect(missing).toEqual([]);
    expect(parts.map(({ name }) => name)).toEqual([
      'manifest.json',
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
    for (const { text, bytes } of parts) expect(bytes).toBe(Buffer.byteLength(text));
    expect(jsonOf('versions')).toMatchObject({ slotkeeper: '1.2.3', isSample: false });
    expect(jsonOf('health')).toMatchObject({ read: { failure: { kind: 'busy' } } });
    expect(jsonOf('slot-types')).toMatchObject([{ name: 'GP telephone', active: false }]);
    expect(jsonOf('days')).toMatchObject([{ day: '2026-11-24', state: 'whole', sessions: 1 }]);
    expect(jsonOf('writes')).toMatchObject({ byState: { received: 1, sending: 0 }, oldestMinutes: 0 });
    expect(fileOf('log.jsonl')).toBe('{"event":"one"}\n{"event":"two"}\n');
  });

  test('the configuration without its secrets, wherever they stand', () => {
    expect(jsonOf('configuration')).toMatchObject({
      practice: configuration.practice,
      ehr: { kind: 'emis-web', accessToken: '[kept back]', applicationId: '[kept back]', bookedBy: '55' },
      nested: [{ password: '[kept back]', kept: 'as it is' }],
      notices: { webhookUrl: '[kept back]', webhookSecret: '[kept back]' },
    });
  });

  test('of each EHR what support needs, and nothing that opens it or names who works here', () => {
    const ehrs = [
      { kind: 'systmone', host: '127.0.0.1', port: 40700, apiKey: 'hush-1', deviceId: 'hush-2' },
      {
        ...{ kind: 'gp-connect', baseUrl: 'https://provider.test/A12345/STU3/1/gpconnect' },
        ...{ fromAsid: '200000000115', toAsid: '918999198993' },
        user: { id: 'hush-3', familyName: 'Hush-Example', sdsUserId: 'hush-4' },
        tls: { certificate: 'PUBLIC', key: 'hush-5', authority: 'PUBLIC' },
      },
    ];
    for (const ehr of ehrs) {
      const made = createDiagnostics({
        read: files.store.read,
        configuration: { ...configuration, ...{ ehr } },
        ...{ isSample: false, versions: {}, logFiles: [log] },
        folder: path.join(folder, 'bundles'),
        clock: settableClock(TEST_NOW),
      });
      const text = fileOf('configuration.json', made) ?? '';
      expect(text).toContain(ehr.kind);
      expect(text).not.toMatch(/hush/i);
    }
    expect(JSON.stringify(ehrs)).toMatch(/hush/i);
  });

  test('what reception wrote about a booking stays on the PC; why a type was switched goes along', () => {
    const about = { at: TEST_NOW, who: 'reception', subject: 'b1' } as const;
    files.store.write((tx) => {
      tx.audit.add({ ...about, kind: 'booking-change-asked', to: 'cancel', note: 'Mrs Example rang' });
      tx.audit.add({ ...about, kind: 'booking-settled', to: 'in-diary', note: 'Mrs Example was there' });
      tx.audit.add({ ...about, kind: 'slot-type-switched', to: 'on', why: 'Winter clinics' });
    });
    const text = JSON.stringify(diagnosticsOf().preview().files);
    expect(text).not.toContain('Mrs Example');
    expect(text).toContain('Winter clinics');
    expect(text).toContain('booking-change-asked');
  });

  test('no patient and no secret, though the store has a booking with all of it', () => {
    const traces = tracesOf(
      [{ ...identity(), firstNames: 'Ada', lastName: 'Example', bornOn: '1980-02-29', reason: REASON }],
      {
        token: 'hush-hush',
        application: 'app-hush',
      },
    );
    expect(findTraces(JSON.stringify(files.store.read.bookings.byId(bookingId('b1'))), traces)).toHaveLength(
      4,
    );
    for (const { name, text } of diagnosticsOf().preview().files)
      expect([name, findTraces(text, traces)]).toEqual([name, []]);
  });
});

describe('what goes wrong', () => {
  test('a note with a number in it loses the number; one with a known name is left out and named', async () => {
    const write = async (note: string) => {
      const written = await diagnosticsOf().write(note, path.join(folder, 'b.zip'));
      if (!written.ok) throw new Error(written.failure.message);
      return readZip(written.value.path);
    };
    expect((await write('Ring 999 000 0018')).get('note.txt')).toBe('Ring [number removed]');
    const named = await write('Ada Example rang');
    expect([...named.keys()]).not.toContain('note.txt');
    expect(named.get('manifest.json')).toContain(
      'note.txt was left out because it held a patient’s details.',
    );
    expect((await write('All is well')).get('note.txt')).toBe('All is well');
  });

  test('a log that let a patient through is left out whole, and said', () => {
    writeFileSync(log, '{"event":"one"}\n{"event":"oops","who":"Ada Example"}\n');
    const { files: parts, missing } = diagnosticsOf().preview();
    expect(parts.map(({ name }) => name)).not.toContain('log.jsonl');
    expect(missing).toEqual(['log.jsonl was left out because it held a patient’s details.']);
  });

  test('a log that is not there is said, and the rest is there', () => {
    const { files: parts, missing } = diagnosticsOf([path.join(folder, 'none.log')]).preview();
    expect(missing).toEqual([expect.stringMatching(/^log\.jsonl could not be collected/)]);
    expect(parts).toHaveLength(9);
  });

  test('of a long log the end, from the beginning of a line', () => {
    const line = `{"event":"${'x'.repeat(90)}"}\n`;
    writeFileSync(log, line.repeat(5_000));
    const text = fileOf('log.jsonl') ?? '';
    expect(text.length).toBeLessThanOrEqual(128 * 1024);
    expect(text.length).toBeGreaterThan(120 * 1024);
    expect(new Set(text.trim().split('\n'))).toEqual(new Set([line.trim()]));
  });
});

describe('writing it', () => {
  test('under a name of its own in its folder, for this user alone', async () => {
    const written = await diagnosticsOf().write('A note');
    if (!written.ok) throw new Error(written.failure.message);
    const { path: file } = written.value;
    expect(path.dirname(file)).toBe(path.join(folder, 'bundles'));
    expect(path.basename(file)).toBe('slotkeeper-A12345-2026-11-23-090000.zip');
    expect((await readZip(file)).get('note.txt')).toBe('A note');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('where nothing can be written it is an outcome, not a crash', async () => {
    const place = path.join(folder, 'taken');
    mkdirSync(place);
    rmSync(place, { recursive: true });
    writeFileSync(place, 'a file');
    const told = await diagnosticsOf().write('', path.join(place, 'b.zip'));
    expect(told).toMatchObject({ ok: false, failure: { kind: 'store-trouble' } });
  });
});
