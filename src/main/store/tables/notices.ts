/**
 * What patients are to be told, kept until a gateway has it and for good after. They go out in the order in which they
 * were written down, whatever the PC's clock said then. A booking's row shows its newest, so it changes with it.
 */
import type { Database } from 'better-sqlite3';
import { type BookingId, type NoticeId, asId } from '#shared/domain/ids.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';
import { asInstant } from '#shared/domain/time.ts';
import type { StoreReader, StoreWriter, StoredNotice } from '../store.ts';
import { StoreRefusal } from '../store-refusal.ts';
import { unlessNull } from './columns.ts';
import type { WriteInProgress } from './meta.ts';

const COLUMNS = 'notice_id, booking_id, kind, at, attempts, not_before, delivered_at';
/** Later than any instant: no loop ever comes to it. */
const GIVEN_UP_UNTIL = 8_640_000_000_000_000;
/** `+nth`: by the index of those due, and then sorted; else SQLite walks through every notice ever told. */
export const DUE_NOTICES = `SELECT ${COLUMNS} FROM notices
  WHERE delivered_at IS NULL AND not_before <= ? ORDER BY +nth LIMIT ?`;
export const NEXT_NOTICE_DUE_AT = `SELECT min(not_before) FROM notices WHERE delivered_at IS NULL`;
export const WAITING_NOTICES_OF = `SELECT ${COLUMNS} FROM notices
  WHERE booking_id = ? AND delivered_at IS NULL AND not_before < ${GIVEN_UP_UNTIL} ORDER BY nth`;
export const LAST_NOTICE_OF = `SELECT ${COLUMNS} FROM notices WHERE booking_id = ? ORDER BY nth DESC LIMIT 1`;
export const ADD_NOTICE = `INSERT INTO notices (notice_id, booking_id, kind, at, attempts, not_before)
  VALUES (@id, @bookingId, @kind, @at, 0, @at)`;
export const NOTICE_DELIVERED = `UPDATE notices SET delivered_at = ?, attempts = attempts + 1
  WHERE notice_id = ? AND delivered_at IS NULL RETURNING booking_id`;
export const TRY_NOTICE_AGAIN = `UPDATE notices SET not_before = ?, attempts = attempts + 1
  WHERE notice_id = ? AND delivered_at IS NULL`;
export const GIVE_UP_NOTICE = `UPDATE notices SET not_before = ${GIVEN_UP_UNTIL}
  WHERE notice_id = ? AND delivered_at IS NULL`;
export const IS_NOTICE = 'SELECT 1 FROM notices WHERE notice_id = ?';

interface Row {
  readonly notice_id: string;
  readonly booking_id: string;
  readonly kind: NoticeKind;
  readonly at: number;
  readonly attempts: number;
  readonly not_before: number;
  readonly delivered_at: number | null;
}

const fromRow = (row: Row): StoredNotice => ({
  id: asId<NoticeId>(row.notice_id),
  bookingId: asId<BookingId>(row.booking_id),
  kind: row.kind,
  at: asInstant(row.at),
  attempts: row.attempts,
  notBefore: asInstant(row.not_before),
  ...unlessNull('deliveredAt', row.delivered_at, asInstant),
});

export function createNotices(
  db: Database,
  writing: WriteInProgress,
  bookings: { markChanged(id: BookingId): void },
): { read: StoreReader['notices']; write: StoreWriter['notices'] } {
  const due = db.prepare<[number, number], Row>(DUE_NOTICES);
  const nextDueAt = db.prepare<[], number | null>(NEXT_NOTICE_DUE_AT).pluck();
  const waitingOf = db.prepare<[string], Row>(WAITING_NOTICES_OF);
  const lastOf = db.prepare<[string], Row>(LAST_NOTICE_OF);
  const add = db.prepare(ADD_NOTICE);
  const delivered = db.prepare<[number, string], string>(NOTICE_DELIVERED).pluck();
  const tryAgain = db.prepare<[number, string]>(TRY_NOTICE_AGAIN);
  const giveUp = db.prepare<[string]>(GIVE_UP_NOTICE);
  const isNotice = db.prepare<[string]>(IS_NOTICE);

  function mustHave(id: NoticeId): void {
    if (isNotice.get(id) === undefined) throw new StoreRefusal('not-found', 'There is no such notice.');
  }

  const read: StoreReader['notices'] = {
    due: (now, limit) => due.all(now, limit).map(fromRow),
    nextDueAt() {
      const at = nextDueAt.get() ?? null;
      return at === null ? undefined : asInstant(at);
    },
    waitingOf: (id) => waitingOf.all(id).map(fromRow),
    lastOf(id) {
      const row = lastOf.get(id);
      return row && fromRow(row);
    },
  };

  return {
    read,
    write: {
      ...read,
      add(notice) {
        writing.mustBeOpen();
        add.run({ ...notice });
        bookings.markChanged(notice.bookingId);
      },
      delivered(id, at) {
        writing.mustBeOpen();
        mustHave(id);
        const bookingId = delivered.get(at, id);
        if (bookingId !== undefined) bookings.markChanged(asId<BookingId>(bookingId));
      },
      tryAgain(id, notBefore) {
        writing.mustBeOpen();
        mustHave(id);
        tryAgain.run(notBefore, id);
      },
      giveUp(id) {
        writing.mustBeOpen();
        mustHave(id);
        giveUp.run(id);
      },
    },
  };
}
