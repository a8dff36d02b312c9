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

  test('tells of a booking that needs a person, and of no other', () => {
    expect(titles(event({ to: 'review' }))).toEqual(['A booking needs you']);
    expect(
      titles(event({ to: 'confirmed' }), event({ to: 'unknown' }), event({ kind: 'bundle-made' })),
    ).toEqual([]);
    expect(notesOf({ from: 1, to: 2 })).toEqual([]);
  });
});
