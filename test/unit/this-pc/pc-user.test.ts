// Who is signed in, and the note beside a sealed key that says for whom it was sealed.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

import { isSameUser, markOfUser, noteOwner, pcUser, readOwner } from '../../../src/main/this-pc/pc-user.ts';

const RECEPTION = { user: 'SURGERY\\reception', computer: 'FRONTDESK' };
const inNewFolder = () => path.join(mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-')), 'patients.key.owner');

test('whoever is signed in now has a name, and is the same at the next start', () => {
  expect(pcUser().user).not.toBe('');
  expect(isSameUser(pcUser(), pcUser())).toBe(true);
});

test('Windows does not tell names apart by capitals; another PC or another name is somebody else', () => {
  const shouted = { user: 'Surgery\\Reception', computer: 'frontdesk' };
  expect(isSameUser(RECEPTION, shouted)).toBe(true);
  expect(markOfUser(shouted)).toBe(markOfUser(RECEPTION));
  for (const other of [
    { ...RECEPTION, user: 'SURGERY\\locum' },
    { ...RECEPTION, computer: 'BACKOFFICE' },
    { user: 'SURGERY', computer: '\\receptionFRONTDESK' },
  ]) {
    expect(isSameUser(RECEPTION, other)).toBe(false);
    expect(markOfUser(other)).not.toBe(markOfUser(RECEPTION));
  }
});

test('the mark can be a folder’s name and does not tell who it is', () => {
  expect(markOfUser(RECEPTION)).toMatch(/^[0-9a-f]{12}$/);
});

test('the note comes back as it was written; one that makes no sense names nobody', () => {
  const file = inNewFolder();
  expect(readOwner(file)).toBeUndefined();
  noteOwner(file, RECEPTION);
  expect(readOwner(file)).toEqual(RECEPTION);
  for (const text of [
    '',
    'reception',
    '[]',
    'null',
    '{"user":7,"computer":"FRONTDESK"}',
    '{"user":"reception"}',
  ]) {
    writeFileSync(file, text);
    expect(readOwner(file)).toBeUndefined();
  }
});

test('a note that cannot be written is done without', () => {
  const file = inNewFolder();
  writeFileSync(file, 'a file, no folder');
  noteOwner(path.join(file, 'owner'), RECEPTION);
  expect(readFileSync(file, 'utf8')).toBe('a file, no folder');
});
