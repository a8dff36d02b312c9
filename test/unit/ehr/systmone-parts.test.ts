// The parts of the SystmOne connector that decide: strict XML, places among equal slots, what the diary's words mean, both
// changes of the clocks, and what a booking says of itself.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SlotStatus } from '#shared/domain/slot.ts';
import { type LocalDay, formatInstant, parseDay } from '#shared/domain/time.ts';

import { createAnswerReader } from '../../../src/main/ehr/systmone/line/systmone-answer.ts';
import { formatRequest, parseEnvelope } from '../../../src/main/ehr/systmone/line/systmone-envelope.ts';
import { errorAbout } from '../../../src/main/ehr/systmone/line/systmone-failures.ts';
import { isLoopback } from '../../../src/main/ehr/systmone/line/systmone-connection.ts';
import {
  type XmlFields,
  type XmlNode,
  createXmlReader,
  escapeXml,
} from '../../../src/main/ehr/systmone/line/systmone-xml.ts';
import { formatBooking, formatComments } from '../../../src/main/ehr/systmone/systmone-format.ts';
import { groupIdOf, placeOfSlot, slotIdOf } from '../../../src/main/ehr/systmone/systmone-ids.ts';
import { type SessionSeen, joinDiary } from '../../../src/main/ehr/systmone/systmone-join.ts';
import {
  isOrganisation,
  parseOrganisation,
} from '../../../src/main/ehr/systmone/parse/systmone-parse-organisation.ts';
import { parsePatient } from '../../../src/main/ehr/systmone/parse/systmone-parse-patient.ts';
import { parseDiary, parseFreeSlots } from '../../../src/main/ehr/systmone/parse/systmone-parse-slots.ts';
import { givePlaces, placeInMark } from '../../../src/main/ehr/systmone/systmone-places.ts';
import { seekSlot } from '../../../src/main/ehr/systmone/systmone-read.ts';
import { valuesOf } from '../../../src/main/ehr/systmone/systmone-values.ts';
import { DIARY, FREE, answerTo, bookingOf, clinicOf, slotAt } from '../../support/ehr-systmone-raw.ts';

const MONDAY = parseDay('2026-11-23') ?? ('' as LocalDay);
const breathe = () => Promise.resolve();
const on = (text: string) => {
  const day = parseDay(text) ?? ('' as LocalDay);
  return { from: day, to: day };
};

/** The inside of an answer as the connector gets it. */
function responseOf(inside: string): XmlNode {
  const reader = createXmlReader();
  const wrong = reader.write(`<Response>${inside}</Response>`);
  const document = reader.whole();
  if (wrong || !document) throw new Error(wrong ?? 'not whole');
  return document.root;
}

async function diaryOf(free: string, booked: string, day = '2026-11-23'): Promise<readonly SessionSeen[]> {
  const bookings = await parseDiary(responseOf(booked), on(day), breathe);
  const slots = await parseFreeSlots(responseOf(free), on(day), breathe);
  if (!bookings.ok) throw new Error(bookings.failure.detail);
  if (!slots.ok) throw new Error(slots.failure.detail);
  return joinDiary(slots.value, bookings.value, new Map([['mpatel01', 'Dr Meera Patel']]));
}
const slotsIn = (seen: readonly SessionSeen[]) => seen.flatMap(({ slots }) => slots);

