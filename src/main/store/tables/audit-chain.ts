/**
 * The chain of the audit trail: each row's SHA-256 covers the hash of the row before and its own words, so that a changed,
 * dropped or inserted row shows. Of a note it covers the digest of the sealed value: a note may be forgotten, never altered.
 */
import { createHash } from 'node:crypto';

export interface ChainedWords {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly who: string;
  readonly subject: string;
  readonly from_value: string | null;
  readonly to_value: string | null;
  readonly why: string | null;
  readonly note_digest: Buffer | null;
}

export const BEFORE_THE_FIRST: Buffer = Buffer.alloc(32);

/** Where a row's note is sealed for: moved to another row it no longer opens. */
export const placeOfNote = (seq: number): string => `audit_notes.note:${seq}`;

export const digestOf = (sealed: Uint8Array): Buffer => createHash('sha256').update(sealed).digest();

/** A row without a note is hashed as it was before there were notes: older chains go on. */
export const hashOf = (before: Buffer, row: ChainedWords): Buffer =>
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
        ...(row.note_digest === null ? [] : [row.note_digest.toString('hex')]),
      ]),
    )
    .digest();
