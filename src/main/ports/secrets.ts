/**
 * The key that seals patients' details at rest. A key that cannot be had has three stories (shared/domain/key-trouble.ts);
 * that none was ever made is a fourth answer, and whether one may be made then is not decided here: where sealed details
 * lie without a key, it is lost.
 */
import type { Instant } from '#shared/domain/time.ts';

/** 32 bytes. `file`: this PC offers no key store. */
export interface KeptKey {
  readonly kind: 'key';
  readonly key: Uint8Array;
  readonly keeper: 'operating-system' | 'file';
}
export interface NoKey {
  readonly kind: 'unavailable' | 'not-ours' | 'lost';
  readonly message: string;
}
export type KeyAnswer = KeptKey | NoKey | { readonly kind: 'none' };

export interface Secrets {
  /** Changes nothing that is kept, and never makes a key. */
  patientKey(): Promise<KeyAnswer>;
  /** Makes a key and keeps it. Only after `none`. */
  beginKey(): Promise<KeptKey | NoKey>;
  /**
   * Renames whatever is kept, so that `none` is answered from then on; deletes nothing. Answers with the new names of the
   * files. Throws what the file system throws.
   */
  putAside(at: Instant): readonly string[];
}