describe('XML', () => {
  it('writes any text so that it reads back as it was, on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const written = escapeXml(text);
        expect(written).not.toMatch(/[\n\r<>"']/);
        const reader = createXmlReader();
        expect(reader.write(`<a>${written}</a>`)).toBeUndefined();
        // What XML cannot say is left out.
        const sayable = [...text].filter((one) =>
          /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(one),
        );
        expect(reader.whole()?.root).toBe(sayable.join(''));
      }),
    );
  });

  it('is the same tree however it is cut', () => {
    const text = answerTo({ name: 'GetDiary', uid: 'u1', deviceId: 'd' }, DIARY + FREE);
    const whole = createXmlReader();
    whole.write(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const ends = [0, ...cuts.toSorted((one, other) => one - other), text.length];
        const reader = createXmlReader();
        for (let i = 1; i < ends.length; i += 1) {
          expect(reader.write(text.slice(ends[i - 1], ends[i]))).toBeUndefined();
        }
        expect(reader.whole()).toEqual(whole.whole());
      }),
    );
  });

  it('takes element names for names and nothing more', () => {
    const fields = responseOf('<__proto__>x</__proto__><constructor>y</constructor>') as XmlFields;
    expect(fields['__proto__']).toEqual(['x']);
    expect(fields['constructor']).toEqual(['y']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('survives 10,000 answers with noise in them, and takes none that is cut', () => {
    const sample = Buffer.from(answerTo({ name: 'GetDiary', uid: 'u1', deviceId: 'd' }, DIARY + FREE));
    const spoil = fc.record({
      at: fc.nat(sample.length - 1),
      cut: fc.oneof(fc.nat(30), fc.nat(sample.length)),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc
          .constantFrom(
            '<',
            '>',
            '&',
            ']]>',
            '<![CDATA[',
            '<!--',
            '</Clinic>',
            '<!DOCTYPE a>',
            '&#0;',
            '\u0000',
          )
          .map((text) => Buffer.from(text)),
      ),
    });
    let whole = 0;
    fc.assert(
      fc.property(spoil, ({ at, cut, put }) => {
        const reader = createAnswerReader(sample.length * 2);
        const heard = reader.take(Buffer.concat([sample.subarray(0, at), put, sample.subarray(at + cut)]));
        if (heard.kind === 'whole') {
          whole += 1;
          const read = parseEnvelope(heard.document, { requestUid: 'u1', name: 'GetDiary' });
          expect(typeof read.ok).toBe('boolean');
        }
        // Nothing behind the place where the answer stops: it cannot be whole.
        if (at + cut >= sample.length && at < sample.length - 2 && put.length === 0) {
          expect(heard.kind).not.toBe('whole');
        }
      }),
      { numRuns: 10_000 },
    );
    expect(whole).toBeGreaterThan(20);
  }, 60_000);
});

describe('equal parallel slots', () => {
  const bookings = fc
    .uniqueArray(
      fc.record({
        order: fc.nat(9_999).map(String),
        ours: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      }),
      { selector: ({ order }) => order, maxLength: 6 },
    )
    .map((list) => list.map(({ order, ours }) => (ours === undefined ? { order } : { order, ours })));

  it('are as many as are free and booked, each with a place of its own; free ones below others’ bookings', () => {
    fc.assert(
      fc.property(fc.nat(6), bookings, (free, taken) => {
        const places = givePlaces(free, taken);
        expect(places.open).toHaveLength(free);
        expect(places.taken).toHaveLength(taken.length);
        const all = [...places.open, ...places.taken.map(({ place }) => place)];
        expect(new Set(all).size).toBe(all.length);
        const others = places.taken.filter(({ by }) => by.ours === undefined).map(({ place }) => place);
        expect(Math.max(0, ...places.open)).toBeLessThan(Math.min(Infinity, ...others));
        expect(givePlaces(free, taken.toReversed())).toEqual(places);
      }),
    );
  });

  it('leave a booking of ours where it is, whatever staff do beside it', () => {
    fc.assert(
      fc.property(
        fc.nat(4),
        fc.nat(4),
        bookings,
        bookings,
        fc.integer({ min: 1, max: 4 }),
        (a, b, one, other, ours) => {
          const mine = { order: 'mine', ours };
          const without = (list: typeof one) =>
            list.filter((booking) => !('ours' in booking) || booking.ours !== ours);
          for (const [free, beside] of [
            [a, without(one)],
            [b, without(other)],
          ] as const) {
            const { taken } = givePlaces(free, [...beside, mine]);
            expect(taken.find(({ by }) => by === mine)?.place).toBe(ours);
          }
        },
      ),
    );
  });

  it('are told apart by our mark, then by the patient, then by being free', async () => {
    const start = '2026-11-23T09:00:00';
    const at = {
      userName: 'mpatel01',
      siteName: 'Main Site',
      clinicType: 'GP AM',
      slotType: 'GP telephone',
      start,
      durationMin: 10,
    };
    const group = groupIdOf(at);
    const seen = async (free: string, booked: string) => {
      const sessions = await diaryOf(free, booked);
      const [first] = sessions;
      return (place: number, patientId?: string) =>
        first &&
        seekSlot(sessions, {
          session: first.session,
          slotId: slotIdOf(group, place),
          ...(patientId === undefined
            ? {}
            : { booking: { patientId: patientId as never, token: 'TOKEN123' } }),
        });
    };
    const [ours, sameone, other] = [
      bookingOf('9990000018', start, '<Comments>Online booking TOKEN123 (place 2): knee</Comments>'),
      bookingOf('9990000018', start),
      bookingOf('9990000026', start),
    ];
    const free = clinicOf(slotAt(start));
    expect((await seen(free, ours + other))(2, '9990000018')).toMatchObject({
      note: expect.stringContaining('TOKEN123'),
      id: slotIdOf(group, 2),
    });
    expect((await seen(free, ours + other))(1, '9990000018')).toMatchObject({ id: slotIdOf(group, 2) });
    expect((await seen(free, sameone + other))(1, '9990000018')).toMatchObject({
      bookedFor: '9990000018',
      status: 'booked',
    });
    expect((await seen(free, other))(2, '9990000018')).toMatchObject({
      id: slotIdOf(group, 1),
      status: 'open',
    });
    expect((await seen('', other))(1, '9990000018')).toMatchObject({
      bookedFor: '9990000026',
      status: 'booked',
    });
    expect((await seen(free, other))(2)).toMatchObject({ bookedFor: '9990000026' });
    expect((await seen(free, other))(3)).toBeUndefined();
  });

  it('have their place in the mark, and a mark of another kind names none', () => {
    expect(placeInMark('Online booking k7Qm2xZt9aB4: knee (place 3)')).toBe(1);
    expect(placeInMark('Online booking k7Qm2xZt9aB4 (place 12): knee')).toBe(12);
    for (const text of [undefined, '', 'Knee', 'online booking x']) expect(placeInMark(text)).toBeUndefined();
    for (const place of [1, 2, 17]) {
      expect(placeInMark(formatComments({ token: 'k7Qm2xZt9aB4', place, reason: 'a\nb' }))).toBe(place);
      expect(placeOfSlot(slotIdOf('x'.repeat(28), place))).toBe(place);
    }
    for (const id of ['', '2147483647', `${'x'.repeat(28)}.0`, `${'x'.repeat(27)}.1`]) {
      expect(placeOfSlot(id as never)).toBeUndefined();
    }
  });
});

