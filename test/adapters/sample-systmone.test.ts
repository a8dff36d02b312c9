// The sample practice on SystmOne, from outside: hand-written XML over real sockets, held to TPP's Client Integration, and
// every fault doing what it says. If this is wrong, every adapter test after it proves nothing.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createDice } from '../../src/main/sample-practice/diary/dice.ts';
import type { SlotView } from '../../src/main/sample-practice/diary/staff-desk.ts';
import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import type { Fault } from '../../src/main/sample-practice/faults/fault.ts';
import { createLivingPractice } from '../../src/main/sample-practice/living-practice.ts';
import {
  createSystmOnePractice,
  type SystmOnePractice,
  type SystmOnePracticeOptions,
} from '../../src/main/sample-practice/systmone-practice.ts';
import { clockAt, closeEarly, closeSamples, MORNING, opened } from '../support/open-samples.ts';
import {
  connectTo,
  type Envelope,
  first,
  inside,
  request,
  shapeOf,
  type TppClient,
} from '../support/tpp-client.ts';
import { waitUntil } from '../support/wait-until.ts';

const ADA = '9990000018';
const clients: TppClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.hangUp();
  await closeSamples();
});

const start = (options: SystmOnePracticeOptions = {}, at = { now: MORNING }): Promise<SystmOnePractice> =>
  opened(createSystmOnePractice({ port: 0, weeks: 3, deviceId: 'D1', clock: clockAt(at), ...options }));

async function connect(practice: SystmOnePractice): Promise<TppClient> {
  const client = await connectTo(practice.ehr.port);
  clients.push(client);
  return client;
}

/** One request on a connection of its own; its answer without the line break. */
async function ask(
  practice: SystmOnePractice,
  name: string,
  parameters = '',
  more: Envelope = {},
): Promise<string> {
  const client = await connect(practice);
  client.send(request(name, parameters, more));
  const answer = await client.next();
  client.hangUp();
  return answer;
}

/** What stands inside `Response`; throws for a refusal. */
async function read(practice: SystmOnePractice, name: string, parameters = ''): Promise<string> {
  const answer = first(await ask(practice, name, parameters), 'Response');
  if (answer.includes('<ErrorMessage>')) throw new Error(`${name}: ${first(answer, 'ErrorMessage')}`);
  return answer;
}

/** [what it says, whether asking again is of no use] */
async function refusal(practice: SystmOnePractice, name: string, parameters = '', more: Envelope = {}) {
  const answer = await ask(practice, name, parameters, more);
  expect(shapeOf(first(answer, 'Response'))).toBe('ErrorMessage,PermanentError');
  return [first(answer, 'ErrorMessage'), first(answer, 'PermanentError')];
}

const window = (from: string, to: string): string =>
  `<MinDateTime>${from}T00:00:00</MinDateTime><MaxDateTime>${to}T23:59:59</MaxDateTime>`;
const FORTNIGHT = window('2026-11-23', '2026-12-06');

type Six = {
  userName: string;
  siteName: string;
  clinicType: string;
  slotType: string;
  start: string;
  duration: string;
};

const clinic = ({ userName, siteName, clinicType }: Six, slot: string): string =>
  `<Clinic><UserName>${userName}</UserName><SiteName>${siteName}</SiteName><ClinicType>${clinicType}</ClinicType>${slot}</Clinic>`;
const slotXml = ({ slotType, start: at, duration }: Six): string =>
  `<Slot><SlotType>${slotType}</SlotType><DateTimeStart>${at}</DateTimeStart><Duration>${duration}</Duration></Slot>`;
const identity = (nhsNumber = ADA): string => `<Identity><NHSNumber>${nhsNumber}</NHSNumber></Identity>`;
const booking = (six: Six, nhsNumber = ADA, comments = 'Online booking A1'): string =>
  `${identity(nhsNumber)}<NonClinical><Appointment>${clinic(six, slotXml(six))}<Comments>${comments}</Comments></Appointment></NonClinical>`;
const statusChange = (uid: string, status: string, nhsNumber = ADA): string =>
  `${identity(nhsNumber)}<NonClinical><Appointment><AppointmentUID>${uid}</AppointmentUID><Status>${status}</Status></Appointment></NonClinical>`;
const deletion = (uids: readonly string[], reason = 'Booked by mistake'): string =>
  `${identity()}<Reason>${reason}</Reason>${uids.map((uid) => `<AppointmentUID>${uid}</AppointmentUID>`).join('')}`;

/** The six values of every free slot, as the wire tells them. */
function sixesOf(answer: string): Six[] {
  return inside(answer, 'Clinic').flatMap((one) =>
    inside(one, 'Slot').map((slot) => ({
      userName: first(one, 'UserName'),
      siteName: first(one, 'SiteName'),
      clinicType: first(one, 'ClinicType'),
      slotType: first(slot, 'SlotType'),
      start: first(slot, 'DateTimeStart'),
      duration: first(slot, 'Duration'),
    })),
  );
}

const freeSlots = async (practice: SystmOnePractice, parameters = FORTNIGHT): Promise<Six[]> =>
  sixesOf(await read(practice, 'GetAppointmentSlots', parameters));

async function freeSlot(practice: SystmOnePractice, slotType = 'Nurse - smear'): Promise<Six> {
  const found = (await freeSlots(practice)).find((six) => six.slotType === slotType);
  if (!found) throw new Error(`No free ${slotType}`);
  return found;
}

