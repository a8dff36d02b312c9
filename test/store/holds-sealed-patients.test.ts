// Whether patients' details lie sealed in a file, asked without the key: what decides that a missing key is a lost one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { holdsSealedPatients } from '../../src/main/store/holds-sealed-patients.ts';
import { type TestStore, openTestStore } from '../support/open-test-store.ts';
import { book } from '../support/store-samples.ts';

let test: TestStore;
beforeEach(() => void (test = openTestStore()));
afterEach(() => test.close());

it('tells it while the last bookings are only in the log, and after a proper end', () => {
  expect(holdsSealedPatients(test.file)).toBe(false);
  book(test.store, 'b1');
  expect(holdsSealedPatients(test.file)).toBe(true);
  test.store.close();
  const before = readFileSync(test.file);
  expect(holdsSealedPatients(test.file)).toBe(true);
  expect(readFileSync(test.file).equals(before)).toBe(true);
});

it('makes no file, and takes what SQLite cannot read for none of its business', () => {
  const absent = `${test.file}.absent`;
  expect(holdsSealedPatients(absent)).toBe(false);
  expect(existsSync(absent)).toBe(false);
  writeFileSync(absent, 'not a database at all');
  expect(holdsSealedPatients(absent)).toBe(false);
});