describe('the diary', () => {
  it.each<[string | undefined, SlotStatus | undefined]>([
    [undefined, 'booked'],
    ['Booked', 'booked'],
    ['Arrived', 'booked'],
    ['In Progress', 'booked'],
    ['Finished', 'booked'],
    ['Did Not Attend', 'booked'],
    ['Patient Walked Out', 'booked'],
    ['Cancelled by Patient', undefined],
    ['Cancelled by Unit', undefined],
    ['Cancelled by Other Service', undefined],
    ['Paused', 'unknown'],
  ])('reads the status %s as %s', async (word, status) => {
    const more = word === undefined ? '' : `<Status>${word}</Status>`;
    const seen = await diaryOf('', bookingOf('9990000018', '2026-11-23T09:00:00', more));
    expect(slotsIn(seen).map((slot) => slot.status)).toEqual(status === undefined ? [] : [status]);
  });

  it('joins what is free and what is booked to sessions, counted', async () => {
    const seen = await diaryOf(
      clinicOf(slotAt('2026-11-23T09:10:00'), slotAt('2026-11-23T09:20:00', 'Nurse - smear')),
      bookingOf('9990000018', '2026-11-23T09:00:00'),
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]?.session).toMatchObject({
      name: 'GP AM',
      day: MONDAY,
      site: { id: 'Main Site', name: 'Main Site' },
      clinicians: [{ id: 'mpatel01', name: 'Dr Meera Patel' }],
      counts: [
        { slotTypeId: 'gp telephone', slotTypeName: 'GP telephone', total: 2, open: 1, booked: 1 },
        { slotTypeId: 'nurse - smear', slotTypeName: 'Nurse - smear', total: 1, open: 1, booked: 0 },
      ],
    });
    expect(
      [seen[0]?.session.startsAt, seen[0]?.session.endsAt].map((at) => formatInstant(at ?? (0 as never))),
    ).toEqual(['2026-11-23T09:00:00+00:00', '2026-11-23T09:30:00+00:00']);
    expect(JSON.stringify(slotsIn(seen).map(({ id }) => id))).not.toContain('mpatel01');
  });

  it('takes Slot beside Clinic for the same as inside it, and two for none', async () => {
    const beside = bookingOf('9990000018', '2026-11-23T09:00:00').replace(
      /(<Slot>.*<\/Slot>)<\/Clinic>/,
      '</Clinic>$1',
    );
    expect(slotsIn(await diaryOf('', beside))).toEqual(
      slotsIn(await diaryOf('', bookingOf('9990000018', '2026-11-23T09:00:00'))),
    );
    const both = responseOf(beside.replace('</ClinicType>', `</ClinicType>${slotAt('2026-11-23T09:00:00')}`));
    expect(await parseDiary(both, on('2026-11-23'), breathe)).toMatchObject({
      ok: false,
      failure: { kind: 'not-understood' },
    });
  });

  it('leaves out midnight of the next day, which the bounds touch, and refuses any other day', async () => {
    expect(slotsIn(await diaryOf(clinicOf(slotAt('2026-11-24T00:00:00')), ''))).toEqual([]);
    const other = await parseFreeSlots(
      responseOf(clinicOf(slotAt('2026-11-24T00:10:00'))),
      on('2026-11-23'),
      breathe,
    );
    expect(other).toMatchObject({ ok: false, failure: { kind: 'not-understood' } });
  });

  it.each([
    ['2026-10-25', '01:30', 'unknown', undefined], // twice
    ['2027-03-28', '01:30', 'unknown', undefined], // never
    ['2026-10-25', '00:50', 'open', '2026-10-25T00:50:00+01:00'],
    ['2026-10-25', '02:10', 'open', '2026-10-25T02:10:00+00:00'],
    ['2027-03-28', '00:50', 'open', '2027-03-28T00:50:00+00:00'],
    ['2027-03-28', '02:10', 'open', '2027-03-28T02:10:00+01:00'],
  ])('on %s takes %s for %s', async (day, clock, status, at) => {
    const [slot] = slotsIn(await diaryOf(clinicOf(slotAt(`${day}T${clock}:00`)), '', day));
    expect(slot?.status).toBe(status);
    if (slot && at !== undefined) expect(formatInstant(slot.startsAt)).toBe(at);
  });

  it('can name every free slot again by the six values that it was read with', async () => {
    const odd = clinicOf(slotAt('2026-11-23T09:00:00', ' GP  Telephone &amp; video ')).replace(
      'GP AM',
      ' AM &lt;1&gt; ',
    );
    const [seen] = await diaryOf(odd, '');
    const slot = seen?.slots[0];
    if (!seen || !slot) throw new Error('There is a slot');
    expect(slot.slotTypeId).toBe('gp telephone & video');
    expect(valuesOf(seen.session, slot)).toEqual({
      userName: 'mpatel01',
      siteName: 'Main Site',
      clinicType: ' AM <1> ',
      slotType: ' GP  Telephone & video ',
      start: '2026-11-23T09:00:00',
      durationMin: 10,
    });
    expect(valuesOf({ ...seen.session, name: 'AM' }, slot)).toBeUndefined();
  });
});

