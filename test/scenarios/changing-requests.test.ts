// What is kept when a cancellation or a move is asked for, before anything is sent: one transaction, asked once however often,
// refused in words. What the diary makes of it is in cancelling.test.ts.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReadChanges } from '../../src/main/bookings/read-changes.ts';
import { createRequestCancellation } from '../../src/main/bookings/request-cancellation.ts';
import { createRequestMove } from '../../src/main/bookings/request-move.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import { HOUR, MINUTE, SECOND, later } from '#shared/domain/time.ts';
import {
  A,
  REASON,
  SLOTS,
  type SmallPractice,
  readDiary,
  smallPractice,
  valueOf,
} from '../support/outbox-practice.ts';
import { identity } from '../support/store-samples.ts';

const [, B = A, C = A] = SLOTS;
const whyNot = (outcome: Outcome<unknown>): string | undefined => {
  const problem: Failure | undefined = outcome.ok ? undefined : outcome.failure;
  return problem?.detail ?? problem?.kind;
};

let practice: SmallPractice;
let id: ReturnType<SmallPractice['book']>;
beforeEach(async () => {
  practice = smallPractice();
  practice.outbox().start();
  id = practice.book();
  await practice.clock.settle();
  if (practice.booking(id).state !== 'confirmed') throw new Error('The booking was not confirmed.');
});
afterEach(() => practice.close());

const changes = (of = id) =>
  createReadChanges({
    read: practice.store.read,
    link: practice.link,
    clock: practice.clock,
    settings: { cancelCutOffMinutes: 60 },
  })(practice.booking(of));
const commandsOf = (of = id) => practice.audit(of);
const reasons = () =>
  practice.store.read.audit
    .recent(100)
    .filter(({ kind }) => kind === 'booking-change-asked')
    .map(({ who, subject, to, note }) => ({ who, subject, to, note }));

describe('a cancellation', () => {
  test('is on disk with the booking’s own mark before anything is asked of the EHR', () => {
    const readsBefore = practice.world.reads();
    const mark = practice.command(id).token;
    valueOf(practice.requestCancellation({ bookingId: id, by: 'patient' }));
    expect(practice.booking(id).state).toBe('cancelling');
    expect(practice.command(id)).toMatchObject({
      ...{ kind: 'cancel', by: 'patient', state: 'ready', attempts: 0, token: mark, slotId: A },
      notBefore: later(practice.clock.now(), 10 * SECOND),
      deadline: practice.booking(id).slot.startsAt,
    });
    expect(practice.world.reads()).toBe(readsBefore);
    expect(changes()).toMatchObject({
      pending: 'cancel',
      undoUntil: later(practice.clock.now(), 10 * SECOND),
      cancelStep: { value: 'done' },
      whyNotMove: { kind: 'try-later' },
    });
  });

  test('asked again is the same one, before and after it is done', async () => {
    practice.cancel(id);
    const { id: first } = practice.command(id);
    practice.cancel(id);
    practice.cancel(id, 'reception');
    expect(practice.command(id).id).toBe(first);
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(id)).toMatchObject({ state: 'cancelled', endedBy: 'patient' });
    practice.cancel(id);
    expect(practice.command(id).id).toBe(first);
    expect(practice.world.cancellationsSent).toHaveLength(1);
  });

  test('of what has not been sent is taken back at once', async () => {
    practice.holdBack({ kind: 'unreachable', message: 'The EHR is out of reach.' });
    const waiting = practice.book(B);
    await practice.clock.settle();
    practice.cancel(waiting);
    expect(practice.booking(waiting).state).toBe('cancelled');
    expect(practice.command(waiting)).toMatchObject({ kind: 'book', state: 'undone' });
    practice.holdBack(undefined);
    await practice.clock.advance(MINUTE);
    expect(practice.world.sent.map(({ slot }) => slot.id)).toEqual([A]);
  });

  test('of what is just being sent has to wait', async () => {
    practice.pauseAt('sent');
    const sending = practice.book(B);
    await practice.clock.settle();
    expect(practice.command(sending).state).toBe('sending');
    expect(whyNot(practice.requestCancellation({ bookingId: sending, by: 'patient' }))).toBe('try-later');
    practice.goOn();
    await practice.clock.settle();
    practice.cancel(sending);
    expect(practice.booking(sending).state).toBe('cancelling');
  });

  test('is too late for the patient within the cut-off, and not for reception until it begins', () => {
    const { startsAt } = practice.booking(id).slot;
    practice.clock.setNow(later(startsAt, -HOUR));
    expect(whyNot(practice.requestCancellation({ bookingId: id, by: 'patient' }))).toBe('too-late');
    expect(changes().cancelStep).toMatchObject({ ok: false, failure: { detail: 'too-late' } });
    practice.clock.setNow(startsAt);
    expect(whyNot(practice.requestCancellation({ bookingId: id, by: 'reception' }))).toBe('too-late');
    practice.clock.setNow(later(startsAt, -MINUTE));
    valueOf(practice.requestCancellation({ bookingId: id, by: 'reception' }));
    expect(practice.booking(id).state).toBe('cancelling');
  });

  test('keeps reception’s reason in the audit trail, and asks none of the patient', () => {
    valueOf(practice.requestCancellation({ bookingId: id, by: 'reception', reason: ' Dr Shah is ill ' }));
    expect(reasons()).toEqual([{ who: 'reception', subject: id, to: 'cancel', note: 'Dr Shah is ill' }]);
    practice.undo(id);
    practice.cancel(id);
    expect(reasons()).toHaveLength(1);
  });

  test('of nothing is not found', () => {
    const nothing = { bookingId: asId<typeof id>('nothing'), by: 'patient' } as const;
    expect(whyNot(practice.requestCancellation(nothing))).toBe('not-found');
  });

  test.each(['asked', 'stored'] as const)(
    'that breaks when it is %s is whole or not there at all',
    (point) => {
      const request = createRequestCancellation({
        ...{ store: practice.store, clock: practice.clock, dice: practice.dice, wake: () => {} },
        settings: { cancelCutOffMinutes: 60, undoSeconds: 10 },
        moveCommand: () => {},
        failpoint: (name) => {
          if (name === point) throw new Error('the power went');
        },
      });
      expect(() => request({ bookingId: id, by: 'patient' })).toThrow('the power went');
      const isThere = point === 'stored';
      expect(practice.booking(id).state).toBe(isThere ? 'cancelling' : 'confirmed');
      expect(practice.command(id).kind).toBe(isThere ? 'cancel' : 'book');
    },
  );
});

