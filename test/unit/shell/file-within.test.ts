// No path, however it is written, means a file outside the window's own folder.
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fileWithin } from '../../../src/main/shell/file-within.ts';

const FOLDER = path.resolve('/app/out/renderer');

describe('fileWithin', () => {
  test.each([
    ['/', 'index.html'],
    ['/index.html', 'index.html'],
    ['/assets/a%20b.js', 'assets/a b.js'],
  ])('%s is %s', (urlPath, file) => expect(fileWithin(FOLDER, urlPath)).toBe(path.join(FOLDER, file)));

  test.each([
    '/../main/index.cjs',
    '/%2e%2e/main/index.cjs',
    '/..%2fmain',
    '/..%5cmain',
    '/a%00.html',
    '/%',
    '/assets/../../x',
  ])('%s is nothing', (urlPath) => expect(fileWithin(FOLDER, urlPath)).toBeUndefined());

  test('10,000 paths put together from the parts that break out elsewhere', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%25',
      '%00',
      'a',
      '//',
      'C:',
      '~',
      '%c0%ae',
      ';',
      '?',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const file = fileWithin(FOLDER, `/${parts.join('')}`);
        expect(file === undefined || file.startsWith(FOLDER + path.sep)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });
});
