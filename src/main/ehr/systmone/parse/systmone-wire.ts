/**
 * The pieces that SystmOne's answers are made of, and how an answer is checked. An element that may come once and comes
 * twice fails the answer. A failure says where an answer departs from the protocol and never what stood there.
 */
import { z } from 'zod';

import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type LocalDay, parseClock, parseDay } from '#shared/domain/time.ts';

import { notUnderstood } from '../line/systmone-failures.ts';

export const one = <T>(inner: z.ZodType<T>) => z.tuple([inner]).transform(([value]) => value);
export const maybe = <T>(inner: z.ZodType<T>) =>
  z
    .tuple([inner])
    .optional()
    .transform((list) => list?.[0]);
export const many = <T>(inner: z.ZodType<T>, most: number) =>
  z
    .array(inner)
    .max(most)
    .optional()
    .transform((list): readonly T[] => list ?? []);
/** An element whose mere presence says yes. */
export const marker = z
  .array(z.unknown())
  .optional()
  .transform((list) => list !== undefined);

/** An element without anything in it reads as empty text: here it is a box without fields. */
export const box = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((node) => (typeof node === 'string' && node.trim() === '' ? {} : node), z.object(shape));

/** Exactly as sent: a booking must name it again to the letter. */
export const exact = z.string().max(500);
export const words = z.string().max(20_000);
/** A name that may be missing, for people to read. */
export const maybeName = maybe(exact).transform((text) => text?.trim() ?? '');

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):([0-5]\d)$/;

/** A time on the practice's wall clock. `minutes`: after midnight. */
export interface WallText {
  readonly text: string;
  readonly day: LocalDay;
  readonly minutes: number;
  readonly seconds: number;
}

/** `YYYY-MM-DDTHH:MM:SS` and nothing else. SystmOne never sends a zone, so a text with one is not what we think it is. */
function parseWallText(text: string): WallText | undefined {
  const [, date = '', clock = '', seconds = ''] = DATE_TIME.exec(text) ?? [];
  const day = parseDay(date);
  const minutes = parseClock(clock);
  return day === undefined || minutes === undefined
    ? undefined
    : { text, day, minutes, seconds: Number(seconds) };
}

export const wallText = z
  .string()
  .max(40)
  .transform((text, context) => {
    const parsed = parseWallText(text.trim());
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: 'no such time' });
    return z.NEVER;
  });

/** Whole minutes, which GetPatientRecord writes as `10.0`. */
export const duration = z
  .string()
  .regex(/^\s*\d{1,4}(\.0+)?\s*$/)
  .transform(Number)
  .refine((minutes) => minutes <= 1_440);

export function check<T>(schema: z.ZodType<T>, node: unknown, what: string): Outcome<T> {
  const parsed = schema.safeParse(node);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  const path = first?.path.map(String).join('.') || 'the whole';
  return failed(notUnderstood(`${what}, at ${path}: ${first?.code ?? 'custom'}`));
}
