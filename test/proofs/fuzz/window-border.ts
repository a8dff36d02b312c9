/** The border towards the window: every channel of the contract, given what it should never send. */
import { SAMPLE_FAULTS } from '#shared/contract/asked.ts';
import { SETTLE_VERDICTS } from '#shared/contract/bookings.ts';
import { type Contract, type Handlers, contract } from '#shared/contract/contract.ts';
import { ok } from '#shared/domain/outcome.ts';

import { serve } from '../../../src/main/ipc/serve.ts';
import type { Transport } from '../../../src/main/ipc/transport.ts';
import { silentLog } from '../../support/open-test-store.ts';
import { type Border, type Verdict, verdictOf } from './border.ts';
import { oddValue, spoilValue } from './spoil.ts';

const DRAFT = {
  practice: { name: 'Sample Surgery', odsCode: 'A12345', phone: '' },
  ehr: { kind: 'systmone', host: '127.0.0.1', port: 40_700 },
  credentials: { apiKey: 'k', deviceId: '' },
};

/** What the window rightly sends, channel by channel. One that is not here is asked with nothing. */
const RIGHT_INPUTS: Readonly<Record<string, unknown>> = {
  'diary.day': { day: '2026-11-24' },
  'slotTypes.previewSwitch': { slotTypeId: '1', isActive: true },
  'slotTypes.setActive': { slotTypeIds: ['1', '2'], isActive: false, reason: 'Holiday' },
  'slotTypes.settleRename': { goneId: '1', appearedId: '2', isSame: true },
  'bookings.look': { bookingId: 'b' },
  'bookings.cancel': { bookingId: 'b', reason: 'The clinician is ill' },
  'bookings.move': { bookingId: 'b', slotId: 's', reason: '' },
  'bookings.undo': { bookingId: 'b' },
  'bookings.choices': { bookingId: 'b' },
  'bookings.settle': { bookingId: 'b', verdict: SETTLE_VERDICTS[0], note: '' },
  'settings.test': DRAFT,
  'settings.save': DRAFT,
  'settings.open': { what: 'sample', ehr: 'emis-web' },
  'whyMissing.ask': { slotTypeId: '1', day: '2026-11-24', minutes: 540, clinicianId: '7' },
  'help.exportBundle': { note: 'A note' },
  'help.showBundle': { path: 'bundle.zip' },
  'preferences.write': {
    ...{ appearance: 'auto', liveBookingsView: 'diary', slotTypesFilter: 'all', isRailCollapsed: false },
  },
  'sample.setFault': { fault: SAMPLE_FAULTS[0] },
  'sample.answerDevice': { isApproved: true },
};

export function openWindowBorder(): Border {
  let calls = 0;
  const answer = () => {
    calls += 1;
    return ok(undefined);
  };
  const handlers = Object.fromEntries(
    (Object.keys(contract) as (keyof Contract)[]).map((group) => [
      group,
      Object.fromEntries(Object.keys(contract[group]).map((name) => [name, answer])),
    ]),
  ) as unknown as Handlers;
  const channels = new Map<string, Parameters<Transport['handle']>[1]>();
  const transport = {
    handle: (channel: string, handle: Parameters<Transport['handle']>[1]) =>
      void channels.set(channel, handle),
    send: () => {},
  };
  serve(() => handlers, transport, silentLog);
  const names = [...channels.keys()];
  const right = names.filter((name) => RIGHT_INPUTS[name] !== undefined);

  async function ask(channel: string, input: unknown): Promise<Verdict> {
    const before = calls;
    await channels.get(channel)?.(true, input);
    return verdictOf(calls > before);
  }
  return {
    name: `window, ${names.length} channels`,
    spoilt(chance) {
      const channel = chance.oneOf(names);
      const input = RIGHT_INPUTS[channel];
      return ask(channel, input === undefined ? oddValue(chance) : spoilValue(input, chance));
    },
    untouched(chance) {
      const channel = chance.oneOf(right);
      return ask(channel, RIGHT_INPUTS[channel]);
    },
  };
}
