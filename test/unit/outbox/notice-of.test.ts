// Who is told what, as a table; and the one door by which every command moves.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND_KINDS, COMMAND_STATES, isSettled } from '#shared/domain/command.ts';
import { type MoveToTell, noticeOf } from '../../../src/main/outbox/notice-of.ts';

describe('a notice', () => {
  test.each<[string, MoveToTell, string | undefined]>([
    ['a booking is in the diary', { kind: 'book', to: 'confirmed' }, 'confirmed'],
    ['the new one of a move is', { kind: 'book', to: 'confirmed', keepsOld: true }, 'confirmed'],
    ['somebody else was first', { kind: 'book', to: 'conflict' }, 'not-booked'],
    ['it was refused', { kind: 'book', to: 'rejected' }, 'not-booked'],
    ['it came too late', { kind: 'book', to: 'expired' }, 'not-booked'],
    ['a move came to nothing', { kind: 'book', to: 'conflict', keepsOld: true }, 'not-moved'],
    ['it was taken back', { kind: 'book', to: 'undone' }, undefined],
    ['staff took it out', { kind: 'book', to: 'cancelled-by-practice' }, 'cancelled-by-practice'],
    ['it needs a person', { kind: 'book', to: 'review' }, undefined],
    ['the patient cancelled', { kind: 'cancel', to: 'confirmed', by: 'patient' }, 'cancelled'],
    ['reception cancelled', { kind: 'cancel', to: 'confirmed', by: 'reception' }, 'cancelled'],
    ['staff had done it', { kind: 'cancel', to: 'confirmed', by: 'practice' }, 'cancelled-by-practice'],
    ['the old one of a move is out', { kind: 'cancel', to: 'confirmed', by: 'move' }, 'moved'],
    ['the patient had arrived', { kind: 'cancel', to: 'conflict', by: 'patient' }, 'not-cancelled'],
    ['it was refused', { kind: 'cancel', to: 'rejected', by: 'reception' }, 'not-cancelled'],
    ['it was taken back', { kind: 'cancel', to: 'undone', by: 'patient' }, undefined],
  ])('when %s', (_what, move, kind) => expect(noticeOf(move)?.kind).toBe(kind));

  test('of a move is always about the new booking', () => {
    expect(noticeOf({ kind: 'cancel', to: 'confirmed', by: 'move' })?.about).toBe('replacement');
    expect(noticeOf({ kind: 'book', to: 'conflict', keepsOld: true })?.about).toBe('booking');
  });

  test('is given of every end but one that was taken back, and of nothing else', () => {
    for (const kind of COMMAND_KINDS)
      for (const to of COMMAND_STATES)
        expect(noticeOf({ kind, to, by: 'patient' }) !== undefined, `${kind} ${to}`).toBe(
          isSettled(to) && to !== 'undone',
        );
  });
});

test('every command of the outbox moves by the one door that tells the patient', () => {
  const folder = path.resolve(import.meta.dirname, '../../../src/main/outbox');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const calling = files.filter((file) =>
    /commands\s*\.\s*move\s*\(/.test(readFileSync(path.join(folder, file), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(calling).toEqual(['record-move.ts']);
});
