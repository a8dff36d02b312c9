/** The borders towards the window, the patients, whoever writes our files, and whoever takes our notices. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SAMPLE_FAULTS } from '#shared/contract/asked.ts';
import { SETTLE_VERDICTS } from '#shared/contract/bookings.ts';
import { type Contract, type Handlers, contract } from '#shared/contract/contract.ts';
import { asId } from '#shared/domain/ids.ts';
import { ok } from '#shared/domain/outcome.ts';

import { serve } from '../../../src/main/ipc/serve.ts';
import type { Transport } from '../../../src/main/ipc/transport.ts';
import { createWebhook } from '../../../src/main/notices/webhook.ts';
import type { NoticeToSend } from '../../../src/main/ports/notice-gateway.ts';
import { readFaultFile } from '../../../src/main/sample-practice/control/fault-file.ts';
import { readConfiguration } from '../../../src/main/start/configuration.ts';
import { systemClock } from '../../../src/main/this-pc/system-clock.ts';
import { rawAnswer, startRawServer } from '../../support/ehr-raw-server.ts';
import { TEST_NOW, silentLog } from '../../support/open-test-store.ts';
import { ADA, TYPES, openSiteDesk } from '../../support/site-desk.ts';
import { type Border, type Verdict, verdictOf } from './border.ts';
import { type Chance, cutOff, oddValue, spoilText, spoilValue, textOf } from './spoil.ts';

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

function windowBorder(): Border {
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
    name: `window (${names.length} channels)`,
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

const FREELY = { burst: 1_000_000, perSecond: 1_000_000 };

async function bookingSiteBorder(): Promise<Border> {
  const desk = await openSiteDesk({ limits: { reads: FREELY, writes: FREELY, wrongIdentities: FREELY } });
  desk.addSlots(...['09:00', '09:10', '09:20'].map((time) => ({ daysAhead: 1, time })));
  const patient = { nhsNumber: ADA.nhsNumber, dateOfBirth: ADA.dateOfBirth };
  const bodies = [
    { at: 'api/holds', body: { slotId: 'slot-1' } },
    { at: 'api/bookings', body: { slotId: 'slot-1', patient, reason: 'A cough' } },
    { at: 'api/bookings', body: { holdId: 'hold-1', patient } },
    { at: 'api/bookings/b/move', body: { slotId: 'slot-1' } },
  ];
  const queries = [
    `api/slots?from=2026-11-23&to=2026-11-24&slotType=${encodeURIComponent(TYPES.phone.name)}`,
    'api/slots?from=2026-11-23T09:10:00%2B00:00',
    `when?type=${TYPES.phone.id}`,
    `times?type=${TYPES.phone.id}&day=2026-11-24`,
    'bookings/b?token=t',
    'bookings/b/cancel?token=t',
    'bookings/b/move?token=t&day=2026-11-24',
  ];
  const forms = ['hold', 'bookings/b/cancel', 'bookings/b/undo', 'bookings/b/move'];

  async function ask(at: string, more: RequestInit = {}): Promise<Verdict> {
    // What cannot even be an address never leaves a browser.
    const url = URL.canParse(at, desk.url) ? new URL(at, desk.url) : undefined;
    if (url?.origin !== new URL(desk.url).origin) return 'refused';
    const answer = await fetch(url, { redirect: 'manual', ...more });
    await answer.arrayBuffer();
    if (answer.status >= 500) throw new Error(`it broke with ${answer.status}`);
    return verdictOf(answer.status < 400);
  }
  const post = (at: string, body: string, type = 'application/json'): Promise<Verdict> =>
    ask(at, { method: 'POST', body, headers: { 'content-type': type } });

  function spoiltRequest(chance: Chance): Promise<Verdict> {
    const { at, body } = chance.oneOf(bodies);
    switch (chance.below(4)) {
      case 0:
        return post(at, spoilText(JSON.stringify(body), chance));
      case 1:
        return post(at, textOf(spoilValue(body, chance), chance));
      case 2:
        return ask(spoilText(chance.oneOf(queries), chance));
      default: {
        const form = spoilText('slotId=slot-1&token=t&nhsNumber=9990000018&day=29&month=2&year=1980', chance);
        return post(chance.oneOf(forms), form, 'application/x-www-form-urlencoded');
      }
    }
  }
  return {
    name: 'booking site',
    spoilt: spoiltRequest,
    cutShort(chance) {
      const { at, body } = chance.oneOf(bodies);
      return post(at, cutOff(JSON.stringify(body), chance));
    },
    untouched: (chance) => ask(chance.oneOf(queries.slice(0, 2))),
    close: () => desk.stop(),
  };
}

const CONFIGURATION = {
  practice: { name: 'Sample Surgery', odsCode: 'A12345' },
  ehr: {
    ...{ kind: 'emis-web', baseUrl: 'https://emis.example/partner', applicationId: 'app' },
    ...{ accessToken: 'token', bookedBy: '9', dateFormat: 'dd/MM/yyyy' },
  },
  bookingSite: { host: '127.0.0.1', port: 4780 },
  reading: { horizonDays: 28, nearEverySeconds: 15 },
  booking: { minNoticeMinutes: 30 },
  activeSlotTypes: ['GP telephone'],
};
const FAULTS = {
  faults: [
    { kind: 'slow', ms: 120, on: 'writes', share: 0.6 },
    { kind: 'drop', on: ['reads'], when: 'after-work', times: 2, skip: 1 },
    { kind: 'truncate', atShare: 0.5 },
  ],
};

/** A file that somebody writes by hand: in tests one file, written again and again. */
function fileBorder(name: string, right: unknown, read: (file: string) => boolean): Border {
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-fuzz-'));
  const file = path.join(folder, 'file.json');
  const whole = JSON.stringify(right, undefined, 2);
  const readText = (text: string): Verdict => {
    writeFileSync(file, text);
    return verdictOf(read(file));
  };
  return {
    name,
    spoilt(chance) {
      if (chance.happens(0.5)) return readText(spoilText(whole, chance));
      return readText(textOf(spoilValue(right, chance), chance));
    },
    cutShort: (chance) => readText(cutOff(whole, chance)),
    untouched: () => readText(whole),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Its mistakes are thrown, in words; any other kind of error is a fault. */
function readFaultsOf(file: string): boolean {
  try {
    readFaultFile(file);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') return false;
    throw error;
  }
}

const NOTICE: NoticeToSend = {
  ...{ id: 'n', kind: 'confirmed', bookingId: asId('b'), startsAt: TEST_NOW, at: TEST_NOW },
  ...{ slotTypeName: 'GP telephone', clinicianName: 'Dr A Shah', siteName: 'Main Street' },
  link: 'http://127.0.0.1/bookings/b?token=t',
};

async function webhookBorder(): Promise<Border> {
  const server = await startRawServer();
  const gateway = createWebhook({ webhookUrl: server.baseUrl }, { clock: systemClock });
  const answers = ['200 OK', '204 No Content', '302 Found', '429 Too Many Requests', '503 Busy'].map(
    (status) =>
      rawAnswer('{"ok":true}', { status, headers: { 'Retry-After': '7', Connection: 'close' } }).toString(
        'latin1',
      ),
  );
  const [fine = ''] = answers;
  async function deliver(answer: string): Promise<Verdict> {
    server.behave((socket) => void socket.end(Buffer.from(answer, 'latin1')));
    const outcome = await gateway.deliver(NOTICE);
    return verdictOf(outcome.ok);
  }
  return {
    name: 'webhook',
    spoilt: (chance) => deliver(spoilText(chance.oneOf(answers), chance)),
    // Of its answer only the head is read: cut off in there, nothing was said.
    cutShort: (chance) => deliver(cutOff(fine.slice(0, fine.indexOf('\r\n\r\n') + 3), chance)),
    untouched: () => deliver(fine),
    close: () => server.close(),
  };
}

export const openOwnBorders = async (): Promise<readonly Border[]> => [
  windowBorder(),
  await bookingSiteBorder(),
  fileBorder('settings file', CONFIGURATION, (file) => readConfiguration(file).ok),
  fileBorder('fault file', FAULTS, readFaultsOf),
  await webhookBorder(),
];
