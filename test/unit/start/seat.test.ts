// The seat: the old one is closed before the new one opens, whoever asks meanwhile waits, and a new one that will not open
// gives the seat back.
import { beforeEach, describe, expect, test } from 'vitest';

import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Core } from '../../../src/main/core.ts';
import type { OpenedOne } from '../../../src/main/start/open-one.ts';
import { createSeat } from '../../../src/main/start/seat.ts';
import type { Aim } from '../../../src/main/start/what-to-open.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const EMIS: Aim = { what: 'sample', ehr: 'emis-web' };
const SYSTMONE: Aim = { what: 'sample', ehr: 'systmone' };

let happened: string[];
let wontOpen: ReadonlySet<string>;
let lost: Failure[];
let whenOpening: Promise<void>;

const nameOf = (aim: Aim) => (aim.what === 'sample' ? aim.ehr : aim.file);

function opening(aim: Aim, given: object = {}): Promise<Outcome<OpenedOne>> {
  const name = nameOf(aim);
  happened.push(`open ${name}${Object.keys(given).length > 0 ? ` with ${Object.keys(given).join()}` : ''}`);
  return whenOpening.then(() => {
    if (wontOpen.has(name)) return failed(failure('store-trouble', `${name} will not open.`));
    const core = { handlers: name } as unknown as Core;
    const opened = { aim, core, lines: [], close: async () => void happened.push(`close ${name}`) };
    return ok(opened as unknown as OpenedOne);
  });
}

const seatOf = (open = opening) => createSeat({ open, log: silent, lost: (why) => void lost.push(why) });
const keepIt = () => {
  happened.push('keep');
  return ok(undefined);
};

beforeEach(() => {
  happened = [];
  wontOpen = new Set();
  lost = [];
  whenOpening = Promise.resolve();
});

describe('taking another practice’s seat', () => {
  test('closes, opens, and only then writes down what is opened next time', async () => {
    const seat = seatOf();
    await seat.take(EMIS);
    expect(await seat.replace(SYSTMONE, { apiKey: 'k' }, keepIt)).toMatchObject({ ok: true });
    expect(happened).toEqual(['open emis-web', 'close emis-web', 'open systmone with apiKey', 'keep']);
    expect(await seat.handlers()).toBe('systmone');
    await seat.close();
    expect(happened.at(-1)).toBe('close systmone');
    expect(await seat.handlers()).toBeUndefined();
  });

  test('whoever asks meanwhile is answered by the new one; a second change is refused', async () => {
    const seat = seatOf();
    await seat.take(EMIS);
    let goOn = () => {};
    whenOpening = new Promise((resolve) => (goOn = resolve));
    const change = seat.replace(SYSTMONE, {}, keepIt);
    const asked = seat.handlers();
    expect(await seat.replace(EMIS, {}, keepIt)).toMatchObject({ failure: { kind: 'busy' } });
    expect(seat.now()).toBeUndefined();
    goOn();
    await change;
    expect(await asked).toBe('systmone');
    expect(await seat.replace(EMIS, {}, keepIt)).toMatchObject({ ok: true });
  });

  test('the end waits for a change, and closes what came of it', async () => {
    const seat = seatOf();
    await seat.take(EMIS);
    await Promise.all([seat.replace(SYSTMONE, {}, keepIt), seat.close()]);
    expect(happened.at(-1)).toBe('close systmone');
    expect(await seat.replace(EMIS, {}, keepIt)).toMatchObject({ failure: { kind: 'busy' } });
    expect(seat.now()).toBeUndefined();
  });
});

describe('a new one that fails', () => {
  test('to open gives the seat back, and nothing is written down', async () => {
    const seat = seatOf();
    await seat.take(EMIS);
    wontOpen = new Set(['systmone']);
    expect(await seat.replace(SYSTMONE, { apiKey: 'k' }, keepIt)).toMatchObject({
      failure: { message: 'systmone will not open.' },
    });
    expect(happened).toEqual([
      'open emis-web',
      'close emis-web',
      'open systmone with apiKey',
      'open emis-web',
    ]);
    expect([await seat.handlers(), lost]).toEqual(['emis-web', []]);
  });

  test('to open with an error that nobody foresaw gives it back too', async () => {
    const seat = seatOf((aim, given) => {
      if (nameOf(aim) === 'systmone') return Promise.reject(new Error('not foreseen'));
      return opening(aim, given);
    });
    await seat.take(EMIS);
    expect(await seat.replace(SYSTMONE, {}, keepIt)).toMatchObject({ failure: { kind: 'unexpected' } });
    expect(await seat.handlers()).toBe('emis-web');
  });

  test('to make room is not opened, and the old one comes back', async () => {
    const seat = seatOf();
    await seat.take(EMIS);
    const refused = failed(failure('store-trouble', 'The old files cannot be put aside.'));
    const between = () => {
      happened.push('between');
      return refused;
    };
    expect(await seat.replace(EMIS, {}, keepIt, between)).toEqual(refused);
    expect(happened).toEqual(['open emis-web', 'close emis-web', 'between', 'open emis-web']);
    expect(await seat.handlers()).toBe('emis-web');
  });

  test('to be written down is closed again', async () => {
    const seat = seatOf();
    await seat.take(EMIS);
    const full = failed(failure('store-trouble', 'The disk is full.'));
    expect(await seat.replace(SYSTMONE, {}, () => full)).toEqual(full);
    expect(happened.slice(1)).toEqual(['close emis-web', 'open systmone', 'close systmone', 'open emis-web']);
    expect(await seat.handlers()).toBe('emis-web');
  });

  test('after which the old one will not open either is told as the end', async () => {
    const seat = seatOf();
    await seat.take(EMIS);
    wontOpen = new Set(['systmone', 'emis-web']);
    expect(await seat.replace(SYSTMONE, {}, keepIt)).toMatchObject({
      failure: { message: 'systmone will not open.' },
    });
    expect(lost.map(({ message }) => message)).toEqual(['emis-web will not open.']);
    expect(await seat.handlers()).toBeUndefined();
  });
});
