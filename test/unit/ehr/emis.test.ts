// EMIS's words and ours: dates without a zone, statuses, patients, and what is refused as not understood.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import { type NhsNumber, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import type { Session } from '#shared/domain/session.ts';
import { type LocalDay, asInstant, formatInstant, parseDay } from '#shared/domain/time.ts';

import {
  formatBooking,
  formatEmisDay,
  formatQuery,
  formatReason,
} from '../../../src/main/ehr/emis/emis-format.ts';
import { parseSessions, parseSlotTypes } from '../../../src/main/ehr/emis/emis-parse.ts';
import { parseMatchedPatient } from '../../../src/main/ehr/emis/emis-parse-patient.ts';
import { emisStatus, parseSlots } from '../../../src/main/ehr/emis/emis-parse-slots.ts';
import { parseEmisDateTime, parseEmisDay } from '../../../src/main/ehr/emis/emis-times.ts';

const day = (text: string) => parseDay(text) ?? ('' as LocalDay);
const valueOf = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`${outcome.failure.message} ${outcome.failure.detail ?? ''}`);
  return outcome.value;
};

const wireSession = (more: object = {}) => ({
  dbid: 7101,
  name: 'Mon AM routine',
  date: '23/11/2026',
  startTime: '08:30',
  endTime: '11:30',
  slotLength: '10',
  slotTypeList: [
    { typeID: '12', description: 'GP routine', total: 18, booked: 6, blocked: 1, embargoed: 3, available: 8 },
  ],
  site: { dbid: 3, name: 'Main site' },
  holderList: [
    { dbid: 55, refID: 55, title: 'Dr', firstNames: 'Ada', lastName: 'Example' },
    { dbid: 56, refID: 56, title: null, firstNames: 'Bo', lastName: 'Sample' },
  ],
  ...more,
});
const wireSlot = (more: object = {}) => ({
  dbid: 900123,
  refID: 900123,
  startTime: '08:30',
  slotLength: '10',
  type: { typeID: '12', description: 'GP routine' },
  status: 'Slot Available',
  patientList: null,
  notes: null,
  reason: null,
  commentList: [],
  ...more,
});
const read = (json: unknown) => parseSessions(json, () => Promise.resolve());
const sessionOn = async (more: object): Promise<Session> => {
  const [session] = valueOf(await read({ appointmentSession: [wireSession(more)] }));
  if (!session) throw new Error('No session');
  return session;
};
const slotOn = async (more: object, session?: Session) =>
  valueOf(parseSlots({ slot: [wireSlot(more)] }, session ?? (await sessionOn({}))))[0];

describe('days and times', () => {
  it.each([
    ['23/11/2026', '2026-11-23'],
    ['01/02/2026', '2026-02-01'],
    ['2026-11-23', '2026-11-23'],
    ['2026-11-23T00:00:00', '2026-11-23'],
    ['23/11/2026 00:00:00', '2026-11-23'],
    ['31/02/2026', undefined],
    ['23/13/2026', undefined],
    ['1/2/2026', undefined],
    ['23-11-2026', undefined],
    ['', undefined],
  ])('%s is %s', (text, expected) => {
    expect(parseEmisDay(text)).toBe(expected);
  });

  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (n) => {
        const some = day(formatInstant(asInstant((n + 0.5) * 86_400_000)).slice(0, 10));
        expect(parseEmisDay(formatEmisDay(some, 'dd/MM/yyyy'))).toBe(some);
        expect(parseEmisDay(formatEmisDay(some, 'iso'))).toBe(some);
      }),
    );
  });

  it('of an echo are read in both forms, and otherwise not at all', () => {
    const summer = parseEmisDateTime('12/05/2026 09:10');
    expect(summer === undefined ? '' : formatInstant(summer)).toBe('2026-05-12T09:10:00+01:00');
    expect(parseEmisDateTime('2026-05-12T09:10:00')).toBe(summer);
    expect(parseEmisDateTime('25/10/2026 01:30')).toBeUndefined(); // happens twice
    expect(parseEmisDateTime('12/05/2026 9:10')).toBeUndefined();
  });
});

