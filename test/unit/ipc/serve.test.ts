// The border to the window: wrong senders and wrong payloads never reach a handler, and nothing is thrown across it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Contract, type Handlers, contract } from '#shared/contract/contract.ts';
import { ok } from '#shared/domain/outcome.ts';
import { buildBridge } from '../../../src/preload/build-bridge.ts';
import { guards } from '../../../src/main/ipc/guards.ts';
import { serve } from '../../../src/main/ipc/serve.ts';
import type { Transport } from '../../../src/main/ipc/transport.ts';

const draft = {
  practice: { name: 'Sample Surgery', odsCode: 'A12345', phone: '' },
  ehr: { kind: 'systmone', host: '127.0.0.1', port: 40_700 },
  credentials: { apiKey: 'k', deviceId: '' },
};

/** Every command answered by the same function, which counts. */
function served(answer: () => unknown) {
  const calls: string[] = [];
  const logged: unknown[] = [];
  const note = (...line: readonly unknown[]) => void logged.push(line);
  const handlers = Object.fromEntries(
    Object.entries(contract).map(([group, entries]) => [
      group,
      Object.fromEntries(
        Object.keys(entries).map((name) => [
          name,
          (input: unknown) => {
            calls.push(`${group}.${name}`);
            void input;
            return answer();
          },
        ]),
      ),
    ]),
  ) as unknown as Handlers;
  const channels = new Map<string, Parameters<Transport['handle']>[1]>();
  serve(
    () => handlers,
    { handle: (channel, handle) => void channels.set(channel, handle), send: () => undefined },
    { info: note, warn: note, error: note },
  );
  const ask = (channel: string, input: unknown, fromWindow = true) =>
    channels.get(channel)?.(fromWindow, input);
  return { calls, channels, logged, ask };
}

describe('serving the window', () => {
  test('every command of the contract has a guard and a channel', () => {
    const { channels } = served(() => ok(undefined));
    const commands = (Object.keys(contract) as (keyof Contract)[]).flatMap((group) =>
      Object.entries(contract[group]).flatMap(([name, { type }]) =>
        type === 'command' ? [`${group}.${name}`] : [],
      ),
    );
    expect([...channels.keys()].toSorted()).toEqual(commands.toSorted());
    expect(Object.keys(guards).toSorted()).toEqual(Object.keys(contract).toSorted());
  });

  test('a sender that is not our window is refused', async () => {
    const { ask, calls } = served(() => ok(undefined));
    expect(await ask('connection.checkNow', undefined, false)).toMatchObject({
      failure: { kind: 'not-allowed' },
    });
    expect(calls).toEqual([]);
  });

  test.each([
    ['diary.day', { day: '2026-02-30' }],
    ['diary.day', { day: '2026-02-28', more: 1 }],
    ['slotTypes.setActive', { slotTypeIds: [], isActive: true, reason: '' }],
    ['slotTypes.setActive', { slotTypeIds: ['1'], isActive: 'yes', reason: '' }],
    ['whyMissing.ask', { slotTypeId: '1', day: '2026-05-12', minutes: 1_440 }],
    ['sample.setFault', { fault: 'explode' }],
    ['sample.answerDevice', { isApproved: 'yes' }],
    ['slotTypes.settleRename', { goneId: '1', appearedId: '', isSame: true }],
    ['settings.open', { what: 'cellar' }],
    ['settings.open', { what: 'sample', ehr: 'vision' }],
    ['settings.read', {}],
    ['settings.save', { ...draft, more: 1 }],
    ['settings.save', { ...draft, ehr: { ...draft.ehr, apiKey: 'k' } }],
    ['settings.save', { ...draft, ehr: { kind: 'emis-web' } }],
    ['settings.save', { ...draft, credentials: { password: 'p' } }],
    ['settings.save', { ...draft, credentials: { tlsKey: 'x'.repeat(20_001) } }],
    ['settings.test', { ...draft, credentials: { apiKey: undefined } }],
    ['help.exportBundle', { note: 'x'.repeat(300_000) }],
    ['app.snapshot', { anything: true }],
  ])('%s refuses a payload that does not fit', async (channel, input) => {
    const { ask, calls } = served(() => ok(undefined));
    expect(await ask(channel, input)).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } });
    expect(calls).toEqual([]);
  });

  test('a well-formed payload gets through', async () => {
    const { ask, calls } = served(() => ok(undefined));
    expect(await ask('whyMissing.ask', { slotTypeId: '12', day: '2026-05-12', minutes: 550 })).toEqual(
      ok(undefined),
    );
    expect(await ask('settings.save', draft)).toEqual(ok(undefined));
    expect(await ask('settings.open', { what: 'sample', ehr: 'systmone' })).toEqual(ok(undefined));
    expect(await ask('settings.open', { what: 'practice' })).toEqual(ok(undefined));
    expect(calls).toEqual(['whyMissing.ask', 'settings.save', 'settings.open', 'settings.open']);
  });

  test('what is refused is logged by its place, never with what was put in', async () => {
    const { ask, logged } = served(() => ok(undefined));
    await ask('settings.save', { ...draft, credentials: { apiKey: 7, hush: 'hush-hush' } });
    expect(JSON.stringify(logged)).toContain('credentials.apiKey');
    expect(JSON.stringify(logged)).not.toContain('hush-hush');
  });

  test('another practice that takes the seat is the one that answers', async () => {
    let who = 'first';
    const { ask } = served(() => ok(who));
    expect(await ask('preferences.read', undefined)).toEqual(ok('first'));
    who = 'second';
    expect(await ask('preferences.read', undefined)).toEqual(ok('second'));
  });

  test('a handler that throws is a failure without its text', async () => {
    const { ask } = served(() => {
      throw new Error('Ada Example 999 000 0018');
    });
    const answer = await ask('connection.checkNow', undefined);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
    expect(JSON.stringify(answer)).not.toContain('Ada');
  });

  test('no payload whatever makes it throw', async () => {
    const { ask, channels } = served(() => ok(undefined));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...channels.keys()), fc.anything(), async (channel, input) => {
        expect(await ask(channel, input)).toHaveProperty('ok');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the bridge', () => {
  test('asks on the derived channel, and hears payloads only', async () => {
    const asked: unknown[][] = [];
    let hear: ((payload: unknown) => void) | undefined;
    const bridge = buildBridge({
      ask: (...call) => {
        asked.push(call);
        return Promise.resolve(ok(undefined));
      },
      listen: (channel, listener) => {
        asked.push([channel]);
        hear = listener;
        return () => void (hear = undefined);
      },
    });
    await bridge.connection.checkNow();
    const heard: unknown[] = [];
    const stop = bridge.app.onChanged((change) => heard.push(change));
    hear?.({ from: 1, to: 2 });
    stop();
    expect(asked).toEqual([['connection.checkNow', undefined], ['app.changed']]);
    expect(heard).toEqual([{ from: 1, to: 2 }]);
    expect(hear).toBeUndefined();
  });
});