/** The same slot past any wire. */
async function inDiary(practice: SystmOnePractice, six: Six): Promise<SlotView> {
  const day = six.start.slice(0, 10);
  const minute = Number(six.start.slice(11, 13)) * 60 + Number(six.start.slice(14, 16));
  const found = (await practice.staff.find({ slotType: six.slotType, from: day, to: day })).find(
    ({ startMinute, sessionId }) => {
      const session = practice.staff.session(sessionId);
      return startMinute === minute && six.userName.endsWith(String(session?.clinicianIds[0]));
    },
  );
  if (!found) throw new Error('The slot is not in the diary');
  return found;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** The diary's own slots under the six names, from the practice's plan and not from the wire. */
async function truth(practice: SystmOnePractice, wanted: (slot: SlotView) => boolean, to = '2026-12-06') {
  const { plan } = practice.living;
  return (await practice.staff.find({ from: '2026-11-23', to })).filter(wanted).map((slot) => {
    const session = practice.staff.session(slot.sessionId);
    const holder = plan.staffMember(session?.clinicianIds[0] ?? 0);
    return {
      userName:
        `${holder?.firstNames[0] ?? ''}${(holder?.lastName ?? '').replace(/\W/g, '')}${holder?.id ?? ''}`.toLowerCase(),
      siteName: plan.sites.find(({ id }) => id === session?.siteId)?.name ?? '',
      clinicType: session?.name ?? '',
      slotType: slot.slotType,
      start: `${slot.day}T${two(Math.floor(slot.startMinute / 60))}:${two(slot.startMinute % 60)}:00`,
      duration: String(slot.lengthMinutes),
    };
  });
}

const isBookable = (practice: SystmOnePractice, { slotTypeId }: SlotView): boolean =>
  practice.living.plan.slotType(slotTypeId)?.bookable === true;

const sorted = (list: readonly Six[]): string[] =>
  list.map((six) => JSON.stringify(Object.values(six))).sort();

describe('documents on the wire', () => {
  test('an answer is one line in the envelope of the specification, with the request’s own id', async () => {
    const practice = await start();
    const client = await connect(practice);
    client.send(request('GetFunctions', '', { uid: 'abc &amp; d' }));
    const answer = await client.next();
    expect(client.received()).toBe('');
    expect(shapeOf(answer)).toMatch(
      /^ClientIntegrationResponse\(DeviceID,RequestUID,Function,FunctionVersion,ResponseUID,Response\(SupportedFunction\(Function,Version\),/,
    );
    expect(first(answer, 'RequestUID')).toBe('abc &amp; d');
    expect([first(answer, 'DeviceID'), first(answer, 'Function')]).toEqual(['D1', 'GetFunctions']);
    const names = inside(answer, 'SupportedFunction').map((one) => first(one, 'Function'));
    expect(names).toEqual([
      'GetFunctions',
      'GetOrganisationMetaData',
      'GetAppointmentSlots',
      'GetDiary',
      'PatientSearch',
      'GetPatientRecord',
      'UpdatePatientRecord',
      'DeletePatientRecord',
    ]);
  });

  test('byte by byte, and many in one segment: each is answered, in order, on the one connection', async () => {
    const practice = await start();
    const client = await connect(practice);
    const whole = Buffer.from(request('GetFunctions', '', { uid: 'one–by–one' }));
    for (let at = 0; at < whole.length; at += 1) {
      client.send(whole.subarray(at, at + 1));
      if (at % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(first(await client.next(), 'RequestUID')).toBe('one–by–one');
    const uids = ['a', 'b', 'c', 'd', 'e'];
    const names = [
      'GetDiary',
      'GetFunctions',
      'GetAppointmentSlots',
      'GetFunctions',
      'GetOrganisationMetaData',
    ];
    client.send(uids.map((uid, index) => request(names[index] ?? '', '', { uid })).join(''));
    for (const [index, uid] of uids.entries()) {
      const answer = await client.next();
      expect([first(answer, 'RequestUID'), first(answer, 'Function')]).toEqual([uid, names[index]]);
    }
  });

  test('nothing is answered before the line break; an <EOF> marker is as good, and is no document', async () => {
    const practice = await start();
    const client = await connect(practice);
    const line = (uid: string): string => request('GetFunctions', '', { uid }).trimEnd();
    client.send(line('first'));
    expect(await ask(practice, 'GetFunctions', '', { uid: 'other' })).toContain('other');
    expect([client.received(), practice.requests.total()]).toEqual(['', 1]);
    client.send('\r\n');
    expect(first(await client.next(), 'RequestUID')).toBe('first');
    client.send(`${line('second')}<EOF>`);
    expect(first(await client.next(), 'RequestUID')).toBe('second');
    client.send(`${line('third')}\n<EOF>\n\n`);
    client.send(`${line('fourth')}<EO`);
    client.send('F>');
    expect(first(await client.next(), 'RequestUID')).toBe('third');
    expect(first(await client.next(), 'RequestUID')).toBe('fourth');
    expect(practice.requests.total()).toBe(5);
  });

  test('a client that closes its half is still answered', async () => {
    const practice = await start();
    const client = await connect(practice);
    client.send(request('GetDiary', FORTNIGHT));
    client.finish();
    expect(await client.next()).toContain('</ClientIntegrationResponse>');
    await client.closed;
  });

  test('a raw line break inside a request takes it apart, and books nothing', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const client = await connect(practice);
    client.send(request('UpdatePatientRecord', booking(six, ADA, 'Online\nbooking')));
    for (let part = 0; part < 2; part += 1) expect(first(await client.next(), 'PermanentError')).toBe('true');
    expect((await inDiary(practice, six)).status).toBe('free');
  });

  test('what is no whole, plain XML document is refused, DOCTYPE and processing instructions too', async () => {
    const practice = await start();
    const client = await connect(practice);
    const good = request('GetFunctions').trimEnd();
    for (const bad of [
      'hello',
      '<a>',
      good.slice(0, -5),
      `${good}${good}`,
      `${good}x`,
      `<!DOCTYPE a [<!ENTITY b "c">]>${good}`,
      `<?run me?>${good}`,
      good.replace('u1', '&nbsp;'),
      good.replace('<RequestUID>', 'text<RequestUID>'),
      `<a>${'<b>'.repeat(30)}${'</b>'.repeat(30)}</a>`,
      '{"Function":"GetFunctions"}',
      'GET / HTTP/1.1',
    ]) {
      client.send(`${bad}\n`);
      const answer = await client.next();
      expect([bad, shapeOf(first(answer, 'Response'))]).toEqual([bad, 'ErrorMessage,PermanentError']);
    }
    client.send(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x0a]));
    expect(first(await client.next(), 'ErrorMessage')).toContain('UTF-8');
    client.send(`<?xml version="1.0" encoding="utf-8"?>${good}\n`);
    expect(await client.next()).toContain('<SupportedFunction>');
  });

  test('a damaged request is answered with a refusal or as what it has become, and never ends the practice', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const whole = request('UpdatePatientRecord', booking(six, '9999999999')).trimEnd();
    const dice = createDice('damage');
    const client = await connect(practice);
    for (let round = 0; round < 500; round += 1) {
      const at = dice.upTo(whole.length);
      const put = dice.pick(['', '<', '>', '&', '/', '\u0000', '\u0001', ']]>', '<!--', 'é', '<a>', '</']);
      client.send(`${whole.slice(0, at)}${put}${whole.slice(at + dice.upTo(4))}\n`);
      expect(shapeOf(first(await client.next(), 'Response'))).toBe('ErrorMessage,PermanentError');
    }
    expect((await inDiary(practice, six)).status).toBe('free');
    client.send(request('GetFunctions'));
    expect(await client.next()).toContain('<SupportedFunction>');
  });

  test('a request without end is cut off', async () => {
    const practice = await start();
    const client = await connect(practice);
    client.send('<a>'.repeat(500_000));
    await client.closed;
    expect(client.received()).toBe('');
  });

  test('the envelope may come in any order, but whole, with this version, and with nothing invented', async () => {
    const practice = await start();
    const good = request('GetFunctions');
    const children = good.match(/<(\w+)>[^<]*<\/\1>/g) ?? [];
    expect(children).toHaveLength(7);
    const sent = async (text: string): Promise<string> => {
      const client = await connect(practice);
      client.send(text.endsWith('\n') ? text : `${text}\n`);
      return client.next();
    };
    const backwards = `<ClientIntegrationRequest>${children.toReversed().join('')}</ClientIntegrationRequest>`;
    expect(await sent(backwards)).toContain('<SupportedFunction>');
    expect(await sent(request('GetFunctions', '', { version: '1' }))).toContain('<SupportedFunction>');
    expect(await sent(good.replace(/<FunctionParameters>.*<\/FunctionParameters>/, ''))).toContain(
      '<SupportedFunction>',
    );
    for (const wrong of [
      request('GetFunctions', '', { version: '2.0' }),
      good.replace('</RequestUID>', '</RequestUID><Priority>1</Priority>'),
      good.replace('</RequestUID>', '</RequestUID><RequestUID>u2</RequestUID>'),
      good.replaceAll('ClientIntegrationRequest', 'Request'),
      ...children.slice(0, 6).map((child) => good.replace(child, '')),
    ]) {
      const answer = await sent(wrong);
      expect([wrong, first(answer, 'PermanentError')]).toEqual([wrong, 'true']);
    }
    const answer = await sent(request('GetFunctions', '', { version: '2.0', uid: 'mine' }));
    expect(first(answer, 'RequestUID')).toBe('mine');
  });

  test('functions and parameters that TPP does not have are refused', async () => {
    const practice = await start();
    for (const name of [
      'GetAppointments',
      'BookAppointment',
      'DeleteFromPatientRecord',
      'constructor',
      'getdiary',
    ])
      expect([name, ...(await refusal(practice, name))]).toEqual([
        name,
        'This function is not supported',
        'true',
      ]);
    expect((await refusal(practice, 'GetFunctions', '<All/>'))[1]).toBe('true');
    expect((await refusal(practice, 'GetDiary', '<From>2026-11-23T00:00:00</From>'))[1]).toBe('true');
    expect((await refusal(practice, 'GetDiary', 'everything'))[1]).toBe('true');
    expect(practice.requests.of('unknown')).toBe(5);
  });
});

describe('who may ask', () => {
  test('an unknown API key is refused for good, and its device asks nobody', async () => {
    const practice = await start({ apiKey: 'right', deviceId: '' });
    expect(await refusal(practice, 'GetFunctions', '', { apiKey: 'wrong', deviceId: '' })).toEqual([
      'The API key is not recognised',
      'true',
    ]);
    expect(practice.isAskingForDevice()).toBe(false);
    expect(practice.ehr).toMatchObject({
      kind: 'systmone',
      host: '127.0.0.1',
      apiKey: 'right',
      deviceId: '',
    });
  });

  test('a device without an id waits for the user, and is given one', async () => {
    const practice = await start({ deviceId: '' });
    expect(practice.answerDevice(true)).toBe(false);
    const waiting = ask(practice, 'GetFunctions', '', { deviceId: '' });
    await waitUntil('the question', practice.isAskingForDevice);
    expect(practice.answerDevice(true)).toBe(true);
    const answer = await waiting;
    const deviceId = first(answer, 'DeviceID');
    expect(deviceId).toMatch(/^[0-9a-f]{16}$/);
    expect(answer).toContain('<SupportedFunction>');
    expect(practice.ehr.deviceId).toBe(deviceId);
    expect(await ask(practice, 'GetFunctions', '', { deviceId })).toContain('<SupportedFunction>');
    expect(practice.isAskingForDevice()).toBe(false);
  });

  test('one question for all who wait; an unknown id is asked about like none', async () => {
    const practice = await start();
    const waiting = ['', 'SOMEBODY-ELSE', ''].map((deviceId) =>
      ask(practice, 'GetFunctions', '', { deviceId }),
    );
    await waitUntil('all three', () => practice.requests.total() === 3);
    expect(await ask(practice, 'GetFunctions')).toContain('<SupportedFunction>');
    practice.answerDevice(true);
    const ids = (await Promise.all(waiting)).map((answer) => first(answer, 'DeviceID'));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).not.toBe('SOMEBODY-ELSE');
  });

  test('a blocked device stays blocked until it is asked about again', async () => {
    const practice = await start({ deviceId: '' });
    const waiting = ask(practice, 'GetFunctions', '', { deviceId: '' });
    await waitUntil('the question', practice.isAskingForDevice);
    practice.answerDevice(false);
    const answer = await waiting;
    expect([
      first(answer, 'ErrorMessage'),
      first(answer, 'PermanentError'),
      first(answer, 'DeviceID'),
    ]).toEqual([expect.stringMatching(/device.*blocked/), 'true', '']);
    expect((await refusal(practice, 'GetFunctions', '', { deviceId: '' }))[1]).toBe('true');
    practice.setDevices('ask');
    const again = ask(practice, 'GetFunctions', '', { deviceId: '' });
    await waitUntil('the question', practice.isAskingForDevice);
    practice.answerDevice(true);
    expect(await again).toContain('<SupportedFunction>');
    practice.setDevices('blocked');
    const { deviceId } = practice.ehr;
    expect(deviceId).toBe('');
    expect(
      (await refusal(practice, 'GetFunctions', '', { deviceId: first(await again, 'DeviceID') }))[1],
    ).toBe('true');
  });

  test('nobody waits any more: the question is gone, and a booking that hung on it is not made', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const client = await connect(practice);
    client.send(request('UpdatePatientRecord', booking(six), { deviceId: '' }));
    await waitUntil('the question', practice.isAskingForDevice);
    client.hangUp();
    await waitUntil('nobody asking', () => !practice.isAskingForDevice());
    expect(practice.answerDevice(true)).toBe(false);
    expect((await inDiary(practice, six)).status).toBe('free');
  });

  test('logging off closes the question with the port', async () => {
    const practice = await start({ deviceId: '' });
    const client = await connect(practice);
    client.send(request('GetFunctions', '', { deviceId: '' }));
    await waitUntil('the question', practice.isAskingForDevice);
    await practice.logOff();
    await client.closed;
    expect(practice.isAskingForDevice()).toBe(false);
    expect(practice.answerDevice(true)).toBe(false);
  });
});

