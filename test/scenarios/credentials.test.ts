/** Credentials on a PC without a window: put in on stdin, used by `run`, listed but never shown. */
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterEach, expect, test } from 'vitest';

import {
  cli,
  configurationOf,
  endEverything,
  newFolder,
  startRun,
  startSample,
  writeConfiguration,
} from '../support/scenario-processes.ts';
import { extraSession } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

afterEach(endEverything);

const CLI = path.join(import.meta.dirname, '../../src/main/cli.ts');

/** One command with something on stdin. */
function told(input: string, ...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

test('a token is put in, used from the next start on, and forgotten again', async () => {
  const sample = await startSample();
  await sample.order('staff/add-session', extraSession(2));
  const folder = newFolder();
  const { accessToken, ...withoutToken } = sample.ehr;
  const configuration = configurationOf(sample.ehr);
  const file = writeConfiguration(folder, { ...configuration, ehr: withoutToken });
  const at = ['--config', file, '--data', folder];

  const without = await startRun(...at);
  expect(without.stderr()).toContain('The access token for EMIS Web is not on this PC.');
  await waitUntil('it says so', async () =>
    (await cli('status', '--data', folder)).stdout.includes('credential'),
  );
  expect((await without.end('SIGTERM')).code).toBe(0);

  expect(await cli('credentials', ...at)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/accessToken .*not there/),
  });
  expect(await told('', 'credentials', 'set', 'accessToken', ...at)).toMatchObject({ code: 2 });
  expect(await told('x', 'credentials', 'set', 'apiKey', ...at)).toMatchObject({
    code: 2,
    output: expect.stringContaining('emis-web needs accessToken'),
  });
  const put = await told(`${accessToken}\n`, 'credentials', 'set', 'accessToken', ...at);
  expect(put).toEqual({ code: 0, output: 'The access token is kept.\n' });
  const keptIn = path.join(folder, 'keys', 'credentials.json');
  expect(statSync(keptIn).mode & 0o777).toBe(0o600);
  const list = await cli('credentials', 'list', ...at);
  expect(list.stdout).toMatch(/accessToken .*kept/);
  expect(list.stdout + list.stderr).not.toContain(accessToken);

  const run = await startRun(...at);
  await waitUntil('slots are offered', async () => (await run.api.slots()).length > 0);
  const ended = await run.end('SIGTERM');
  expect(ended.stdout + ended.stderr + readFileSync(file, 'utf8')).not.toContain(accessToken);

  expect((await told('', 'credentials', 'forget', 'accessToken', ...at)).code).toBe(0);
  expect(readFileSync(keptIn, 'utf8')).not.toContain(accessToken);
});

test('what the window has sealed is out of reach here, and is said so', async () => {
  const folder = newFolder();
  const ehr = { kind: 'systmone' } as const;
  const file = writeConfiguration(folder, { practice: { name: 'Sample Surgery', odsCode: 'A12345' }, ehr });
  await told('old-key', 'credentials', 'set', 'apiKey', '--config', file, '--data', folder);
  writeFileSync(path.join(folder, 'keys', 'credentials.sealed'), 'sealed');
  const list = await cli('credentials', '--config', file, '--data', folder);
  expect(list).toMatchObject({ code: 0, stderr: expect.stringMatching(/only the Slotkeeper window/) });
  expect(list.stdout).toMatch(/apiKey .*not known/);
  const put = await told('new-key', 'credentials', 'set', 'apiKey', '--config', file, '--data', folder);
  expect(put).toMatchObject({ code: 1, output: expect.stringMatching(/only the Slotkeeper window/) });
});
