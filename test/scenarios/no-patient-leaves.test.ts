/**
 * No patient in anything that leaves the app: log, output, bundle, and the database to whoever takes the disk. Patients
 * are booked, lost, mistyped and refused first, because errors are where details slip out.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterEach, expect, test } from 'vitest';

import { findTraces, tracesOf } from '../support/find-patients.ts';
import { readZip } from '../support/read-zip.ts';
import { takenOf } from '../support/scenario-api.ts';
import {
  cli,
  configurationOf,
  endEverything,
  newFolder,
  startRun,
  startSample,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { ADA, TELEPHONE, extraSession, patientAt } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

const REASONS = ['Lump under my left arm', 'Worried about wanting to die', 'Ünusual bleeding & “pain”'];

afterEach(endEverything);

test('bookings, errors and a bundle leave no patient anywhere', async () => {
  const sample = await startSample();
  await sample.order('staff/add-session', extraSession(12));
  const folder = newFolder();
  const configuration = configurationOf(sample.ehr);
  const file = writeConfiguration(folder, configuration);
  const run = await startRun('--config', file, '--data', folder);
  const { api } = run;
  const slots = await waitUntil('slots are offered', async () => {
    const free = await api.slots(TELEPHONE.name);
    return free.length >= 12 && free;
  });
  const patients = [ADA, ...Array.from({ length: 7 }, (_, index) => patientAt(index + 10))].map(
    (patient, index) => ({ ...patient, reason: REASONS[index % REASONS.length] ?? '' }),
  );
  const secrets: Record<string, string> = { 'access token': sample.ehr.accessToken };
  const book = async (who: number, more: { readonly bornOn?: string } = {}, waitSeconds = 1) => {
    const patient = patients[who]!;
    const { reason } = patient;
    const told = await api.book({
      slotId: slots[who]!.id,
      patient: { ...patient, ...more },
      reason,
      waitSeconds,
    });
    if (told.taken) secrets[`private link ${who}`] = told.taken.secret;
    return told;
  };

  expect((await book(0, {}, 10)).status).toBe(201);
  expect((await book(1, { bornOn: '1901-01-01' }, 10)).status).toBe(422);
  // Each kind of trouble in the middle of a booking.
  const troubles = [
    { kind: 'fail', on: 'writes' },
    { kind: 'drop', on: 'writes' },
    { kind: 'garbage', on: 'writes' },
    { kind: 'wrong-content', on: 'GetMatchedPatients' },
    { kind: 'truncate', on: 'reads' },
  ];
  for (const [index, trouble] of troubles.entries()) {
    await sample.order('faults', { faults: [trouble] });
    takenOf(await book(index + 2));
  }
  await sample.order('faults', { faults: [] });

  // What people mistype, and what a stranger tries.
  const ada = patients[0]!;
  const mangled = [
    { path: '/api/bookings', body: `{"slotId":"${slots[8]!.id}","patient":{"nhsNumber":"${ada.nhsNumber}",` },
    {
      path: '/api/bookings',
      body: JSON.stringify({ slotId: ada.nhsNumber, patient: ada.bornOn, reason: ada.reason }),
    },
    { path: '/api/holds', body: JSON.stringify({ slotId: `${ada.firstNames} ${ada.lastName}` }) },
    { path: `/api/bookings/${ada.nhsNumber}/move`, body: '{}' },
  ];
  for (const { path: at, body } of mangled) {
    const response = await fetch(new URL(at, api.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `for-${ada.nhsNumber}` },
      body,
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  }
  const link = secrets['private link 0'] ?? '';
  for (const at of [
    `/bookings/none?token=${link}&name=${ada.firstNames}%20${ada.lastName}`,
    `/nhs/${ada.nhsNumber}?born=${ada.bornOn}`,
    `/api/slots?slotType=${encodeURIComponent(ada.reason)}&from=${ada.bornOn}`,
  ])
    await api.statusWith(at, { authorization: `Bearer ${link}` });
  await waitUntil('the diary is read again', async () => {
    const { stdout } = await cli('status', '--json', '--data', folder);
    return (JSON.parse(stdout) as { health: { read: { state: string } } }).health.read.state === 'in-step';
  });

  const bundle = path.join(folder, 'bundle.zip');
  const note = `Rang about ${ada.nhsNumber.replace(/^(...)(...)/, '$1 $2 ')}, please look`;
  const made = await cli('bundle', '--out', bundle, '--note', note, '--data', folder);
  expect(made).toMatchObject({ code: 0, stdout: `${bundle}\n` });
  const status = await cli('status', '--data', folder);
  const bookings = await cli('bookings', '--data', folder);
  const asJson = await cli('bookings', '--json', '--data', folder);
  const ended = await run.end('SIGTERM');
  expect(ended.code).toBe(0);

  const traces = tracesOf(patients, secrets);
  const left = new Map<string, string | Buffer>([
    ['stdout of run', ended.stdout],
    ['stderr of run', ended.stderr],
    ['bundle command', made.stdout + made.stderr],
    ['status', status.stdout + status.stderr],
    ['bookings', bookings.stdout + asJson.stdout + bookings.stderr],
    ['bundle as it lies', readFileSync(bundle)],
  ]);
  for (const [name, text] of await readZip(bundle)) left.set(`bundle ${name}`, text);
  // Everything in the data folder but the practice's own configuration, which must hold its token.
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const entry of names)
    if (entry.name !== 'practice.json')
      left.set(entry.name, readFileSync(path.join(entry.parentPath, entry.name)));
  expect([...left.keys()]).toEqual(
    expect.arrayContaining(['slotkeeper.db', 'slotkeeper.log', 'bundle log.jsonl', 'bundle note.txt']),
  );
  expect(
    [...left]
      .map(([name, content]) => [name, findTraces(content, traces)])
      .filter(([, found]) => found!.length > 0),
  ).toEqual([]);

  // The check can find what it looks for: the command that is meant to show patients shows them.
  const shown = await cli('bookings', '--patients', '--data', folder);
  expect(findTraces(shown.stdout, traces)).toEqual(expect.arrayContaining(['NHS number', 'name']));
  expect(findTraces(readFileSync(file), traces)).toEqual(['access token']);
});

test('the check finds each detail in each form, and nothing where nothing is', () => {
  const reason = 'Lump under my left arm';
  const traces = tracesOf([{ ...ADA, reason }], { 'private link': 'Zm9vYmFyYmF6cXV4' });
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const strange = tracesOf([{ ...ADA, reason: 'Ünusual bleeding & “pain”' }]);
  const planted: readonly (readonly [string, string])[] = [
    ['NHS number', 'for 9990000018.'],
    ['NHS number', 'for 999 000 0018.'],
    ['NHS number', 'q=999%20000%200018&'],
    ['NHS number', 'q=999+000+0018&'],
    ['NHS number', base64('{"nhsNumber":"9990000018"}')],
    ['NHS number', base64('x{"nhsNumber":"9990000018"}')],
    ['NHS number', base64('xy{"nhsNumber":"9990000018"}')],
    ['name', 'ADA EXAMPLE rang'],
    ['name', '/ada%20example/'],
    ['name', 'Example, Ada'],
    ['date of birth', '1980-02-29'],
    ['date of birth', 'born 29/02/1980'],
    ['date of birth', '29%2F02%2F1980'],
    ['date of birth', '29 Feb 1980'],
    ['reason', 'lump under my left arm'],
    ['reason', base64(`{"reason":"${reason}"}`)],
    ['private link', '/bookings/1?token=Zm9vYmFyYmF6cXV4'],
  ];
  const bytes: readonly (readonly [string, Buffer])[] = [
    ['NHS number', Buffer.from(Buffer.from('{"n":"9990000018"}').toString('hex'))],
    ['NHS number', Buffer.from('for 9990000018', 'utf16le')],
    ['NHS number', Buffer.from('for 9990000018', 'utf16le').swap16()],
    ['NHS number', Buffer.concat([Buffer.from('before'), gzipSync('for 9990000018'), Buffer.from('after')])],
    [
      'name',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08, 0]), gzipSync(Buffer.from('Ada Example', 'utf16le'))]),
    ],
  ];
  for (const [what, content] of bytes) expect(findTraces(content, traces)).toEqual([what]);
  expect(findTraces(Buffer.from('Ünusual bleeding & “pain”'), strange)).toEqual(['reason']);
  expect(findTraces('x: ünusual bleeding & “PAIN”', strange)).toEqual(['reason']);
  for (const [what, text] of planted) expect([text, findTraces(text, traces)]).toEqual([text, [what]]);
  for (const text of ['', '2026-11-24 Dr Meera Patel', 'Example Surgery', '{"slots":9990000000,"ms":18}'])
    expect([text, findTraces(text, traces)]).toEqual([text, []]);
});