describe('reading the diary', () => {
  test('the organisation: its own site first, users with one logged on, every slot type, every clinic type', async () => {
    const practice = await start();
    practice.staff.addSession({ day: '2026-11-25', name: 'Bring & share <clinic>' });
    const answer = await read(practice, 'GetOrganisationMetaData');
    const sites = inside(answer, 'Site');
    expect(
      sites.map((site) => [first(site, 'Name'), first(site, 'ID'), site.includes('<PrimarySite/>')]),
    ).toEqual([
      ['Sample Surgery', 'A12345', true],
      ['Mill Lane Branch', 'A12345001', false],
    ]);
    expect(shapeOf(sites[0] ?? '')).toBe(
      'Name,ID,Telephone,Address(Road,Town,Postcode),PrimarySite,CurrentSite',
    );
    const users = inside(answer, 'User');
    expect(shapeOf(users[1] ?? '')).toBe(
      'Title,FirstName,Surname,UserName,Role,AccessRights(Access,Access),CurrentUser',
    );
    expect(users.filter((user) => user.includes('<CurrentUser/>'))).toHaveLength(1);
    expect(users.map((user) => first(user, 'UserName'))).toContain('mpatel101');
    expect(inside(answer, 'SlotType')).toEqual(
      expect.arrayContaining(['GP telephone', 'Nurse - smear', 'Staff meeting', 'Stop smoking advice']),
    );
    expect(inside(answer, 'ClinicType')).toEqual(
      expect.arrayContaining(['GP morning surgery', 'Bring &amp; share &lt;clinic&gt;']),
    );
    const mine = await read(practice, 'GetOrganisationMetaData', '<LoggedOnUserOnly/>');
    expect(inside(mine, 'User')).toEqual([users[1]]);
  });

  test('free slots only: none that is booked, blocked, embargoed or of a type nobody may book', async () => {
    const practice = await start();
    const answer = await read(practice, 'GetAppointmentSlots', FORTNIGHT);
    expect(shapeOf(answer)).toMatch(
      /^(Clinic\(UserName,SiteName,ClinicType(,Slot\(SlotType,DateTimeStart,Duration\))+\),?)+$/,
    );
    const free = sixesOf(answer);
    expect(free.length).toBeGreaterThan(500);
    expect(sorted(free)).toEqual(
      sorted(await truth(practice, (slot) => slot.status === 'free' && isBookable(practice, slot))),
    );
    for (const { start: at, duration } of free) {
      expect(at).toMatch(/^2026-1[12]-\d\dT\d\d:\d\d:00$/);
      expect(duration).toMatch(/^\d+$/);
    }
    const all = await practice.staff.find({ to: '2026-12-06' });
    expect(new Set(all.map(({ status }) => status))).toEqual(
      new Set(['free', 'booked', 'blocked', 'embargoed']),
    );
  });

  test('a clinic without a free slot is not there', async () => {
    const practice = await start();
    const { id, slots } = practice.staff.addSession({ day: '2026-11-25', name: 'Little clinic' });
    const isThere = async (): Promise<boolean> =>
      (await freeSlots(practice)).some(({ clinicType }) => clinicType === 'Little clinic');
    expect(await isThere()).toBe(true);
    for (const { slotId } of slots) practice.staff.block(slotId);
    expect(await isThere()).toBe(false);
    expect(practice.staff.session(id)?.slots).toHaveLength(slots.length);
  });

  test('an embargo ends by the clock, and a slot of this morning is still shown to who asks for it', async () => {
    const at = { now: MORNING };
    const practice = await start({}, at);
    const today = window('2026-11-23', '2026-11-23');
    const urgent = async (): Promise<number> =>
      (await freeSlots(practice, today)).filter(({ slotType }) => slotType === 'GP urgent on the day').length;
    expect(await urgent()).toBe(0);
    at.now = Date.parse('2026-11-23T08:00:00Z');
    expect(await urgent()).toBeGreaterThan(10);
    at.now = Date.parse('2026-11-23T17:00:00Z');
    expect(await urgent()).toBeGreaterThan(10);
  });

  test('filters narrow, in any order and more than one of each; both ends of the window belong to it', async () => {
    const practice = await start();
    const all = await freeSlots(practice);
    const only = async (filter: string, wanted: (six: Six) => boolean): Promise<void> => {
      const expected = sorted(all.filter(wanted));
      expect(sorted(await freeSlots(practice, `${filter}${FORTNIGHT}`))).toEqual(expected);
      expect(sorted(await freeSlots(practice, `${FORTNIGHT}${filter}`))).toEqual(expected);
    };
    await only('<SiteName>Mill Lane Branch</SiteName>', (six) => six.siteName === 'Mill Lane Branch');
    await only('<UserName>mpatel101</UserName>', (six) => six.userName === 'mpatel101');
    await only('<ClinicType>Phlebotomy</ClinicType>', (six) => six.clinicType === 'Phlebotomy');
    await only('<SlotType>GP telephone</SlotType><SlotType>Nurse - smear</SlotType>', ({ slotType }) =>
      ['GP telephone', 'Nurse - smear'].includes(slotType),
    );
    await only('<SlotType>Unheard of</SlotType>', () => false);
    await only('<SlotType></SlotType>', () => true);
    const one = await freeSlot(practice);
    const exactly = await freeSlots(
      practice,
      `<MinDateTime>${one.start}</MinDateTime><MaxDateTime>${one.start}</MaxDateTime><UserName>${one.userName}</UserName>`,
    );
    expect(exactly).toEqual([one]);
    expect(sorted(await freeSlots(practice, ''))).toEqual(
      sorted(await freeSlots(practice, window('2026-11-23', '2026-12-31'))),
    );
  });

  test('times are local and have no zone; nothing else is a time', async () => {
    const practice = await start();
    for (const wrong of [
      '2026-11-23',
      '2026-11-23T00:00:00Z',
      '2026-11-23T00:00:00+00:00',
      '2026-11-23T00:00:00.000',
      '2026-11-31T00:00:00',
      '2026-11-23T24:00:00',
      '23/11/2026 00:00',
    ]) {
      const [, isPermanent] = await refusal(
        practice,
        'GetAppointmentSlots',
        `<MinDateTime>${wrong}</MinDateTime>`,
      );
      expect([wrong, isPermanent]).toEqual([wrong, 'true']);
    }
    expect((await refusal(practice, 'GetDiary', window('2026-12-06', '2026-11-23')))[1]).toBe('true');
    expect((await refusal(practice, 'GetDiary', FORTNIGHT + FORTNIGHT))[1]).toBe('true');
  });

  test.each([
    ['forward', '2027-03-22T09:00:00Z', '2027-03-28'],
    ['back', '2026-10-19T09:00:00Z', '2026-10-25'],
  ])('on the day the clocks go %s the wall says what the session says', async (_way, now, day) => {
    const practice = await start({}, { now: Date.parse(now) });
    const minutes = [0, 30, 60, 90, 120, 150];
    for (const startMinute of [0, 9 * 60])
      practice.staff.addSession({ day, name: 'Night clinic', startMinute, slotLength: 30 });
    const starts = (await freeSlots(practice, window(day, day))).map(({ start: at }) => at);
    expect(starts).toEqual(
      [...minutes, ...minutes.map((minute) => minute + 540)].map(
        (minute) => `${day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`,
      ),
    );
  });

  test('the diary: booked slots only, one result per patient, statuses in words, an id for each appointment', async () => {
    const practice = await start();
    const answer = await read(practice, 'GetDiary', `${FORTNIGHT}<Appointments/>`);
    const appointment =
      'Appointment\\(Clinic\\(UserName,SiteName,ClinicType,Slot\\(SlotType,DateTimeStart,Duration\\)\\),AppointmentUID,Status(,Comments)?\\)';
    const result = `Result\\(Identity\\(NHSNumber,StrategicReportingIdentifier\\),Demographics\\(Title,FirstName,Surname,DateOfBirth,Sex\\)(,${appointment})+\\)`;
    expect(shapeOf(answer)).toMatch(new RegExp(`^${result}(,${result})*$`));
    const isBusy = ({ status }: SlotView): boolean => !['free', 'blocked', 'embargoed'].includes(status);
    expect(sorted(sixesOf(answer))).toEqual(sorted(await truth(practice, isBusy)));
    const patients = inside(answer, 'NHSNumber');
    expect(new Set(patients).size).toBe(patients.length);
    const uids = inside(answer, 'AppointmentUID');
    expect(new Set(uids).size).toBe(uids.length);
    for (const uid of uids) expect(uid).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(inside(answer, 'Status'))).toEqual(new Set(['Booked']));
    expect(inside(answer, 'Comments')).toContain('Back pain');
    expect(await read(practice, 'GetDiary', `${FORTNIGHT}<Visits/>`)).toBe('');
    expect(await read(practice, 'GetDiary', `${FORTNIGHT}<Visits/><Appointments/>`)).toBe(answer);
    const branch = await read(practice, 'GetDiary', `${FORTNIGHT}<SiteName>Mill Lane Branch</SiteName>`);
    expect(new Set(inside(branch, 'SiteName'))).toEqual(new Set(['Mill Lane Branch']));
    const [name] = await refusal(practice, 'GetDiary', '<SlotType>GP telephone</SlotType>');
    expect(name).toContain('not known');
  });

  test('each status of the diary has its word, and its booking the same id throughout', async () => {
    const practice = await start();
    const { slots } = practice.staff.addSession({ day: '2026-11-23', name: 'Waiting room' });
    const ids = slots.map(({ slotId }) => slotId);
    for (const slotId of ids) practice.staff.book(slotId);
    const seen = async (): Promise<string[][]> => {
      const answer = await read(practice, 'GetDiary', window('2026-11-23', '2026-11-23'));
      return inside(answer, 'Appointment')
        .filter((one) => first(one, 'ClinicType') === 'Waiting room')
        .map((one) => [first(one, 'DateTimeStart'), first(one, 'Status'), first(one, 'AppointmentUID')])
        .sort(([one = ''], [other = '']) => one.localeCompare(other));
    };
    const before = await seen();
    const set = practice.staff.setStatus;
    for (const slotId of ids.slice(1, 5)) set(slotId, 'arrived');
    for (const slotId of ids.slice(2, 4)) set(slotId, 'sent-in');
    set(ids[3] ?? 0, 'left');
    set(ids[4] ?? 0, 'walked-out');
    set(ids[5] ?? 0, 'did-not-attend');
    const after = await seen();
    expect(after.map(([, status]) => status)).toEqual([
      'Booked',
      'Arrived',
      'In Progress',
      'Finished',
      'Patient Walked Out',
      'Did Not Attend',
    ]);
    expect(after.map(([, , uid]) => uid)).toEqual(before.map(([, , uid]) => uid));
  });
});

