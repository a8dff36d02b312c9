/**
 * Who changed what, append-only: each row carries SHA-256 over the hash of the row before and its own words, so that a
 * changed, dropped or inserted row shows. It proves nothing against somebody who rewrites the whole chain.
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { asInstant } from '#shared/domain/time.ts';
import type { AuditEntry, AuditKind, StoreReader, StoreWriter } from '../store.ts';
import { unlessNull } from './columns.ts';
import type { WriteInProgress } from './meta.ts';

const COLUMNS = 'seq, at, kind, who, subject, from_value, to_value, why, hash';
export const RECENT_AUDIT = `SELECT ${COLUMNS} FROM audit ORDER BY seq DESC LIMIT ?`;
export const AUDIT_IN_ORDER = `SELECT ${COLUMNS} FROM audit ORDER BY seq`;
export const LAST_AUDIT = 'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1';
/** The last number ever given out, by SQLite's own book-keeping. */
export const LAST_AUDIT_SEQ_GIVEN = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'";
export const ADD_AUDIT = `INSERT INTO audit (${COLUMNS}, revision)
  VALUES (@seq, @at, @kind, @who, @subject, @from_value, @to_value, @why, @hash, @revision)`;

interface Words {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly who: string;
  readonly subject: string;
  readonly from_value: string | null;
  readonly to_value: string | null;
  readonly why: string | null;
}
type Row = Words & { readonly hash: Buffer };

const BEFORE_THE_FIRST = Buffer.alloc(32);

const hashOf = (before: Buffer, row: Words): Buffer =>
  createHash('sha256')
    .update(before)
    .update(
      JSON.stringify([
        row.seq,
        row.at,
        row.kind,
        row.who,
        row.subject,
        row.from_value,
        row.to_value,
        row.why,
      ]),
    )
    .digest();

const fromRow = (row: Row): AuditEntry => ({
  seq: row.seq,
  at: asInstant(row.at),
  kind: row.kind as AuditKind,
  who: row.who,
  subject: row.subject,
  ...unlessNull('from', row.from_value, String),
  ...unlessNull('to', row.to_value, String),
  ...unlessNull('why', row.why, String),
});

export function createAudit(
  db: Database,
  writing: WriteInProgress,
): { read: StoreReader['audit']; write: StoreWriter['audit'] } {
  const recent = db.prepare<[number], Row>(RECENT_AUDIT);
  const inOrder = db.prepare<[], Row>(AUDIT_IN_ORDER);
  const last = db.prepare<[], Pick<Row, 'seq' | 'hash'>>(LAST_AUDIT);
  const lastGiven = db.prepare<[], number>(LAST_AUDIT_SEQ_GIVEN).pluck();
  const add = db.prepare(ADD_AUDIT);

  const read: StoreReader['audit'] = {
    recent: (limit) => recent.all(limit).map(fromRow),
    firstBrokenSeq() {
      let before: Buffer = BEFORE_THE_FIRST;
      let expected = 1;
      for (const row of inOrder.iterate()) {
        if (row.seq !== expected || !hashOf(before, row).equals(row.hash)) return expected;
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
        const words: Words = {
          seq: Math.max(before?.seq ?? 0, lastGiven.get() ?? 0) + 1,
          at: entry.at,
          kind: entry.kind,
          who: entry.who,
          subject: entry.subject,
          from_value: entry.from ?? null,
          to_value: entry.to ?? null,
          why: entry.why ?? null,
        };
        add.run({ ...words, hash: hashOf(before?.hash ?? BEFORE_THE_FIRST, words), revision });
      },
    },
  };
}