describe('sessions', () => {
  it('are read whole', async () => {
    const session = await sessionOn({});
    expect(session).toMatchObject({
      id: '7101',
      name: 'Mon AM routine',
      day: '2026-11-23',
      site: { id: '3', name: 'Main site' },
      clinicians: [
        { id: '55', name: 'Dr Ada Example' },
        { id: '56', name: 'Bo Sample' },
      ],
      counts: [
        {
          slotTypeId: '12',
          slotTypeName: 'GP routine',
          total: 18,
          open: 8,
          booked: 6,
          blocked: 1,
          embargoed: 3,
        },
      ],
    });
    expect(formatInstant(session.startsAt)).toBe('2026-11-23T08:30:00+00:00');
  });

  it('that run past midnight end on the next day', async () => {
    const session = await sessionOn({ startTime: '22:00', endTime: '02:00' });
    expect(formatInstant(session.endsAt)).toBe('2026-11-24T02:00:00+00:00');
    expect((await slotOn({ startTime: '23:50' }, session))?.status).toBe('open');
    expect((await slotOn({ startTime: '00:10' }, session))?.status).toBe('unknown');
  });

  it.each(['dbid', 'date', 'startTime', 'endTime', 'slotTypeList', 'site', 'holderList'])(
    'without %s are not understood',
    async (field) => {
      const { [field]: _left, ...rest } = wireSession() as Record<string, unknown>;
      expect(await read({ appointmentSession: [wireSession({ dbid: 1 }), rest] })).toMatchObject({
        ok: false,
        failure: { kind: 'not-understood' },
      });
    },
  );

  it.each([
    { dbid: '7101' },
    { dbid: 0 },
    { dbid: 7101.5 },
    { dbid: 2_147_483_648 },
    { date: '30/02/2026' },
    { startTime: '24:00' },
    {
      slotTypeList: [
        { typeID: '12', description: 'x', total: -1, booked: 0, blocked: 0, embargoed: 0, available: 0 },
      ],
    },
    {
      slotTypeList: [
        { typeID: '12', description: 'x', total: '1', booked: 0, blocked: 0, embargoed: 0, available: 0 },
      ],
    },
    { slotTypeList: [...wireSession().slotTypeList, ...wireSession().slotTypeList] },
  ])('with %j are not understood', async (more) => {
    expect((await read({ appointmentSession: [wireSession(more)] })).ok).toBe(false);
  });

  it('of a long list are parsed in pieces, with breath between them, and none twice over all', async () => {
    const rows = Array.from({ length: 1_001 }, (_, n) => wireSession({ dbid: n + 1 }));
    let breaths = 0;
    const breathe = () => Promise.resolve(void (breaths += 1));
    const sessions = valueOf(await parseSessions({ appointmentSession: rows }, breathe));
    expect(sessions.map((session) => session.id)).toEqual(rows.map((row) => String(row.dbid)));
    expect(breaths).toBe(5);
    const twice = [...rows, wireSession({ dbid: 1 })];
    expect((await read({ appointmentSession: twice })).ok).toBe(false);
  });

  it('may be none, but not missing, and none twice', async () => {
    expect(await read({ appointmentSession: [] })).toEqual({ ok: true, value: [] });
    for (const odd of [
      {},
      [],
      null,
      { appointmentSession: null },
      { appointmentSession: [wireSession(), wireSession()] },
    ]) {
      expect((await read(odd)).ok).toBe(false);
    }
  });
});

