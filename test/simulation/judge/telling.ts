/** I2, I3, I8 and I10: what the patients are told, held against the diary at that moment. */
import type { NoticeToSend } from '../../../src/main/ports/notice-gateway.ts';
import type { CommandMove, StoreReader, StoredNotice } from '../../../src/main/store/store.ts';
import type { BookingId, CommandId, NoticeId } from '../../../src/shared/domain/ids.ts';
import type { NoticeKind } from '../../../src/shared/domain/notice.ts';
import { CANARY } from '../people.ts';
import { isLive } from '../practice-diary.ts';
import type { Books, JudgeDeps, Kept } from './books.ts';

export function judgeTelling({ nowMs, diary, trace }: JudgeDeps, books: Books) {
  const { must, counts, kept, commands, appointmentsOf, standing, staffMade } = books;
  /** Bookings whose replacement was told as confirmed. */
  const taken = new Set<BookingId>();
  const undelivered = new Map<NoticeId, BookingId>();

  function told(one: Kept, what: 'confirmed' | 'not-booked' | 'cancelled'): void {
    if (one.told.has(what)) return;
    one.told.add(what);
    trace(`told ${what} ${one.token}`);
    const all = appointmentsOf(one);
    if (what === 'confirmed') {
      counts.confirmed += 1;
      if (one.replaces !== undefined) taken.add(one.replaces);
      must(
        all.length > 0 || staffMade(one).length > 0,
        'I2',
        () => `${one.token} was told confirmed and never was in the diary`,
      );
    } else {
      const live = what === 'cancelled' ? standing(one) : all.filter(isLive);
      must(live.length === 0, 'I3', () => `${one.token} was told ${what} and is in the diary`);
    }
  }

  function look(read: StoreReader, id: BookingId): void {
    const one = kept.get(id);
    const booking = read.bookings.byId(id);
    if (!one || !booking || booking.state === one.state) return;
    const before = one.state;
    one.state = booking.state;
    one.endedBy = booking.endedBy;
    one.slotId = booking.slot.id;
    trace(`booking ${one.token} ${before} -> ${booking.state}`);
    // Settled by hand it may be known to be booked and be cancelled at once.
    if (booking.state === 'confirmed' || booking.state === 'cancelling') one.confirmedAtMs ??= nowMs();
    if (booking.state === 'confirmed') told(one, 'confirmed');
    if (booking.state === 'not-booked') told(one, 'not-booked');
    if (booking.state === 'cancelled') told(one, 'cancelled');
    if (booking.state === 'needs-you') counts.reviews += 1;
  }

  /** I8, and that nobody is left without a word: the row is there, whoever delivers it. */
  function mustBeTold(one: Kept): void {
    const kinds = one.notices.map(({ kind }) => kind);
    const last = kinds.at(-1);
    const wasTold = (...any: NoticeKind[]): boolean => any.some((kind) => kinds.includes(kind));
    if (one.state === 'confirmed')
      must(wasTold('confirmed'), 'I8', () => `${one.token} is booked and nobody was told`);
    if (one.state === 'not-booked')
      must(wasTold('not-booked', 'not-moved'), 'I8', () => `${one.token} is not booked and nobody was told`);
    if (one.state !== 'cancelled') return;
    const next = [...kept.values()].filter(({ replaces }) => replaces === one.id);
    if (one.endedBy === 'move') {
      must(taken.has(one.id), 'I8', () => `${one.token} was given up for a move that was never confirmed`);
    } else if (one.endedBy === 'practice') {
      must(
        last === 'cancelled-by-practice' || next.some((other) => other.notices.length > 0),
        'I8',
        () => `${one.token} was cancelled by the practice and nobody was told`,
      );
    }
  }

  return {
    noticeAdded({ id, bookingId, kind }: Pick<StoredNotice, 'id' | 'bookingId' | 'kind'>): void {
      counts.notices += 1;
      const one = kept.get(bookingId);
      trace(`notice ${kind} ${one?.token}`);
      if (!one) return;
      const before = one.notices.at(-1)?.kind;
      const isTwice = before === kind && kind !== 'not-cancelled' && kind !== 'moved-by-practice';
      must(!isTwice, 'I8', () => `${one.token} is told ${kind} twice, under two ids`);
      one.notices.push({ id, kind });
      undelivered.set(id, bookingId);
    },
    /** At the other side, as often as it is sent. */
    noticeArrived(notice: NoticeToSend): void {
      const one = kept.get(notice.bookingId);
      undelivered.delete(notice.id as NoticeId);
      const before = one?.notices.slice(
        0,
        one.notices.findIndex(({ id }) => id === notice.id),
      );
      must(
        !before?.some(({ id }) => undelivered.has(id)),
        'I8',
        () => `${one?.token} hears ${notice.kind} before what came about earlier`,
      );
      must(
        !one || one.notices.some(({ id, kind }) => id === notice.id && kind === notice.kind),
        'I8',
        () => `a notice arrived that was never written down: ${notice.kind}`,
      );
      const { link: _link, ...shown } = notice;
      must(!JSON.stringify(shown).includes(CANARY), 'I10', () => 'a patient is in a notice');
    },
    /** After the commit. */
    moved(read: StoreReader, id: CommandId, move: CommandMove): void {
      const command = commands.get(id);
      if (!command) return;
      if (command.state !== move.to)
        trace(`${command.kind} ${kept.get(command.bookingId)?.token} ${command.state} -> ${move.to}`);
      command.state = move.to;
      look(read, command.bookingId);
    },
    logged(line: string): void {
      must(!line.includes(CANARY) && !/999\d{7}/.test(line), 'I10', () => 'a patient is in the log');
    },

    /** Nobody may be left without a word. */
    allTold(): void {
      for (const one of kept.values()) mustBeTold(one);
      for (const [id, bookingId] of undelivered) {
        const one = kept.get(bookingId);
        const place = one && diary().place(one.slotId);
        if (one && place && place.slot.startsAt > nowMs())
          must(false, 'I8', () => `notice ${id} of ${one.token} was never delivered`);
      }
    },
  };
}
