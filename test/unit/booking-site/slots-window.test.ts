// What `from`, `to` and `slotType` of the API mean.
import { describe, expect, it } from 'vitest';
import { parseSlotsQuery } from '../../../src/main/booking-site/api/slots-window.ts';
import { type SlotTypeId, asId } from '#shared/domain/ids.ts';
import { asInstant, formatInstant } from '#shared/domain/time.ts';

const types = [{ id: asId<SlotTypeId>('7'), name: 'GP telephone' }];
const now = asInstant(Date.UTC(2026, 2, 23, 8));

function read(query: Parameters<typeof parseSlotsQuery>[0]) {
  const parsed = parseSlotsQuery(query, types, now);
  if (!parsed.ok) return { wrong: parsed.errors.map(({ path }) => path) };
  const { from, to, slotTypeId } = parsed.question;
  return { from: formatInstant(from), to: formatInstant(to), slotTypeId };
}

describe('parseSlotsQuery', () => {
  it('is two weeks from now without anything, across the clocks going forward', () => {
    expect(read({})).toEqual({
      from: '2026-03-23T08:00:00+00:00',
      to: '2026-04-07T00:00:00+01:00',
      slotTypeId: undefined,
    });
  });

  it('takes days whole, the last one too', () => {
    expect(read({ from: '2026-03-29', to: '2026-03-29' })).toMatchObject({
      from: '2026-03-29T00:00:00+00:00',
      to: '2026-03-30T00:00:00+01:00',
    });
  });

  it('takes instants as they are', () => {
    expect(read({ from: '2026-05-12T09:10:00+01:00', to: '2026-05-12T10:00:00Z' })).toMatchObject({
      from: '2026-05-12T09:10:00+01:00',
      to: '2026-05-12T11:00:00+01:00',
    });
  });

  it('finds a slot type by id and by its exact name', () => {
    expect(read({ slotType: '7' })).toMatchObject({ slotTypeId: '7' });
    expect(read({ slotType: 'GP telephone' })).toMatchObject({ slotTypeId: '7' });
    // Not on the list: asked for all the same, and answered with nothing.
    expect(read({ slotType: 'Staff meeting' })).toMatchObject({ slotTypeId: 'Staff meeting' });
  });

  it.each([
    [{ from: 'tomorrow' }, ['from']],
    [{ from: '2026-02-30' }, ['from']],
    [{ to: '2026-05-12T09:10' }, ['to']], // no offset: could be two instants
    [{ from: '2026-05-12', to: '2026-05-01' }, ['to']],
    [{ from: '2026-05-01', to: '2026-06-01' }, ['to']], // 32 days
    [{ from: 'x', to: 'y', slotType: 'z' }, ['from', 'to']],
  ])('%j is wrong in %j', (query, wrong) => {
    expect(read(query)).toEqual({ wrong });
  });

  it('allows 31 days, also when the clocks go back in them', () => {
    expect(read({ from: '2026-10-10', to: '2026-11-09' })).toHaveProperty('from');
    expect(read({ from: '2026-10-10', to: '2026-11-10' })).toEqual({ wrong: ['to'] });
  });
});