describe('the organisation', () => {
  const site = (id: string, more = '') => `<Site><ID>${id}</ID>${more}</Site>`;
  it.each([
    [site('a99001'), true],
    [site('B00001') + site('A99001', '<PrimarySite/>'), true],
    [site('A99001', '<CurrentSite/>') + site('B00001', '<PrimarySite/>'), false],
    [site('A99001', '<CurrentSite/>') + site('B00001'), true],
    [site('A99001') + site('B00001'), false],
    [site('A99001', '<PrimarySite/>') + site('B00001', '<PrimarySite/>'), false],
    ['', false],
    [site(''), false],
  ])('is known by its main site: %s', (sites, isOurs) => {
    const parsed = parseOrganisation(responseOf(sites || '<SlotType>x</SlotType>'));
    expect(parsed.ok && isOrganisation(parsed.value, ' A99001 ')).toBe(isOurs);
  });

  it('has each slot type once, whatever its capitals and spaces', () => {
    const names = ['GP telephone', ' gp  Telephone ', 'Nurse - smear', ''];
    const parsed = parseOrganisation(
      responseOf(names.map((name) => `<SlotType>${name}</SlotType>`).join('')),
    );
    expect(parsed.ok && parsed.value.slotTypes).toEqual([
      { id: 'gp telephone', name: 'GP telephone' },
      { id: 'nurse - smear', name: 'Nurse - smear' },
    ]);
  });
});