describe('slots', () => {
  it.each([
    ['Slot Available', 'open'],
    ['Booked', 'booked'],
    ['Arrived', 'booked'],
    ['Telephone - Not In', 'booked'],
    ['Cannot Be Seen', 'booked'],
    ['Blocked', 'blocked'],
    ['Embargoed', 'embargoed'],
    ['Unknown', 'unknown'],
    ['Available', 'unknown'],
    ['slot available', 'unknown'],
    ['', 'unknown'],
    ['constructor', 'unknown'],
  ])('in state "%s" are %s', async (word, status) => {
    expect(emisStatus(word)).toBe(status);
    expect((await slotOn({ status: word }))?.status).toBe(status);
  });

  it.each([
    ['Booked', undefined],
    ['Arrived', 'arrived'],
    ['Send In', 'in-progress'],
    ['Quiet Send In', 'in-progress'],
    ['Start Call', 'in-progress'],
    ['Left', 'finished'],
    ['Visited', 'finished'],
    ['Telephone - Complete', 'finished'],
    ['DNA', 'did-not-attend'],
    ['Visited - Not In', 'did-not-attend'],
    ['Telephone - Not In', 'did-not-attend'],
    ['Walked Out', 'walked-out'],
    ['Cannot Be Seen', undefined],
    ['Slot Available', undefined],
    ['arrived', undefined],
  ])('in state "%s" tell that the patient is %s', async (status, attendance) => {
    const patientList = { patient: { dbid: 4471 } };
    expect((await slotOn({ status, patientList }))?.attendance).toBe(attendance);
    // Without a patient there is nobody who could have come.
    expect(await slotOn({ status, patientList: null })).not.toHaveProperty('attendance');
  });

  it('are open for no other word whatever @hazard:H15', () => {
    const other = fc.string().filter((word) => word !== 'Slot Available');
    fc.assert(
      fc.property(other, (word) => {
        expect(emisStatus(word)).not.toBe('open');
      }),
    );
  });

  it('that are free and have a patient are not free', async () => {
    expect(await slotOn({ patientList: { patient: { dbid: 4471 } } })).toMatchObject({
      status: 'unknown',
      bookedFor: '4471',
    });
    expect((await slotOn({ patientList: { patient: null } }))?.status).toBe('open');
  });

  it('carry every text in which our mark may stand', async () => {
    const slot = await slotOn({
      status: 'Booked',
      notes: 'a',
      reason: 'b',
      commentList: ['c', { comment: 'd', by: 7 }, null],
    });
    expect(slot?.note).toBe('a\nb\nc\nd');
  });

  it.each([
    ['29/03/2026', '01:30', 'unknown'], // the clocks jump over it
    ['29/03/2026', '02:00', 'open'],
    ['25/10/2026', '01:30', 'unknown'], // it happens twice
    ['25/10/2026', '02:00', 'open'],
  ])('on %s at %s are %s @hazard:H19', async (date, startTime, status) => {
    const slot = await slotOn({ startTime }, await sessionOn({ date, startTime: '00:30', endTime: '06:00' }));
    expect(slot?.status).toBe(status);
  });

  it.each([
    { dbid: null },
    { startTime: '8:30' },
    { slotLength: 10 },
    { slotLength: 'ten' },
    { slotLength: '9999' },
    { type: null },
    { type: { typeID: '' } },
    { status: null },
    { patientList: undefined },
    { patientList: [] },
    { patientList: { patient: { dbid: '4471' } } },
    { notes: 7 },
  ])('with %j are not understood, and with them the whole list', async (more) => {
    const outcome = parseSlots({ slot: [wireSlot({ dbid: 1 }), wireSlot(more)] }, await sessionOn({}));
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'not-understood' } });
  });

  it('say where they are not understood, and never what stood there', async () => {
    const outcome = parseSlots({ slot: [wireSlot({ notes: { text: 'Ada Example' } })] }, await sessionOn({}));
    expect(JSON.stringify(outcome)).toContain('slot.0.notes');
    expect(JSON.stringify(outcome)).not.toContain('Ada');
  });
});

describe('slot types', () => {
  it.each([
    ['true', true],
    ['False', false],
    ['1', true],
    ['N', false],
    ['perhaps', undefined],
    [null, undefined],
  ])('say "%s" for bookable', (bookable, expected) => {
    const type = { id: '12', display: 'GP', description: 'GP routine', bookable, emisAccess: 'true' };
    const [parsed] = valueOf(parseSlotTypes({ slotTypeList: [type] }));
    expect(parsed).toEqual({
      id: '12',
      name: 'GP routine',
      ...(expected === undefined ? {} : { bookableInEhr: expected }),
    });
  });
});

