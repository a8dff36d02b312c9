// The light over reading: an outage ends for all days at once, and half a diary that keeps failing is never green.
import { describe, expect, test } from 'vitest';

import { failure } from '#shared/domain/failure.ts';
import { MINUTE, later } from '#shared/domain/time.ts';
import { createReadHealth } from '../../../src/main/sync/read-health.ts';
import { TEST_NOW, openTestStore } from '../../support/open-test-store.ts';

const unreachable = failure('unreachable', 'EMIS Web cannot be reached from this PC.');

function watched() {
  const opened = openTestStore();
  let now = TEST_NOW;
  const clock = { now: () => now, monotonicMs: () => now - TEST_NOW, sleep: () => Promise.resolve() };
  const health = createReadHealth({ store: opened.store, clock });
  return {
    health,
    state: () => opened.store.read.health.of('read')?.state,
    wait: (ms: number) => (now = later(now, ms)),
    now: () => now,
    close: opened.close,
  };
}

describe('the health of reading', () => {
  test('is mended with the first whole reading of the near days after an outage', () => {
    const { health, state, wait, now, close } = watched();
    health.started();
    for (let time = 0; time < 5; time += 1) {
      wait(MINUTE);
      health.failed(unreachable, later(now(), MINUTE));
      for (const part of ['soon', 'far', 'slot-types']) health.other(part, unreachable);
    }
    expect(state()).toBe('not-in-step');
    health.succeeded(now());
    expect(state()).toBe('in-step');
    close();
  });

  test('is late while other days keep failing beside near days that are fine', () => {
    const { health, state, now, close } = watched();
    health.started();
    health.succeeded(now());
    for (let time = 0; time < 3; time += 1) health.other('far', unreachable);
    health.succeeded(now());
    expect(state()).toBe('late');
    health.other('far', undefined);
    health.succeeded(now());
    expect(state()).toBe('in-step');
    close();
  });
});