describe('a patient', () => {
  const asked = { nhsNumber: '9990000018', dateOfBirth: '1980-02-29' } as never;
  const found = (more: string, number = '999 000 0018', born = '1980-02-29T00:00:00') =>
    `<Identity><NHSNumber>${number}</NHSNumber></Identity><Clinical><Demographics><FirstName>Ada</FirstName><Surname>Example</Surname><DateOfBirth>${born}</DateOfBirth>${more}</Demographics></Clinical>`;
  it.each([
    [found(''), 'Ada Example'],
    [found('', '999 000 0018', '1980-02-29'), 'Ada Example'],
    [found('<Deceased>false</Deceased>'), 'Ada Example'],
    [found('<DateOfDeath>2020-01-01</DateOfDeath>'), 'patient-not-matched'],
    [found('<Deceased/>'), 'patient-not-matched'],
    [found('', '9990000026'), 'patient-not-matched'],
    [found('', '999 000 0018', '1980-02-28T00:00:00'), 'patient-not-matched'],
    [found('').repeat(2), 'patient-not-matched'],
    ['<Identity/>', 'patient-not-matched'],
    ['<Demographics/>', 'not-understood'],
  ])('is matched exactly: %s', (inside, comes) => {
    const parsed = parsePatient(responseOf(inside), asked);
    expect(parsed.ok ? parsed.value.name : parsed.failure.kind).toBe(comes);
  });
});

describe('what is sent', () => {
  it('stands in the order of TPP’s schema, on one line', () => {
    const values = {
      userName: 'a',
      siteName: 'b',
      clinicType: 'c',
      slotType: 'd',
      start: '2026-11-23T09:00:00',
      durationMin: 10,
    };
    const parameters = formatBooking({
      nhsNumber: '9990000018',
      values,
      token: 'TOKEN123',
      place: 2,
      reason: 'Knee\nand <hip>',
    });
    const text = formatRequest({
      apiKey: 'k',
      deviceId: '',
      requestUid: 'u',
      name: 'UpdatePatientRecord',
      parameters,
    });
    expect(text).toBe(
      '<ClientIntegrationRequest><APIKey>k</APIKey><DeviceID></DeviceID><DeviceVersion>Slotkeeper 0.1</DeviceVersion><RequestUID>u</RequestUID><Function>UpdatePatientRecord</Function><FunctionVersion>1.0</FunctionVersion><FunctionParameters><Identity><NHSNumber>9990000018</NHSNumber></Identity><NonClinical><Appointment><Clinic><UserName>a</UserName><SiteName>b</SiteName><ClinicType>c</ClinicType><Slot><SlotType>d</SlotType><DateTimeStart>2026-11-23T09:00:00</DateTimeStart><Duration>10</Duration></Slot></Clinic><Comments>Online booking TOKEN123 (place 2): Knee and &lt;hip&gt;</Comments></Appointment></NonClinical></FunctionParameters></ClientIntegrationRequest>\n',
    );
    expect(text).not.toContain('LeaveRecordOpen');
  });

  it('is one line of at most 200 characters for the diary, whatever the patient wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (reason) => {
        const comments = formatComments({ token: 'k7Qm2xZt9aB4', place: 3, reason });
        expect(comments.length).toBeLessThanOrEqual(200);
        expect(comments).toMatch(/^Online booking k7Qm2xZt9aB4 \(place 3\)/);
        expect(comments).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('never leaves this PC', () => {
    for (const host of ['127.0.0.1', '127.8.9.10', '::1', 'localhost', 'LOCALHOST'])
      expect(isLoopback(host)).toBe(true);
    for (const host of [
      '192.168.1.5',
      '127.0.0.1.example',
      'localhost.example',
      '10.0.0.1',
      '::',
      '0.0.0.0',
      '',
      '128.0.0.1',
      'fe80::1',
    ]) {
      expect(isLoopback(host)).toBe(false);
    }
  });

  it('tells the few errors apart that it must', () => {
    expect(errorAbout('The API key is not recognised')).toBe('application');
    expect(errorAbout('This device has been blocked by an administrator')).toBe('device');
    expect(errorAbout('Device not approved')).toBe('device');
    expect(errorAbout('No patient record was found')).toBe('patient');
    expect(errorAbout('The device clock is late')).toBe('other');
    expect(errorAbout('Something broke')).toBe('other');
  });
});
