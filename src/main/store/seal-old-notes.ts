/**
 * Seals what older versions kept in the clear in the audit trail: reception's words on bookings. The chain is written anew
 * from the first of them on, in one transaction; a row that did not fit the old chain does not fit the new one either, and
 * the old chain's last hash is kept in a row of its own. Without the key nothing is done: the next start tries again.
 */
import type { Database } from 'better-sqlite3';

import type { Instant } from '#shared/domain/time.ts';

import type { Seal } from './seal.ts';
import { BEFORE_THE_FIRST, type ChainedWords, digestOf, hashOf, placeOfNote } from './tables/audit-chain.ts';
import { ADD_AUDIT, ADD_AUDIT_NOTE, LAST_AUDIT_SEQ_GIVEN } from './tables/audit.ts';
import { TAKE_REVISION } from './tables/meta.ts';

export const FIRST_PLAIN_NOTE = `SELECT seq FROM audit
  WHERE why IS NOT NULL AND kind IN ('booking-change-asked', 'booking-settled') ORDER BY seq LIMIT 1`;
export const AUDIT_FROM = `SELECT seq, at, kind, who, subject, from_value, to_value, why, note_digest, hash FROM audit
  WHERE seq >= ? ORDER BY seq`;
export const AUDIT_HASH_BEFORE = 'SELECT hash FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT 1';
export const REWRITE_AUDIT = 'UPDATE audit SET why = ?, note_digest = ?, hash = ? WHERE seq = ?';
export const HAS_BOOKING = 'SELECT 1 FROM bookings WHERE booking_id = ?';
const UPDATE_GUARD = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'audit_is_not_changed'";

type Row = ChainedWords & { readonly hash: Buffer };

const isPlainNote = ({ kind, why }: Row): boolean =>
  why !== null && (kind === 'booking-change-asked' || kind === 'booking-settled');

/** Says how many were sealed. Throws what SQLite throws, with nothing changed. */
export function sealOldNotes(db: Database, seal: Seal, at: Instant): number {
  if (seal.keyName === undefined) return 0;
  const first = db.prepare<[], number>(FIRST_PLAIN_NOTE).pluck();
  if (first.get() === undefined) return 0;
  const addNote = db.prepare<[number, string, Buffer]>(ADD_AUDIT_NOTE);
  const rewrite = db.prepare<[string | null, Buffer | null, Buffer, number]>(REWRITE_AUDIT);
  const hasBooking = db.prepare<[string]>(HAS_BOOKING);

  function sealed(row: Row): ChainedWords {
    if (row.why === null || !isPlainNote(row)) return row;
    // No booking, nobody to forget it with: the words go.
    if (hasBooking.get(row.subject) === undefined) return { ...row, why: null };
    const note = seal.close(placeOfNote(row.seq), row.why);
    addNote.run(row.seq, row.subject, note);
    return { ...row, why: null, note_digest: digestOf(note) };
  }

  const pass = db.transaction((): number => {
    const from = first.get();
    const guard = db.prepare<[], string>(UPDATE_GUARD).pluck().get();
    if (from === undefined || guard === undefined) return 0;
    db.exec('DROP TRIGGER audit_is_not_changed');
    const rows = db.prepare<[number], Row>(AUDIT_FROM).all(from);
    let before = db.prepare<[number], Buffer>(AUDIT_HASH_BEFORE).pluck().get(from) ?? BEFORE_THE_FIRST;
    let head = before;
    for (const row of rows) {
      const words = sealed(row);
      const hash = hashOf(before, row).equals(row.hash) ? hashOf(head, words) : row.hash;
      rewrite.run(words.why, words.note_digest, hash, row.seq);
      before = row.hash;
      head = hash;
    }
    db.exec(guard);
    const count = rows.filter(isPlainNote).length;
    const lastGiven = db.prepare<[], number>(LAST_AUDIT_SEQ_GIVEN).pluck().get() ?? 0;
    const words: ChainedWords = {
      ...{ seq: Math.max(rows.at(-1)?.seq ?? 0, lastGiven) + 1, at, kind: 'notes-sealed', who: 'slotkeeper' },
      ...{ subject: String(count), from_value: before.toString('hex'), to_value: null, why: null },
      note_digest: null,
    };
    const revision = db.prepare<[], number>(TAKE_REVISION).pluck().get();
    db.prepare(ADD_AUDIT).run({ ...words, hash: hashOf(head, words), revision });
    return count;
  });
  return pass.immediate();
}