describe('booking, changing and taking out', () => {
  test('all six values book the slot; the answer has the identity, an id and a closed record', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const answer = await read(practice, 'UpdatePatientRecord', booking(six));
    expect(shapeOf(answer)).toBe(
      'Identity(NHSNumber,StrategicReportingIdentifier),AppointmentUID,RecordState',
    );
    expect([first(answer, 'NHSNumber'), first(answer, 'RecordState')]).toEqual([ADA, 'Closed']);
    const uid = first(answer, 'AppointmentUID');
    expect(uid).toMatch(/^[0-9a-f]{16}$/);
    expect(await inDiary(practice, six)).toMatchObject({
      status: 'booked',
      patientNumber: 4_471,
      notes: 'Online booking A1',
      bookedBy: '55',
    });
    expect(sorted(await freeSlots(practice))).not.toContain(sorted([six])[0]);
    const diary = await read(practice, 'GetDiary', FORTNIGHT);
    const [hers] = inside(diary, 'Result').filter((result) => first(result, 'NHSNumber') === ADA);
    expect(hers).toContain(
      '<FirstName>Ada</FirstName><Surname>Example</Surname><DateOfBirth>1980-02-29T00:00:00',
    );
    expect(sixesOf(hers ?? '')).toEqual([six]);
    expect(hers).toContain(
      `<AppointmentUID>${uid}</AppointmentUID><Status>Booked</Status><Comments>Online booking A1</Comments>`,
    );
    expect(practice.requests.of('UpdatePatientRecord')).toBe(1);
  });

  test('Slot beside Clinic, the other spelling, ten minutes as 10.0 and any order are as good', async () => {
    const practice = await start();
    const beside = await freeSlot(practice, 'GP telephone');
    await read(
      practice,
      'UpdatePatientRecord',
      `<NonClinical><Appointment><Comments/>${slotXml({ ...beside, duration: `${beside.duration}.0` })}${clinic(beside, '')}</Appointment></NonClinical><Identity><NhsNumber>${ADA}</NhsNumber></Identity>`,
    );
    expect(await inDiary(practice, beside)).toMatchObject({
      status: 'booked',
      patientNumber: 4_471,
      notes: null,
    });
    const six = await freeSlot(practice);
    const twice = `${identity()}<NonClinical><Appointment>${clinic(six, slotXml(six))}${slotXml(six)}</Appointment></NonClinical>`;
    expect((await refusal(practice, 'UpdatePatientRecord', twice))[1]).toBe('true');
  });

  test('one value wrong, one missing, or the slot taken, blocked, kept back or unbookable: nothing is booked', async () => {
    const practice = await start();
    const before = practice.living.revision();
    const six = await freeSlot(practice);
    const no = async (parameters: string): Promise<void> => {
      const [message, isPermanent] = await refusal(practice, 'UpdatePatientRecord', parameters);
      expect([parameters, isPermanent]).toEqual([parameters, 'true']);
      expect(message).not.toContain(ADA);
    };
    for (const wrong of [
      { userName: 'nobody1' },
      { siteName: 'Elsewhere' },
      { clinicType: 'Phlebotomy' },
      { slotType: 'GP telephone' },
      { start: six.start.replace(/:00$/, ':30') },
      { start: `2025${six.start.slice(4)}` },
      { duration: '5' },
      { userName: '' },
      { duration: 'ten' },
      { start: six.start.slice(0, 10) },
    ])
      await no(booking({ ...six, ...wrong }));
    await no(`${identity()}<NonClinical><Appointment>${clinic(six, '')}</Appointment></NonClinical>`);
    await no(`${identity()}<NonClinical/>`);
    await no(booking(six).replace(identity(), ''));
    await no(booking(six).replace('<Comments>', '<Status>Booked</Status><Comments>'));
    await no(booking(six).replace('<Comments>', '<Urgent/><Comments>'));
    for (const status of ['blocked', 'embargoed'] as const) {
      const [closed] = await truth(practice, (slot) => slot.status === status && isBookable(practice, slot));
      if (!closed) throw new Error(`No ${status} slot`);
      await no(booking(closed));
    }
    const [meeting] = await truth(practice, (slot) => slot.slotType === 'Staff meeting');
    if (!meeting) throw new Error('No meeting');
    await no(booking(meeting));
    expect(practice.living.revision()).toBe(before);
    await read(practice, 'UpdatePatientRecord', booking(six));
    await no(booking(six));
    await no(booking(six, practice.living.plan.patientList.regulars[0]?.nhsNumber));
    expect(practice.living.revision()).toBe(before + 1);
  });

  test('nobody is booked who is not registered here, or whom the identity does not name', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const { all } = practice.living.plan.patientList;
    const numberOf = (wanted: (patient: (typeof all)[number]) => boolean): string =>
      all.find(wanted)?.nhsNumber ?? '';
    for (const who of [
      '9999999999',
      'Ada',
      '',
      numberOf(({ diedOn }) => diedOn !== null),
      numberOf(({ leftOn }) => leftOn !== null),
    ])
      expect((await refusal(practice, 'UpdatePatientRecord', booking(six, who)))[1]).toBe('true');
    for (const other of [
      '<Identity><PseudoNumber>9990000018</PseudoNumber></Identity>',
      '<Identity><NHSNumber>9990000018</NHSNumber><NhsNumber>9990000018</NhsNumber></Identity>',
      '<Identity/>',
    ])
      expect(
        (await refusal(practice, 'UpdatePatientRecord', booking(six).replace(identity(), other)))[1],
      ).toBe('true');
    expect((await inDiary(practice, six)).status).toBe('free');
  });

  test('two equal slots side by side are two places, and a request sent twice takes both', async () => {
    const practice = await start();
    const [one, other] = [0, 1].map(() => practice.staff.addSession({ day: '2026-11-25', name: 'Parallel' }));
    const equal = (await freeSlots(practice)).filter(({ clinicType }) => clinicType === 'Parallel');
    expect(equal).toHaveLength(12);
    expect(new Set(sorted(equal)).size).toBe(6);
    const six = equal[0];
    if (!six) throw new Error('No slot');
    const answers = [];
    for (let count = 0; count < 2; count += 1)
      answers.push(await read(practice, 'UpdatePatientRecord', booking(six)));
    expect(new Set(answers.map((answer) => first(answer, 'AppointmentUID'))).size).toBe(2);
    expect((await refusal(practice, 'UpdatePatientRecord', booking(six)))[1]).toBe('true');
    for (const session of [one, other])
      expect(practice.staff.slot(session?.slots[0]?.slotId ?? 0)?.patientNumber).toBe(4_471);
    expect((await freeSlots(practice)).filter(({ clinicType }) => clinicType === 'Parallel')).toHaveLength(
      10,
    );
  });

  test('of twenty who book at once one has the slot', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const numbers = practice.living.plan.patientList.regulars.slice(0, 20).map(({ nhsNumber }) => nhsNumber);
    const answers = await Promise.all(
      numbers.map((nhsNumber) => ask(practice, 'UpdatePatientRecord', booking(six, nhsNumber))),
    );
    expect(answers.filter((answer) => answer.includes('<AppointmentUID>'))).toHaveLength(1);
    expect(answers.filter((answer) => answer.includes('<PermanentError>true'))).toHaveLength(19);
  });

  test.each(['Cancelled by Patient', 'Cancelled by Unit', 'Cancelled by Other Service'])(
    '%s: the slot is free again, its next booking has another id and the old one means nothing',
    async (status) => {
      const practice = await start();
      const six = await freeSlot(practice);
      const book = async (): Promise<string> =>
        first(await read(practice, 'UpdatePatientRecord', booking(six)), 'AppointmentUID');
      const uid = await book();
      const answer = await read(practice, 'UpdatePatientRecord', statusChange(uid.toUpperCase(), status));
      expect([first(answer, 'AppointmentUID'), first(answer, 'RecordState')]).toEqual([uid, 'Closed']);
      expect(await inDiary(practice, six)).toMatchObject({
        status: 'free',
        patientNumber: null,
        notes: null,
      });
      expect(await read(practice, 'GetDiary', FORTNIGHT)).not.toContain(ADA);
      expect((await refusal(practice, 'UpdatePatientRecord', statusChange(uid, status)))[1]).toBe('true');
      const next = await book();
      expect(next).not.toBe(uid);
      expect((await refusal(practice, 'UpdatePatientRecord', statusChange(uid, status)))[1]).toBe('true');
      expect((await inDiary(practice, six)).status).toBe('booked');
      const { slotId } = await inDiary(practice, six);
      practice.staff.cancel(slotId);
      practice.staff.book(slotId, 4_471);
      expect(await read(practice, 'GetDiary', FORTNIGHT)).not.toContain(next);
    },
  );

  test('an appointment is changed by its id and its patient, whoever made it, and only as it may go on', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const { slotId } = await inDiary(practice, six);
    practice.staff.book(slotId, 4_471);
    const [hers] = inside(await read(practice, 'GetDiary', FORTNIGHT), 'Result').filter(
      (result) => first(result, 'NHSNumber') === ADA,
    );
    const uid = first(hers ?? '', 'AppointmentUID');
    const no = async (parameters: string): Promise<void> => {
      expect([parameters, (await refusal(practice, 'UpdatePatientRecord', parameters))[1]]).toEqual([
        parameters,
        'true',
      ]);
    };
    const somebody = practice.living.plan.patientList.regulars[0]?.nhsNumber ?? '';
    await no(statusChange(uid, 'Arrived', somebody));
    await no(statusChange('0000000000000000', 'Arrived'));
    await no(statusChange('not an id', 'Arrived'));
    await no(statusChange(uid, 'Booked'));
    await no(statusChange(uid, 'Cancelled'));
    await no(statusChange(uid, 'constructor'));
    await no(statusChange(uid, 'Patient Walked Out'));
    await no(statusChange(uid, 'Booked').replace('<Status>', `${clinic(six, slotXml(six))}<Status>`));
    await no(
      `${identity()}<NonClinical><Appointment><AppointmentUID>${uid}</AppointmentUID></Appointment></NonClinical>`,
    );
    const comment = statusChange(uid, 'x').replace(
      '<Status>x</Status>',
      '<Comments>Needs a chaperone</Comments>',
    );
    await read(practice, 'UpdatePatientRecord', comment);
    expect(practice.staff.slot(slotId)).toMatchObject({ status: 'booked', notes: 'Needs a chaperone' });
    await read(practice, 'UpdatePatientRecord', statusChange(uid, 'Arrived'));
    expect(practice.staff.slot(slotId)?.status).toBe('arrived');
    await no(statusChange(uid, 'Cancelled by Patient'));
    await read(practice, 'UpdatePatientRecord', statusChange(uid, 'In Progress'));
    await read(practice, 'UpdatePatientRecord', statusChange(uid, 'Finished'));
    expect(practice.staff.slot(slotId)?.status).toBe('left');
  });

  test('a record that is open in the client is written to later', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    practice.setModesFrom({ recordOpen: [ADA] });
    expect(await refusal(practice, 'UpdatePatientRecord', booking(six))).toEqual([
      expect.stringContaining('open in this client'),
      'false',
    ]);
    const somebody = practice.living.plan.patientList.regulars[0]?.nhsNumber ?? '';
    expect(
      await read(practice, 'GetPatientRecord', `${identity()}<Filter><Demographics/></Filter>`),
    ).toContain('Ada');
    await read(practice, 'UpdatePatientRecord', booking(six, somebody));
    practice.setModesFrom({ recordOpen: [] });
    await read(practice, 'UpdatePatientRecord', booking(await freeSlot(practice)));
  });

  test('left open, the change is not in the diary, and the record is open until the client is', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    const answer = await read(practice, 'UpdatePatientRecord', `${booking(six)}<LeaveRecordOpen/>`);
    expect(first(answer, 'RecordState')).toBe('Open');
    expect((await inDiary(practice, six)).status).toBe('free');
    expect((await refusal(practice, 'UpdatePatientRecord', booking(six)))[1]).toBe('false');
    await practice.logOff();
    await practice.logOn();
    await read(practice, 'UpdatePatientRecord', booking(six));
  });

  test('deleting: only what this application added, for a reason, and all or none', async () => {
    const practice = await start();
    const book = async (): Promise<[Six, string]> => {
      const six = await freeSlot(practice);
      return [six, first(await read(practice, 'UpdatePatientRecord', booking(six)), 'AppointmentUID')];
    };
    const [one, uid] = await book();
    const [other, second] = await book();
    const theirs = await inDiary(practice, await freeSlot(practice));
    practice.staff.book(theirs.slotId, 4_471);
    const uids = inside(await read(practice, 'GetDiary', FORTNIGHT), 'Result')
      .filter((result) => first(result, 'NHSNumber') === ADA)
      .flatMap((result) => inside(result, 'AppointmentUID'));
    const foreign = uids.find((found) => found !== uid && found !== second) ?? '';
    expect(foreign).toMatch(/^[0-9a-f]{16}$/);
    const somebody = practice.living.plan.patientList.regulars[0]?.nhsNumber ?? '';
    for (const wrong of [
      deletion([uid], ''),
      deletion([uid]).replace(/<Reason>.*<\/Reason>/, ''),
      deletion([]),
      deletion([uid, foreign]),
      deletion([uid, '0000000000000000']),
      deletion([uid]).replace(ADA, somebody),
    ])
      expect([wrong, (await refusal(practice, 'DeletePatientRecord', wrong))[1]]).toEqual([wrong, 'true']);
    for (const six of [one, other]) expect((await inDiary(practice, six)).status).toBe('booked');
    const answer = await read(practice, 'DeletePatientRecord', deletion([uid, second]));
    expect(shapeOf(answer)).toBe('Identity(NHSNumber,StrategicReportingIdentifier),RecordState');
    for (const six of [one, other]) expect((await inDiary(practice, six)).status).toBe('free');
    expect(practice.staff.slot(theirs.slotId)?.status).toBe('booked');
  });
});

