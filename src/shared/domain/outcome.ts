/** What a call that may fail gives back: the value, or a failure that says its kind. Nothing in the core throws for the expected. */
import type { Failure } from './failure.ts';

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failed = <T = never>(failure: Failure): Outcome<T> => ({ ok: false, failure });
