/**
 * The pieces that EMIS's answers are made of, and how an answer is checked. A failure says where an answer departs from the
 * protocol and never what stood there: it goes into the log.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { parseClock } from '#shared/domain/time.ts';

import { parseEmisDay } from './emis-times.ts';

/** A name that may be missing: then it is empty. */
export const maybeName = z
  .string()
  .max(500)
  .nullish()
  .transform((text) => text?.trim() ?? '');
/** EMIS's keys are int32; 0 and less are never one. */
export const key = z.int().positive().max(2_147_483_647);
export const typeKey = z.string().trim().min(1).max(100);
/** What people write, or nothing. */
export const words = z.string().max(20_000).nullish();
/** A length of time. */
export const wholeMinutes = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .refine((length) => length <= 1_440);

export const day = z
  .string()
  .max(40)
  .transform((text, context) => parseEmisDay(text) ?? invalid(context, 'no such day'));
/** `HH:mm` → minutes after midnight. */
export const minutes = z
  .string()
  .max(5)
  .transform((text, context) => parseClock(text) ?? invalid(context, 'no such time'));
function invalid(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** For `refine`: no two rows with the same key. */
export function distinct<T>(keyOf: (row: T) => string | number): (rows: readonly T[]) => boolean {
  return (rows) => new Set(rows.map(keyOf)).size === rows.length;
}

export function check<T>(schema: z.ZodType<T>, json: unknown, what: string): Outcome<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  const path = first?.path.map(String).join('.') || 'the whole';
  return failed(
    failure('not-understood', `EMIS Web sent ${what} in a form that this app does not know.`, {
      detail: `at ${path}: ${first?.code ?? 'custom'}`,
    }),
  );
}