describe('a patient', () => {
  const identity: PatientIdentity = {
    nhsNumber: parseNhsNumber('999 000 0018') ?? ('' as NhsNumber),
    dateOfBirth: day('1980-02-29'),
  };
  const ada = {
    dbid: '4471',
    familyName: 'Example',
    firstNames: 'Ada',
    dateOfBirth: '29/02/1980',
    nhsNumber: '9990000018',
    dead: 0,
    deadSpecified: false,
    dateOfDeath: null,
    deductedDate: null,
    currentStatus: 'Registered',
  };
  const find = (...patientList: object[]) => parseMatchedPatient({ patientList }, identity);

  it.each([
    {},
    { dbid: 4471 },
    { nhsNumber: '999 000 0018' },
    { dateOfBirth: '1980-02-29T00:00:00' },
    { dead: 'false' },
    { dead: undefined },
    { deductedDate: '0001-01-01T00:00:00' },
  ])('is found with %j', (more) => {
    expect(find({ ...ada, ...more })).toMatchObject({ ok: true, value: { id: '4471', name: 'Ada Example' } });
  });

  it.each([
    ['nobody', []],
    ['another number', [{ ...ada, nhsNumber: '9990000026' }]],
    ['no number', [{ ...ada, nhsNumber: null }]],
    ['another birthday', [{ ...ada, dateOfBirth: '28/02/1980' }]],
    ['day and month the other way round', [{ ...ada, dateOfBirth: '02/29/1980' }]],
    ['no birthday', [{ ...ada, dateOfBirth: null }]],
    ['two of one number', [ada, { ...ada, dbid: '4472' }]],
    ['two of one number, one of them gone', [ada, { ...ada, dbid: '4472', deductedDate: '01/01/2020' }]],
    ['died', [{ ...ada, dead: 1 }]],
    ['died, as text', [{ ...ada, dead: 'True' }]],
    ['died on a day', [{ ...ada, dateOfDeath: '01/01/2020' }]],
    ['left', [{ ...ada, deductedDate: '01/01/2020' }]],
    ['left on a day that cannot be read', [{ ...ada, deductedDate: 'last year' }]],
    ['left by status', [{ ...ada, currentStatus: 'Deducted' }]],
  ])('is not found: %s @hazard:H06', (_why, list) => {
    expect(find(...list)).toEqual({
      ok: false,
      failure: {
        kind: 'patient-not-matched',
        message: 'No patient of this practice has this NHS number and date of birth.',
      },
    });
  });

  it('in an odd form is not understood, which is not the same as not found', () => {
    expect(find({ ...ada, dbid: 'x' })).toMatchObject({ failure: { kind: 'not-understood' } });
    expect(parseMatchedPatient({}, identity)).toMatchObject({ failure: { kind: 'not-understood' } });
  });
});

describe('what is sent', () => {
  it.each([
    ['  Sore\r\n knee ', 'Sore knee'],
    ['', 'Online booking'],
    ['\u0000\u2028', 'Online booking'],
    ['half \ud83d of a pair', 'half of a pair'],
    ['x'.repeat(300), 'x'.repeat(200)],
    [`${'x'.repeat(199)}\u{1f600}`, 'x'.repeat(199)],
  ])('as a reason is one plain line: %j', (reason, line) => {
    expect(formatReason(reason)).toBe(line);
  });

  it('comes out of the query as it went in, whatever the patient wrote', async () => {
    const slot = await slotOn({});
    const session = await sessionOn({});
    if (!slot) throw new Error('No slot');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (reason) => {
        const booking = { session, slot, patientId: asId<EhrPatientId>('4471'), reason, token: 'k7Qm' };
        const query = new URLSearchParams(formatQuery(formatBooking(booking, '55')));
        expect([...query.keys()]).toEqual(['slotId', 'patientNumber', 'reason', 'bookedBy', 'bookingNote']);
        expect(query.get('reason')).toBe(formatReason(reason));
        expect(query.get('bookingNote')).toContain('k7Qm');
      }),
    );
  });
});