describe('a move', () => {
  const move = (more: Partial<Parameters<SmallPractice['requestMove']>[0]> = {}) =>
    practice.requestMove({ bookingId: id, slotId: B, by: 'patient', ...more } as Parameters<
      SmallPractice['requestMove']
    >[0]);

  test('is a new booking of the same patient, and does not touch the old one @hazard:H09', () => {
    const receipt = valueOf(move());
    const made = receipt.bookingId;
    expect(receipt.state).toBe('accepted');
    expect(practice.link.opens(made, receipt.secret)).toBe(true);
    expect(practice.booking(made)).toMatchObject({
      ...{ state: 'accepted', replaces: id, slot: { id: B } },
      patient: { ...identity(), reason: REASON },
    });
    expect(practice.command(made)).toMatchObject({
      ...{ kind: 'book', state: 'received' },
      notBefore: later(practice.clock.now(), 10 * SECOND),
    });
    expect(practice.command(made).token).not.toBe(practice.command(id).token);
    expect(practice.booking(id).state).toBe('confirmed');
    expect(practice.command(id).kind).toBe('book');
    expect(changes()).toMatchObject({
      ...{ pending: 'move', replacedBy: { id: made, secret: receipt.secret } },
      undoUntil: later(practice.clock.now(), 10 * SECOND),
    });
    expect(changes(made)).toMatchObject({ pending: 'move', replaces: { id, state: 'confirmed' } });
  });

  test('asked again gives the same receipt, by its key or by its time', () => {
    const first = valueOf(move({ idempotencyKey: 'one' }));
    expect(valueOf(move({ idempotencyKey: 'one' }))).toEqual(first);
    expect(valueOf(move())).toEqual(first);
    expect(whyNot(move({ idempotencyKey: 'one', slotId: C }))).toBe('already-asked');
    expect(whyNot(move({ slotId: C }))).toBe('try-later');
    expect(practice.store.read.bookings.since(practice.clock.now())).toHaveLength(2);
  });

  test('a key of a booking is no key of a move', () => {
    valueOf(practice.ask({ slotId: C, idempotencyKey: 'shared' }));
    expect(whyNot(move({ idempotencyKey: 'shared' }))).toBe('already-asked');
  });

  test('uses up the patient’s own hold, and respects another’s', () => {
    const hold = valueOf(practice.holds.hold(B));
    expect(whyNot(move())).toBe('slot-taken');
    const { slotId: _none, ...byHold } = {
      slotId: B,
      bookingId: id,
      by: 'patient' as const,
      holdId: hold.id,
    };
    const made = valueOf(practice.requestMove(byHold)).bookingId;
    expect(practice.booking(made).slot.id).toBe(B);
    expect(practice.store.read.holds.live(practice.clock.now())).toEqual([]);
  });

  test('to its own time, to one that is taken, and after the cut-off is refused', () => {
    expect(whyNot(move({ slotId: A }))).toBe('same-time');
    practice.book(C);
    expect(whyNot(move({ slotId: C }))).toBe('slot-taken');
    expect(move({ slotId: asId('nowhere') })).toMatchObject({ failure: { kind: 'not-offered' } });
    practice.clock.setNow(later(practice.booking(id).slot.startsAt, -HOUR));
    expect(whyNot(move())).toBe('too-late');
  });

  test('of an appointment that is being cancelled has to wait, and of one that is gone is refused', async () => {
    practice.cancel(id);
    expect(whyNot(move())).toBe('try-later');
    await practice.clock.advance(11 * SECOND);
    expect(whyNot(move())).toBe('not-standing');
  });

  test('taken back may be asked anew', () => {
    const first = valueOf(move()).bookingId;
    valueOf(practice.undo(id)); // the old one's page leads to the same move
    expect(practice.booking(first).state).toBe('cancelled');
    expect(practice.booking(id).state).toBe('confirmed');
    expect(valueOf(move({ slotId: C })).bookingId).not.toBe(first);
  });

  test('keeps reception’s reason, and the link opens the new one alone', () => {
    const made = valueOf(move({ by: 'reception', reason: 'Wants a later time' }));
    expect(reasons()).toEqual([{ who: 'reception', subject: id, to: 'move', note: 'Wants a later time' }]);
    expect(practice.link.opens(id, made.secret)).toBe(false);
    const [asked] = practice.store.read.audit.recent(100).filter(({ subject }) => subject === made.bookingId);
    expect(asked).toMatchObject({ who: 'reception', to: 'received' });
  });

  test('that breaks half way has left nothing', () => {
    const request = createRequestMove({
      ...{ store: practice.store, clock: practice.clock, dice: practice.dice, link: practice.link },
      offerOf: (_read, slotId) => ({ slotId, isOffered: true, hidden: [] }),
      linkKey: new Uint8Array(32),
      settings: { cancelCutOffMinutes: 60, undoSeconds: 10, minNoticeMinutes: 60 },
      wake: () => {},
      failpoint: () => {
        throw new Error('the power went');
      },
    });
    expect(() => request({ bookingId: id, slotId: B, by: 'patient' })).toThrow('the power went');
    expect(changes().replacedBy).toBeUndefined();
    valueOf(move());
  });

  test('done, says so on both, and the new one may be moved or cancelled in turn', async () => {
    const made = valueOf(move()).bookingId;
    await practice.clock.advance(11 * SECOND);
    expect([practice.booking(id).state, practice.booking(id).endedBy]).toEqual(['cancelled', 'move']);
    expect(changes(made)).toMatchObject({ replaces: { state: 'cancelled' }, notice: { kind: 'moved' } });
    expect(changes(made).pending).toBeUndefined();
    expect(changes(made).cancelStep).toMatchObject({ value: 'cancel' });
    readDiary(practice.store, practice.world, practice.clock, 2);
    const third = valueOf(move({ bookingId: made, slotId: C })).bookingId;
    await practice.clock.advance(11 * SECOND);
    expect(practice.booking(third).state).toBe('confirmed');
    expect(practice.booking(made)).toMatchObject({ state: 'cancelled', endedBy: 'move' });
    expect(commandsOf(made).at(-1)).toBe('confirmed');
  });
});
