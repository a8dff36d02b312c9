// The pure parts of GP Connect: its times against London's clock, its slot types by name, references, codes and texts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatInstant, instantOf, parseDay, parseInstant } from '#shared/domain/time.ts';

import {
  formatCancelled,
  formatComment,
  formatDescription,
} from '../../../src/main/ehr/gp-connect/wire/format-appointment.ts';
import { idIn, isId, nameIn } from '../../../src/main/ehr/gp-connect/wire/resource.ts';
import { slotTypeIdOf } from '../../../src/main/ehr/gp-connect/wire/slot-types.ts';
import { spineCodeOf } from '../../../src/main/ehr/gp-connect/wire/spine-error.ts';
import { parseWireTime } from '../../../src/main/ehr/gp-connect/wire/times.ts';
import { SPINE_CODES, at, wireOutcome } from '../../support/ehr-gp-connect-raw.ts';

describe('a time of GP Connect', () => {
  it.each([
    ['2026-11-23T08:30:00+00:00', true],
    ['2026-07-01T08:30:00+01:00', true],
    ['2026-07-01T08:30:00.000+01:00', true],
    ['2026-11-23T08:30:00+01:00', false],
    ['2026-07-01T08:30:00+00:00', false],
    ['2026-11-23T08:30:00Z', false],
    ['2026-11-23T08:30:00-05:00', false],
    // The clocks go back at 02:00 of summer time: both offsets are right, one after the other.
    ['2026-10-25T01:30:00+01:00', true],
    ['2026-10-25T01:30:00+00:00', true],
    ['2026-10-25T00:30:00+00:00', false],
    ['2026-10-25T02:30:00+01:00', false],
    // They go forward over this hour.
    ['2026-03-29T01:30:00+00:00', false],
    ['2026-03-29T01:30:00+01:00', false],
  ])('%s: London’s own? %s', (text, isCertain) => {
    expect(parseWireTime(text)).toMatchObject({ at: parseInstant(text), isCertain });
  });

  it.each([
    '2026-11-23T08:30:00',
    '2026-11-23',
    '2026-02-30T08:30:00+00:00',
    '2026-11-23T24:00:00+00:00',
    '2026-11-23T08:30:60+00:00',
    '2026-11-23T08:30+00:00',
    '2026-11-23T08:30:00+25:00',
    '',
  ])('%s is none', (text) => {
    expect(parseWireTime(text)).toBeUndefined();
  });

  it('is read as it is written, at every minute of three years', () => {
    const minute = fc.integer({ min: 0, max: 3 * 365 * 1_440 });
    fc.assert(
      fc.property(minute, (count) => {
        const instant = at(new Date(Date.UTC(2026, 0, 1, 0, count)).toISOString());
        const text = formatInstant(instant);
        const day = parseDay(text.slice(0, 10));
        expect(parseWireTime(text)).toEqual({ at: instant, day, isCertain: true });
      }),
    );
  });

  it('has the day of London when its own offset is not to be believed', () => {
    expect(parseWireTime('2026-11-24T00:30:00+02:00')).toEqual({
      at: instantOf(parseDay('2026-11-23') ?? ('' as never), 22 * 60 + 30),
      day: '2026-11-23',
      isCertain: false,
    });
  });
});

describe('a slot type', () => {
  it('is known by its name, whatever its spaces and capitals', () => {
    expect(slotTypeIdOf('  GP \n telephone')).toBe(slotTypeIdOf('gp Telephone '));
    expect(slotTypeIdOf('GP telephone')).not.toBe(slotTypeIdOf('GP-telephone'));
  });
});

describe('a reference', () => {
  it.each([
    ['Location/17', '17'],
    ['https://provider.example/STU3/1/gpconnect/Location/17', '17'],
    ['Location/17/_history/3', '17'],
    ['Practitioner/17', undefined],
    ['Location/', undefined],
    ['MyLocation/17', undefined],
    ['Location/17?x=1', undefined],
    ['#1', undefined],
  ])('%s → %s', (text, id) => {
    expect(idIn(text, 'Location')).toBe(id);
  });

  it('can only hold what may stand in an address', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isId(text)) expect(encodeURIComponent(text)).toBe(text);
      }),
    );
    expect(['.', '..', ''].some(isId)).toBe(false);
  });
});

describe('an error of the provider', () => {
  it.each([
    [409, 'DUPLICATE_REJECTED', SPINE_CODES, 'DUPLICATE_REJECTED'],
    [409, 'DUPLICATE_REJECTED', SPINE_CODES.replace('ValueSet', 'CodeSystem'), 'DUPLICATE_REJECTED'],
    [403, 'NO_ORGANISATION_CONSENT', SPINE_CODES, 'NO_ORGANISATION_CONSENT'],
    [422, 'DUPLICATE_REJECTED', SPINE_CODES, undefined],
    [409, 'DUPLICATE_REJECTED', 'https://elsewhere.example/Spine-ErrorOrWarningCode-1', undefined],
    [409, 'UNHEARD_OF', SPINE_CODES, undefined],
    [502, '502', SPINE_CODES, undefined],
  ])('of status %i, %s in %s: %s', (status, code, system, read) => {
    expect(spineCodeOf(wireOutcome(code, system), status)).toBe(read);
  });

  it('may be anything at all without a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(spineCodeOf(json, 409)).toBeUndefined();
      }),
    );
  });
});

describe('texts to GP Connect', () => {
  it('are one line, no longer than they may be, and never cut through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 700 }), (text) => {
        const comment = formatComment(text);
        expect(comment.length).toBeLessThanOrEqual(500);
        expect(formatDescription(text).length).toBeLessThanOrEqual(100);
        expect(comment).not.toMatch(/[\r\n\u2028]/);
        expect(() => encodeURIComponent(comment)).not.toThrow();
      }),
    );
  });

  it('say why an appointment was cancelled, once', () => {
    const first = formatCancelled({ id: '9', status: 'booked' }, 'Ill');
    expect(formatCancelled(first, ' ')).toEqual({
      id: '9',
      status: 'cancelled',
      extension: [expect.objectContaining({ valueString: 'Cancelled online' })],
    });
  });
});

describe('a person’s name', () => {
  const name = (more: object) => ({ text: '', family: '', ...more });
  it.each([
    [[], ''],
    [[name({ text: 'Dr Black' })], 'Dr Black'],
    [
      [name({ family: 'Old' }), name({ use: 'official', family: 'Black', given: ['Sarah'], prefix: ['Dr'] })],
      'Dr Sarah Black',
    ],
  ])('%j is %s', (names, said) => {
    expect(nameIn(names, true)).toBe(said);
  });
});
