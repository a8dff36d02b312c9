/** Every way to ask a command wrongly: 2, what is wrong, and the help. A folder without a practice: 1, and left as it is. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { bookingsCommand } from '../../../src/main/command-line/bookings.ts';
import { bundleCommand } from '../../../src/main/command-line/bundle.ts';
import { type CommandLine, table } from '../../../src/main/command-line/command.ts';
import { credentialsCommand } from '../../../src/main/command-line/credentials.ts';
import { runCommand } from '../../../src/main/command-line/run.ts';
import { slotTypesCommand } from '../../../src/main/command-line/slot-types.ts';
import { statusCommand } from '../../../src/main/command-line/status.ts';
import { whyCommand } from '../../../src/main/command-line/why.ts';

const commands = {
  run: runCommand,
  status: statusCommand,
  'slot-types': slotTypesCommand,
  why: whyCommand,
  bookings: bookingsCommand,
  bundle: bundleCommand,
  credentials: credentialsCommand,
};

let folder: string;
const write = { stdout: process.stdout.write, stderr: process.stderr.write };

/** Runs it with both streams caught. */
async function told(command: CommandLine, args: readonly string[]) {
  const caught = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array) => {
      caught[name] += String(text);
      return true;
    };
  }
  try {
    return { code: await command.run(args), ...caught };
  } finally {
    process.stdout.write = write.stdout;
    process.stderr.write = write.stderr;
  }
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-args-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const wrong: readonly (readonly [keyof typeof commands, readonly string[], RegExp])[] = [
  ['run', ['now'], /What is “now”\?/],
  ['run', ['--sample', 'docman'], /no sample called “docman”/],
  ['run', ['--config'], /--config/],
  ['status', ['--jsn'], /--jsn/],
  ['status', ['please'], /What is “please”\?/],
  ['slot-types', ['enable', 'x'], /What is “enable”\?/],
  ['slot-types', ['activate'], /Which slot type is to be activated\?/],
  ['slot-types', ['deactivate'], /Which slot type is to be deactivated\?/],
  ['slot-types', ['activate', 'Nurse', '-', 'smear'], /in quotes/],
  ['why', ['--slot-type', 'x'], /--date YYYY-MM-DD/],
  ['why', ['--slot-type', 'x', '--date', '2026-02-30'], /--date YYYY-MM-DD/],
  ['why', ['--slot-type', 'x', '--date', '24/11/2026'], /--date YYYY-MM-DD/],
  ['why', ['--date', '2026-11-24'], /--slot-type NAME/],
  ['why', ['--slot-type', 'x', '--date', '2026-11-24', '--time', '9am'], /--time HH:MM/],
  [
    'why',
    ['GP telephone', '--slot-type', 'x', '--date', '2026-11-24'],
    /What is “GP telephone”\? Put a name of several words in quotes/,
  ],
  ['bookings', ['--limit', '3'], /--limit/],
  ['bookings', ['today'], /What is “today”\?/],
  ['bundle', [], /--out FILE\.zip/],
  ['bundle', ['--out', 'bundle.tar'], /--out FILE\.zip/],
  ['credentials', ['show', 'apiKey'], /What is “show”\?/],
  ['credentials', ['list', 'apiKey'], /What is “apiKey”\?/],
  ['credentials', ['set'], /Which credential is to be set\?/],
  ['credentials', ['set', 'apiKey', 'hush'], /What is “hush”\?/],
];

test.each(wrong)('%s %j is asked wrongly', async (name, args, words) => {
  const { code, stdout, stderr } = await told(commands[name], args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(words);
  expect(stderr).toContain(commands[name].help);
});

describe('a folder in which nothing was ever opened', () => {
  const asked: readonly (readonly [keyof typeof commands, readonly string[]])[] = [
    ['status', []],
    ['status', ['--json']],
    ['slot-types', []],
    ['slot-types', ['activate', 'x']],
    ['why', ['--slot-type', 'x', '--date', '2026-11-24']],
    ['bookings', []],
    ['bundle', ['--out', 'nowhere.zip']],
  ];
  test.each(asked)('%s %j', async (name, args) => {
    const missing = path.join(folder, 'nowhere');
    const { code, stdout, stderr } = await told(commands[name], [...args, '--data', missing]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`No practice has been opened in ${missing} yet`);
    expect(existsSync(missing)).toBe(false);
  });
});

test('each command’s help begins with how it is called', () => {
  for (const [name, { help, summary }] of Object.entries(commands)) {
    expect(help).toMatch(new RegExp(`^Usage: slotkeeper ${name} `));
    expect(summary).not.toBe('');
  }
});

test('a table is as wide as its widest cells and ends no line with blanks', () => {
  expect(
    table(
      ['', 'Slot type', 'Why'],
      [
        ['on', 'GP', ''],
        ['off', 'Nurse - smear', 'vanished'],
      ],
    ),
  ).toBe('     Slot type      Why\non   GP\noff  Nurse - smear  vanished');
});