describe('patients', () => {
  test('a record is asked for by NHS number and tells who it is', async () => {
    const practice = await start();
    const demographics = '<Filter><Demographics/></Filter>';
    const answer = await read(practice, 'GetPatientRecord', identity() + demographics);
    expect(shapeOf(answer)).toBe(
      'Identity(NHSNumber,StrategicReportingIdentifier),Demographics(Title,FirstName,Surname,DateOfBirth,Sex)',
    );
    expect([first(answer, 'DateOfBirth'), first(answer, 'Sex')]).toEqual(['1980-02-29T00:00:00', 'F']);
    const [unknown] = await refusal(practice, 'GetPatientRecord', identity('9999999999') + demographics);
    expect(unknown).not.toContain('999');
    const { all } = practice.living.plan.patientList;
    for (const gone of all.filter(({ diedOn, leftOn }) => diedOn !== null || leftOn !== null))
      expect((await refusal(practice, 'GetPatientRecord', identity(gone.nhsNumber) + demographics))[1]).toBe(
        'true',
      );
    expect(
      (await refusal(practice, 'GetPatientRecord', `${identity()}<Filter><Everything/></Filter>`))[1],
    ).toBe('true');
  });

  test('what is still to come for a patient, soonest first, with lengths as 10.0', async () => {
    const at = { now: MORNING };
    const practice = await start({}, at);
    const days = ['2026-11-30', '2026-11-23', '2026-11-25'];
    for (const day of days) {
      const { slots } = practice.staff.addSession({ day, name: 'Late clinic' });
      practice.staff.book(slots[0]?.slotId ?? 0, 4_471);
    }
    at.now = Date.parse('2026-11-24T09:00:00Z');
    const answer = await read(practice, 'GetPatientRecord', `${identity()}<Filter><Appointments/></Filter>`);
    const appointment =
      'Appointment(DateTime,Duration,Clinician,UserName,Site,ClinicType,AppointmentUID,Status)';
    expect(shapeOf(answer)).toBe(
      `Identity(NHSNumber,StrategicReportingIdentifier),NonClinical(${appointment},${appointment})`,
    );
    expect(inside(answer, 'DateTime')).toEqual(['2026-11-25T17:00:00', '2026-11-30T17:00:00']);
    expect([first(answer, 'Duration'), first(answer, 'Clinician')]).toEqual(['10.0', 'Dr Meera Patel']);
    const whole = await read(practice, 'GetPatientRecord', identity());
    expect(shapeOf(whole)).toContain('Demographics(');
    expect(inside(whole, 'DateTime')).toHaveLength(2);
  });

  test('the search wants two of its criteria, and none of them is the NHS number', async () => {
    const practice = await start();
    const find = async (parameters: string): Promise<string[]> =>
      inside(await read(practice, 'PatientSearch', parameters), 'NHSNumber');
    const born = '<DateOfBirth>1980-02-29T00:00:00</DateOfBirth>';
    const surname = '<Surname>example</Surname>';
    expect(await find(surname + born)).toEqual([ADA]);
    expect(await find('<FirstName>Ada</FirstName><PostCode>zz991aa</PostCode>')).toEqual([ADA]);
    expect(
      await find('<Telephone>07700900001</Telephone><Gender>F</Gender><Surname>Example</Surname>'),
    ).toEqual([ADA]);
    expect(await find(`${surname}<Gender>M</Gender>`)).toEqual([]);
    const { all } = practice.living.plan.patientList;
    const twin = all.find((one) =>
      all.some((other) => other !== one && other.bornOn === one.bornOn && other.lastName === one.lastName),
    );
    expect(
      await find(`<Surname>${twin?.lastName}</Surname><DateOfBirth>${twin?.bornOn}T00:00:00</DateOfBirth>`),
    ).toHaveLength(2);
    for (const wrong of [
      '',
      surname,
      `${surname}<FirstName></FirstName>`,
      `${surname}<DateOfBirth>29/02/1980</DateOfBirth>`,
      `${surname}<Gender>female</Gender>`,
      `${surname}<NHSNumber>${ADA}</NHSNumber>`,
    ])
      expect([wrong, (await refusal(practice, 'PatientSearch', wrong))[1]]).toEqual([wrong, 'true']);
    expect(shapeOf(await read(practice, 'PatientSearch', surname + born))).toBe(
      'Result(Identity(NHSNumber,StrategicReportingIdentifier),FirstName,Surname,DateOfBirth,Sex,Telephone,Address(Road,Town,Postcode))',
    );
  });
});

