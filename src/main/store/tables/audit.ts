/**
 * Who changed what, append-only and chained (`audit-chain.ts`). It proves nothing against somebody who rewrites the whole
 * chain. What a person wrote about a booking lies sealed in a table beside it, and goes with the patient's details.
 */
import type { Database } from 'better-sqlite3';
import { type Instant, asInstant } from '#shared/domain/time.ts';
import type { Seal } from '../seal.ts';
import type { AuditEntry, AuditKind, StoreReader, StoreWriter } from '../store.ts';
import { BEFORE_THE_FIRST, type ChainedWords, digestOf, hashOf, placeOfNote } from './audit-chain.ts';
import { unlessNull } from './columns.ts';
import type { WriteInProgress } from './meta.ts';

const COLUMNS = 'seq, at, kind, who, subject, from_value, to_value, why, note_digest, hash';
const WITH_NOTES = `SELECT ${COLUMNS}, note FROM audit LEFT JOIN audit_notes USING (seq)`;
export const RECENT_AUDIT = `${WITH_NOTES} ORDER BY seq DESC LIMIT ?`;
export const AUDIT_IN_ORDER = `${WITH_NOTES} ORDER BY seq`;
export const LAST_AUDIT = 'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1';
/** The last number ever given out, by SQLite's own book-keeping. */
export const LAST_AUDIT_SEQ_GIVEN = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";
export const ADD_AUDIT = `INSERT INTO audit (${COLUMNS}, revision)
  VALUES (@seq, @at, @kind, @who, @subject, @from_value, @to_value, @why, @note_digest, @hash, @revision)`;
export const ADD_AUDIT_NOTE = 'INSERT INTO audit_notes (seq, booking_id, note) VALUES (?, ?, ?)';
/** From the notes, which are few, to their bookings, which are not. */
export const FORGET_AUDIT_NOTES = `DELETE FROM audit_notes WHERE EXISTS (
  SELECT 1 FROM bookings WHERE bookings.booking_id = audit_notes.booking_id AND bookings.starts_at < ?)`;

type Row = ChainedWords & { readonly hash: Buffer; readonly note: Buffer | null };

export interface AuditRows {
  readonly read: StoreReader['audit'];
  readonly write: StoreWriter['audit'];
  /** Of appointments that began before. Says whether there were any. */
  forgetNotesBefore(at: Instant): boolean;
}

/** A note that is there is the one that was written. */
const isNoteWhole = ({ note, note_digest }: Row): boolean =>
  note === null || (note_digest !== null && digestOf(note).equals(note_digest));

export function createAudit(db: Database, writing: WriteInProgress, seal: Seal): AuditRows {
  const recent = db.prepare<[number], Row>(RECENT_AUDIT);
  const inOrder = db.prepare<[], Row>(AUDIT_IN_ORDER);
  const last = db.prepare<[], Pick<Row, 'seq' | 'hash'>>(LAST_AUDIT);
  const lastGiven = db.prepare<[], number>(LAST_AUDIT_SEQ_GIVEN).pluck();
  const add = db.prepare(ADD_AUDIT);
  const addNote = db.prepare<[number, string, Buffer]>(ADD_AUDIT_NOTE);
  const forgetNotes = db.prepare<[number]>(FORGET_AUDIT_NOTES);

  const opened = ({ seq, note }: Row): string | null =>
    note === null ? null : (seal.open(placeOfNote(seq), note) ?? null);

  const fromRow = (row: Row): AuditEntry => ({
    seq: row.seq,
    at: asInstant(row.at),
    kind: row.kind as AuditKind,
    who: row.who,
    subject: row.subject,
    ...unlessNull('from', row.from_value, String),
    ...unlessNull('to', row.to_value, String),
    ...unlessNull('why', row.why, String),
    ...unlessNull('note', opened(row), String),
  });

  const read: StoreReader['audit'] = {
    recent: (limit) => recent.all(limit).map(fromRow),
    firstBrokenSeq() {
      let before: Buffer = BEFORE_THE_FIRST;
      let expected = 1;
      for (const row of inOrder.iterate()) {
        const isWhole = row.seq === expected && hashOf(before, row).equals(row.hash) && isNoteWhole(row);
        if (!isWhole) return expected;
        before = row.hash;
        expected += 1;
      }
      return (lastGiven.get() ?? 0) >= expected ? expected : undefined;
    },
  };

  return {
    read,
    write: {
      ...read,
      add(entry) {
        const revision = writing.revision();
        const before = last.get();
        const seq = Math.max(before?.seq ?? 0, lastGiven.get() ?? 0) + 1;
        const note = entry.note === undefined ? undefined : seal.close(placeOfNote(seq), entry.note);
        const words: ChainedWords = {
          seq,
          at: entry.at,
          kind: entry.kind,
          who: entry.who,
          subject: entry.subject,
          from_value: entry.from ?? null,
          to_value: entry.to ?? null,
          why: entry.why ?? null,
          note_digest: note === undefined ? null : digestOf(note),
        };
        add.run({ ...words, hash: hashOf(before?.hash ?? BEFORE_THE_FIRST, words), revision });
        if (note !== undefined) addNote.run(seq, entry.subject, note);
      },
    },
    forgetNotesBefore: (at) => forgetNotes.run(at).changes > 0,
  };
}
