// One note when trouble opens, one when it closes, one for a booking that needs a person; nothing else makes a noise.
import { describe, expect, test } from 'vitest';

import type { EventRow } from '#shared/contract/rows.ts';
import { asInstant } from '#shared/domain/time.ts';
import { notesOf } from '../../../src/main/shell/notes-of-change.ts';

const event = (more: Partial<EventRow>): EventRow => ({
  id: '1',
  at: asInstant(0),
  kind: 'booking-moved',
  who: 'slotkeeper',
  subject: 'read',
  ...more,
});
const titles = (...put: EventRow[]) =>
  notesOf({ from: 1, to: 2, events: { put, remove: [] } }).map(({ title }) => title);

describe('notesOf', () => {
  test('tells of trouble and of its end', () => {
    expect(titles(event({ kind: 'trouble-opened', why: 'EMIS Web cannot be reached.' }))).toEqual([
      'Slotkeeper is not in step',
    ]);
    expect(titles(event({ kind: 'trouble-closed' }))).toEqual(['Slotkeeper is in step again']);
  });

  test('tells what staff did in the diary to a booking of ours', () => {
    expect(
      titles(
        event({ kind: 'cancellation-moved', to: 'review' }),
        event({ to: 'cancelled-by-practice' }),
        event({ kind: 'booking-shifted' }),
        event({ kind: 'cancellation-moved', to: 'confirmed' }),
        event({ kind: 'booking-attended', to: 'arrived' }),
      ),
    ).toEqual([
      'A cancellation needs you',
      'An online booking was cancelled in the diary',
      'An online booking was moved in the diary',
    ]);
  });

  test('tells of a booking that needs a person, and of no other', () => {
    expect(titles(event({ to: 'review' }))).toEqual(['A booking needs you']);
    expect(
      titles(event({ to: 'confirmed' }), event({ to: 'unknown' }), event({ kind: 'bundle-made' })),
    ).toEqual([]);
    expect(notesOf({ from: 1, to: 2 })).toEqual([]);
  });
});
