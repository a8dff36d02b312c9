// What a patient is to be told is carried to the gateway: in order, again when it failed, across a restart, and not for ever.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { DAY, HOUR, MINUTE, SECOND, later } from '#shared/domain/time.ts';
import { createNoticeDelivery } from '../../src/main/notices/deliver-notices.ts';
import type { NoticeToSend } from '../../src/main/ports/notice-gateway.ts';
import { silentLog } from '../support/open-test-store.ts';
import { type SmallPractice, SLOTS, smallPractice } from '../support/outbox-practice.ts';

const busy = failure('busy', 'Come back later.', { retryAfterMs: 20 * SECOND });

describe('a notice on its way', () => {
  let practice: SmallPractice;
  let posted: NoticeToSend[];
  let answer: (notice: NoticeToSend) => Outcome<void> | Promise<Outcome<void>>;
  let link: string | undefined;
  let delivery: ReturnType<typeof createNoticeDelivery>;
  const open = () => {
    delivery = createNoticeDelivery({
      ...{ store: practice.store, clock: practice.clock, dice: practice.dice, log: silentLog },
      gateway: {
        async deliver(notice) {
          posted.push(notice);
          return answer(notice);
        },
      },
      linkOf: (id) => link && `${link}/bookings/${id}`,
    });
    delivery.start();
  };
  beforeEach(() => {
    practice = smallPractice();
    posted = [];
    answer = () => ok(undefined);
    link = 'http://127.0.0.1:4780';
    practice.outbox().start();
    open();
  });
  afterEach(async () => {
    await delivery.stop();
    await practice.close();
  });
  const book = async (slot = SLOTS[0]) => {
    const id = practice.book(slot);
    await practice.clock.advance(SECOND);
    return id;
  };

  test('says what, of which appointment and where to look, and is marked as delivered', async () => {
    const id = await book();
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({
      kind: 'confirmed',
      bookingId: id,
      link: `${link}/bookings/${id}`,
      slotTypeName: 'GP telephone',
    });
    expect(JSON.stringify(posted)).not.toMatch(/Ada|999 ?000|1980/);
    expect(practice.store.read.notices.lastOf(id)).toMatchObject({
      attempts: 1,
      deliveredAt: expect.any(Number),
    });
    await practice.clock.advance(HOUR);
    expect(posted).toHaveLength(1);
  });

  test('that failed is tried again under the same id, and holds up no other', async () => {
    answer = ({ startsAt }) =>
      startsAt === practice.booking(first).slot.startsAt ? failed(busy) : ok(undefined);
    const first = practice.book(SLOTS[0]);
    await practice.clock.advance(SECOND);
    const second = await book(SLOTS[1]);
    expect(practice.store.read.notices.lastOf(second)).toHaveProperty('deliveredAt');
    const tries = () => posted.filter(({ bookingId }) => bookingId === first);
    await practice.clock.advance(17 * SECOND);
    expect(tries()).toHaveLength(1); // as long as it was asked to wait
    await practice.clock.advance(5 * MINUTE);
    expect(tries().length).toBeGreaterThan(2);
    answer = () => ok(undefined);
    await practice.clock.advance(HOUR);
    expect(practice.store.read.notices.lastOf(first)).toHaveProperty('deliveredAt');
    expect(new Set(tries().map(({ id }) => id)).size).toBe(1);
  });

  describe('with another of the same booking behind it', () => {
    const twoOfOne = async () => {
      const id = await book();
      practice.noticeGone(id);
      return id;
    };
    const sentOf = (id: string) => posted.filter(({ bookingId }) => bookingId === id).map(({ kind }) => kind);

    test('is not overtaken: *confirmed* never comes after *cancelled* @hazard:H09', async () => {
      answer = () => failed(busy);
      const id = await twoOfOne();
      await practice.clock.advance(10 * MINUTE);
      expect(new Set(sentOf(id))).toEqual(new Set(['confirmed']));
      answer = () => ok(undefined);
      posted = [];
      await practice.clock.advance(30 * MINUTE);
      expect(sentOf(id)).toEqual(['confirmed', 'cancelled-by-practice']);
      expect(practice.told(id)).toEqual([]);
    });

    test('is tried at once when there is more to say, however long it was to wait', async () => {
      answer = () => failed(failure('unreachable', 'Nobody answers.'));
      const id = await book();
      await practice.clock.advance(3 * HOUR);
      posted = [];
      answer = () => ok(undefined);
      practice.noticeGone(id);
      await practice.clock.advance(SECOND);
      expect(sentOf(id)).toEqual(['confirmed', 'cancelled-by-practice']);
    });

    test('holds up no other booking, and asks no more often than one alone would', async () => {
      answer = ({ bookingId }) => (bookingId === first ? failed(busy) : ok(undefined));
      const first = practice.book(SLOTS[0]);
      await practice.clock.advance(SECOND);
      practice.noticeGone(first);
      const second = await book(SLOTS[1]);
      expect(sentOf(second)).toEqual(['confirmed']);
      await practice.clock.advance(17 * SECOND);
      expect(sentOf(first).length).toBeLessThanOrEqual(2);
    });

    test('gives way when the other side will not have it, and only then', async () => {
      const no = failure('refused', 'The address for notices answered 422.');
      answer = ({ kind }) => (kind === 'confirmed' ? failed(no) : ok(undefined));
      const id = await book();
      await practice.clock.advance(HOUR);
      expect(sentOf(id).length).toBeGreaterThan(5); // alone it is tried on and on
      practice.noticeGone(id);
      await practice.clock.advance(SECOND);
      expect(sentOf(id).at(-1)).toBe('cancelled-by-practice');
      const sent = posted.length;
      await practice.clock.advance(HOUR);
      expect(posted).toHaveLength(sent);
    });

    test('goes with its appointment, one like the other', async () => {
      answer = () => failed(busy);
      const id = await twoOfOne();
      practice.clock.setNow(later(practice.booking(id).slot.startsAt, DAY));
      await practice.clock.advance(2 * MINUTE);
      expect(practice.store.read.notices.waitingOf(id)).toEqual([]);
    });
  });

  test('survives a gateway that throws', async () => {
    answer = () => Promise.reject(new Error('a fault'));
    const id = await book();
    answer = () => ok(undefined);
    await practice.clock.advance(MINUTE);
    expect(practice.store.read.notices.lastOf(id)).toHaveProperty('deliveredAt');
  });

  test('that was not delivered when the app stopped is delivered by the next run', async () => {
    answer = () => failed(busy);
    const id = await book();
    await delivery.stop();
    answer = () => ok(undefined);
    open();
    await practice.clock.advance(MINUTE);
    expect(practice.store.read.notices.lastOf(id)).toHaveProperty('deliveredAt');
  });

  test('waits until patients’ pages have an address', async () => {
    link = undefined;
    const id = await book();
    expect(posted).toEqual([]);
    link = 'http://127.0.0.1:4780';
    await practice.clock.advance(MINUTE);
    expect(posted).toMatchObject([{ bookingId: id }]);
  });

  test('is given up when its appointment is over, and not before', async () => {
    answer = () => failed(busy);
    const id = await book();
    const { startsAt, durationMin } = practice.booking(id).slot;
    practice.clock.setNow(later(startsAt, durationMin * MINUTE - SECOND));
    await practice.clock.advance(MINUTE);
    const before = posted.length;
    await practice.clock.advance(2 * HOUR);
    expect(posted.length).toBeLessThanOrEqual(before + 1);
    expect(practice.store.read.notices.lastOf(id)).not.toHaveProperty('deliveredAt');
  });
});