describe('the pace', () => {
  async function paced() {
    const at = { ms: 5_000 };
    const practice = await start({ throttle: 'drop', elapsed: () => at.ms });
    const client = await connect(practice);
    /** Sends now, and goes on without waiting: what is dropped is never answered. */
    const send = (uid: string, name = 'GetFunctions', parameters = ''): void =>
      client.send(request(name, parameters, { uid }));
    const taken = async (count: number): Promise<void> => {
      await waitUntil(`${count} requests`, () => practice.requests.total() === count);
    };
    return { at, practice, client, send, taken };
  }

  test('a second request within the second gets no answer, whoever sends it, and does nothing', async () => {
    const { at, practice, client, send, taken } = await paced();
    const [six] = await truth(practice, (slot) => slot.status === 'free' && isBookable(practice, slot));
    if (!six) throw new Error('No free slot');
    send('first');
    expect(first(await client.next(), 'RequestUID')).toBe('first');
    send('dropped', 'UpdatePatientRecord', booking(six));
    const other = await connect(practice);
    other.send(request('GetFunctions', '', { uid: 'dropped too' }));
    await taken(3);
    expect(practice.throttled()).toBe(2);
    expect((await inDiary(practice, six)).status).toBe('free');
    at.ms += 940;
    send('still too early');
    await taken(4);
    at.ms += 15;
    send('second');
    expect(first(await client.next(), 'RequestUID')).toBe('second');
    expect([client.received(), other.received(), practice.throttled()]).toEqual(['', '', 3]);
  });

  test('a record once in half a minute, but demographics as often as anything', async () => {
    const { at, client, send, taken, practice } = await paced();
    const appointments = `${identity()}<Filter><Appointments/></Filter>`;
    const demographics = `${identity()}<Filter><Demographics/></Filter>`;
    send('record', 'GetPatientRecord', appointments);
    expect(first(await client.next(), 'RequestUID')).toBe('record');
    at.ms += 1_000;
    send('who', 'GetPatientRecord', demographics);
    expect(first(await client.next(), 'RequestUID')).toBe('who');
    at.ms += 28_000;
    for (const [index, filter] of [appointments, identity(), `${identity()}<Filter/>`].entries()) {
      send(`dropped ${index}`, 'GetPatientRecord', filter);
      await taken(3 + index);
    }
    send('who again', 'GetPatientRecord', demographics);
    expect(first(await client.next(), 'RequestUID')).toBe('who again');
    at.ms += 1_000;
    send('record again', 'GetPatientRecord', identity());
    expect(first(await client.next(), 'RequestUID')).toBe('record again');
    expect(practice.throttled()).toBe(3);
  });

  test('it is kept where the clock is real, and told in a faults file', async () => {
    const living = createLivingPractice({ weeks: 1 });
    const real = await opened(createSystmOnePractice({ port: 0, deviceId: 'D1', living }));
    const client = await connect(real);
    client.send(request('GetFunctions', '', { uid: 'a' }) + request('GetFunctions', '', { uid: 'b' }));
    await waitUntil('both', () => real.requests.total() === 2);
    expect(real.throttled()).toBe(1);
    real.setModesFrom({ throttle: 'off' });
    client.send(request('GetFunctions', '', { uid: 'c' }));
    expect(first(await client.next(), 'RequestUID')).toBe('a');
    expect(first(await client.next(), 'RequestUID')).toBe('c');
    for (const wrong of [
      { throttle: 'on' },
      { recordOpen: ADA },
      { recordOpen: [1] },
      { speed: 1 },
      'x',
      null,
    ])
      expect(() => real.setModesFrom(wrong)).toThrow(/^modes/);
    expect(() => real.setModesFrom(undefined)).not.toThrow();
    await closeEarly(real);
    living.close();
  });
});

