/**
 * What an EHR needs kept secret, kept on this PC. Values are bound to a text that says whose they are, so that those of
 * one practice are never found for another. As with the key (secrets.ts), *not answering* and *damaged* are not *none*.
 */
import type { Outcome } from '#shared/domain/outcome.ts';

export type KeptCredentials =
  /** None kept: no values. */
  | { readonly kind: 'kept'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'unavailable' | 'damaged'; readonly message: string };

export interface Credentials {
  /** Who keeps them, or would keep the first. */
  keeper(): 'operating-system' | 'file' | 'not-answering';
  read(whose: string): KeptCredentials;
  /**
   * By name; an empty value is taken away, what is not named stays. Damaged ones are moved aside, never overwritten.
   * Fails with `store-trouble` when they cannot be kept.
   */
  keep(whose: string, values: Readonly<Record<string, string>>): Outcome<void>;
}
