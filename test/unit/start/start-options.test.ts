/** What may be said at the start of the window, and what is refused. */
import { describe, expect, test } from 'vitest';

import { EHR_KINDS } from '#shared/domain/ehr.ts';

import { checkSample, readStartOptions } from '../../../src/main/start/start-options.ts';

describe('start options', () => {
  const good: readonly (readonly [readonly string[], object])[] = [
    [[], {}],
    [['--data', '/tmp/x'], { dataRoot: '/tmp/x' }],
    [['--data=/tmp/x', '--config', 'a.json'], { dataRoot: '/tmp/x', configurationFile: 'a.json' }],
    [['--sample', 'emis-web'], { sample: 'emis-web' }],
  ];
  test.each(good)('%j', (args, options) => {
    expect(readStartOptions(args)).toEqual({ ok: true, value: options });
  });

  const bad: readonly (readonly [readonly string[], RegExp])[] = [
    [['--dta', 'x'], /--dta/],
    [['here'], /here/],
    [['--data'], /--data/],
    [['--sample', 'docman'], /“docman”.*emis-web/],
  ];
  test.each(bad)('%j is refused', (args, words) => {
    expect(readStartOptions(args)).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', message: expect.stringMatching(words) },
    });
  });

  test('each EHR has its sample', () => {
    for (const sample of EHR_KINDS) {
      expect(checkSample(sample)).toEqual({ ok: true, value: sample });
      expect(readStartOptions(['--sample', sample])).toEqual({ ok: true, value: { sample } });
    }
  });
});