describe('logged off and on', () => {
  test('the port is closed and every connection cut; the diary lives on, on the same port', async () => {
    const practice = await start();
    const { port } = practice.ehr;
    const six = await freeSlot(practice);
    const client = await connect(practice);
    client.send(request('GetFunctions'));
    await client.next();
    await practice.logOff();
    await client.closed;
    expect(practice.isLoggedOn()).toBe(false);
    await expect(connectTo(port)).rejects.toThrow('ECONNREFUSED');
    practice.staff.book((await inDiary(practice, six)).slotId);
    expect(practice.living.live(20)).toBeGreaterThan(5);
    await practice.logOn();
    expect([practice.ehr.port, practice.isLoggedOn()]).toEqual([port, true]);
    expect(sorted(await freeSlots(practice))).not.toContain(sorted([six])[0]);
    await practice.logOn();
  });

  test('a slow answer dies with the connection, and the booking stands', async () => {
    const practice = await start();
    const six = await freeSlot(practice);
    practice.setFaults([{ kind: 'slow', ms: 60_000, when: 'after-work', on: 'writes' }]);
    const client = await connect(practice);
    client.send(request('UpdatePatientRecord', booking(six)));
    await waitUntil('the booking', async () => (await inDiary(practice, six)).status === 'booked');
    await practice.logOff();
    await client.closed;
    expect(client.received()).toBe('');
  });
});

describe('faults', () => {
  async function struck(faults: readonly Fault[], name = 'GetAppointmentSlots', parameters = FORTNIGHT) {
    const practice = await start();
    const whole = await ask(practice, name, parameters);
    practice.setFaults(faults);
    const client = await connect(practice);
    client.send(request(name, parameters));
    return { practice, client, whole };
  }

  test('fail: for good, or to be tried later where it is a 503; only so often and where told', async () => {
    const practice = await start();
    practice.setFaults([
      { kind: 'fail', status: 503, on: 'reads', times: 1, skip: 1 },
      { kind: 'fail', on: 'UpdatePatientRecord' },
    ]);
    expect(await ask(practice, 'GetFunctions')).toContain('<SupportedFunction>');
    expect((await refusal(practice, 'GetFunctions'))[1]).toBe('false');
    expect(await ask(practice, 'GetFunctions')).toContain('<SupportedFunction>');
    const [six] = await truth(practice, (slot) => slot.status === 'free' && isBookable(practice, slot));
    if (!six) throw new Error('No free slot');
    expect((await refusal(practice, 'UpdatePatientRecord', booking(six)))[1]).toBe('true');
    expect((await inDiary(practice, six)).status).toBe('free');
    expect(practice.faultCounts()).toMatchObject([{ struck: 1 }, { struck: 1 }]);
    practice.setFaults([{ kind: 'fail', status: 503, on: 'writes', when: 'after-work' }]);
    expect((await refusal(practice, 'UpdatePatientRecord', booking(six)))[1]).toBe('false');
    expect((await inDiary(practice, six)).status).toBe('booked');
  });

  test.each(['drop', 'black-hole', 'wrong-content'] as const)(
    '%s before the work books nothing, after it the slot is booked',
    async (kind) => {
      for (const [when, status] of [
        ['before-work', 'free'],
        ['after-work', 'booked'],
      ] as const) {
        const practice = await start();
        const six = await freeSlot(practice);
        practice.setFaults([{ kind, when, on: 'writes' }]);
        const client = await connect(practice);
        client.send(request('UpdatePatientRecord', booking(six)));
        if (kind === 'black-hole') {
          client.send(request('GetFunctions', '', { uid: 'next' }));
          expect(first(await client.next(), 'RequestUID')).toBe('next');
        } else {
          await client.closed;
          expect(client.received().includes('<h1>')).toBe(kind === 'wrong-content');
          expect(client.received()).not.toContain('ClientIntegrationResponse');
        }
        expect((await inDiary(practice, six)).status).toBe(status);
        expect(practice.requests.of('UpdatePatientRecord')).toBe(1);
      }
    },
  );

  test('truncated: the beginning of the real answer, and then nothing', async () => {
    for (const honestLength of [false, true]) {
      const { client, whole } = await struck([{ kind: 'truncate', atByte: 1_000, honestLength }]);
      await client.closed;
      // The id of the answer itself differs.
      expect(client.received().slice(0, 150)).toBe(whole.slice(0, 150));
      expect(client.received()).toHaveLength(1_000);
    }
    const { client } = await struck([{ kind: 'truncate', atByte: 0 }]);
    await client.closed;
    expect(client.received()).toBe('');
  });

  test('garbage ends as an answer does and is none; oversized is one with room before it', async () => {
    const { client } = await struck([{ kind: 'garbage' }]);
    const garbage = await client.next();
    expect(garbage).toContain('garbage');
    expect(garbage.endsWith('</Response></ClientIntegrationResponse>')).toBe(true);
    const { client: other, whole } = await struck(
      [{ kind: 'oversized', bytes: 3_000_000 }],
      'GetFunctions',
      '',
    );
    const large = await other.next();
    expect(large.length).toBeGreaterThanOrEqual(2_999_999);
    expect(shapeOf(large.trim())).toBe(shapeOf(whole));
  });

  test('dripping and slow are whole in the end', async () => {
    const { client, whole } = await struck(
      [
        { kind: 'slow', ms: 5 },
        { kind: 'drip', bytesAtOnce: 97, everyMs: 1 },
      ],
      'GetFunctions',
      '',
    );
    expect(shapeOf(await client.next())).toBe(shapeOf(whole));
  });

  test('a thin list is a smaller one that looks whole; nothing to redirect to', async () => {
    const { client, whole, practice } = await struck([{ kind: 'thin-list', keepShare: 0.5 }]);
    const thin = sixesOf(await client.next()).length;
    expect(thin).toBeGreaterThan(0);
    expect(thin).toBeLessThan(sixesOf(whole).length);
    practice.setFaults([{ kind: 'thin-list' }, { kind: 'redirect' }]);
    expect(await freeSlots(practice)).toEqual([]);
  });
});

describe('its life and its memory', () => {
  test('free and booked agree with the diary, whatever staff do and however often', async () => {
    const practice = await start();
    const isBusy = ({ status }: SlotView): boolean => !['free', 'blocked', 'embargoed'].includes(status);
    for (let round = 0; round < 3; round += 1) {
      practice.living.live(200);
      expect(sorted(await freeSlots(practice))).toEqual(
        sorted(await truth(practice, (slot) => slot.status === 'free' && isBookable(practice, slot))),
      );
      expect(sorted(sixesOf(await read(practice, 'GetDiary', FORTNIGHT)))).toEqual(
        sorted(await truth(practice, isBusy)),
      );
    }
    expect(practice.living.revision()).toBeGreaterThan(300);
  });

  test('two doors on one practice: what is booked through one is booked in the other', async () => {
    const living = createLivingPractice({ weeks: 3, clock: clockAt({ now: MORNING }) });
    const practice = await start({ living });
    const emis = createEmisPractice({ port: 0, living });
    await emis.start();
    const six = await freeSlot(practice);
    await read(practice, 'UpdatePatientRecord', booking(six));
    const { slotId, sessionId } = await inDiary(practice, six);
    const response = await fetch(
      `${emis.ehr.baseUrl}/api/v1/appointments/GetSlotsForSessionV2?appointmentSessionId=${sessionId}`,
      { headers: { authorization: `Bearer ${emis.ehr.accessToken}`, applicationId: emis.ehr.applicationId } },
    );
    const { slot } = (await response.json()) as { slot: Record<string, unknown>[] };
    expect(slot.find(({ dbid }) => dbid === slotId)).toMatchObject({
      status: 'Booked',
      notes: 'Online booking A1',
    });
    await emis.close();
    await closeEarly(practice);
    living.close();
  });

  test('over a restart: the same ids, the same approved device, and the right to delete what it added', async () => {
    const stateFile = path.join(mkdtempSync(path.join(tmpdir(), 'sample-systmone-')), 'state.jsonl');
    const one = await start({ stateFile, deviceId: '' });
    const waiting = ask(one, 'GetFunctions', '', { deviceId: '' });
    await waitUntil('the question', one.isAskingForDevice);
    one.answerDevice(true);
    const deviceId = first(await waiting, 'DeviceID');
    const [six] = await truth(one, (slot) => slot.status === 'free' && isBookable(one, slot));
    if (!six) throw new Error('No free slot');
    const answer = await ask(one, 'UpdatePatientRecord', booking(six), { deviceId });
    const uid = first(answer, 'AppointmentUID');
    await one.stop();
    await one.start();
    expect(one.ehr.deviceId).toBe(deviceId);
    await closeEarly(one);
    expect(readFileSync(`${stateFile}.systmone`, 'utf8')).not.toContain(ADA);

    const two = await start({ stateFile, deviceId: '' });
    expect(two.ehr.deviceId).toBe(deviceId);
    expect(await ask(two, 'GetDiary', FORTNIGHT, { deviceId })).toContain(`<AppointmentUID>${uid}<`);
    expect(await ask(two, 'DeletePatientRecord', deletion([uid]), { deviceId })).toContain('Closed');
    two.setDevices('blocked');
    await closeEarly(two);
    const three = await start({ stateFile, deviceId });
    expect((await refusal(three, 'GetFunctions', '', { deviceId }))[1]).toBe('true');
  });

  test('alone, its control plane logs the user off and on and answers for a device', async () => {
    const practice = await start({ controlPlane: true, deviceId: '' });
    const post = async (order: string, body: object = {}): Promise<unknown[]> => {
      const response = await fetch(`${practice.controlUrl()}/sample/${order}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return [response.status, await response.json()];
    };
    expect(practice.ehr.deviceId).toBe('');
    const waiting = ask(practice, 'GetFunctions', '', { deviceId: '' });
    await waitUntil('the question', practice.isAskingForDevice);
    expect((await post('device', { isApproved: 'yes' }))[0]).toBe(400);
    expect(await post('device', { isApproved: true })).toEqual([200, { wasAsking: true }]);
    expect(await waiting).toContain('<SupportedFunction>');
    expect(await post('log-off')).toEqual([200, { isLoggedOn: false }]);
    await expect(connectTo(practice.ehr.port)).rejects.toThrow('ECONNREFUSED');
    expect(await post('log-on')).toEqual([200, { isLoggedOn: true }]);
    expect(await post('devices', { state: 'ask' })).toEqual([200, { state: 'ask' }]);
    expect((await post('devices', { state: 'gone' }))[0]).toBe(400);
    expect(practice.ehr.deviceId).toBe('');
    expect((await fetch(`${practice.controlUrl()}/elsewhere`)).status).toBe(404);
    expect(await post('faults', { faults: [], modes: { throttle: 'drop' } })).toEqual([200, { faults: [] }]);
    expect((await post('faults', { modes: { takenSlot: 'not-found' } }))[0]).toBe(400);
    const port = practice.ehr.port;
    expect(await post('pause', { ms: 1 })).toEqual([202, { pausedForMs: 1 }]);
    await waitUntil('both doors open again', async () => {
      (await connectTo(port)).hangUp();
      return (await fetch(`${practice.controlUrl()}/sample/status`)).ok;
    });
  });

  test('alone, it is ready at once: a device is approved and stands in the configuration', async () => {
    const clock = clockAt({ now: MORNING });
    const practice = await opened(createSystmOnePractice({ port: 0, weeks: 1, controlPlane: true, clock }));
    const { deviceId, apiKey } = practice.ehr;
    expect(deviceId).not.toBe('');
    expect(await ask(practice, 'GetFunctions', '', { deviceId, apiKey })).toContain('<SupportedFunction>');
    expect(practice.practice).toEqual({ name: 'Sample Surgery', odsCode: 'A12345' });
  });
});
