/** What callers of the API may send, checked with zod; every mistake comes back with its path and in plain words. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { FieldError, Problem } from '../http/problem.ts';
import { invalidInput } from '../http/problem.ts';
import { readText } from '../http/read-text.ts';
import { type HoldId, type SlotId, asId } from '#shared/domain/ids.ts';
import { type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import { parseDay } from '#shared/domain/time.ts';

/** Also the most that a patient may type on the pages. */
export const MOST_REASON_CHARS = 200;

const ID_WORDS = 'Give the id as it was given to you.';
const idText = z.string(ID_WORDS).min(1, ID_WORDS).max(300, ID_WORDS);

/** Text that `parse` understands, as what it understood. */
const parsed = <T>(parse: (text: string) => T | undefined, words: string) =>
  z.string(words).transform((text, ctx) => {
    const value = parse(text);
    if (value !== undefined) return value;
    ctx.addIssue({ code: 'custom', message: words });
    return z.NEVER;
  });

const WORDS_REASON = `Give the reason as text of at most ${MOST_REASON_CHARS} characters.`;

export const holdBody = z.object(
  { slotId: idText.transform((text) => asId<SlotId>(text)) },
  'Send a JSON object with a slotId.',
);

type BookingBody = { readonly patient: PatientIdentity; readonly reason: string } & (
  | { readonly slotId: SlotId }
  | { readonly holdId: HoldId }
);

export const bookingBody: z.ZodType<BookingBody> = z
  .object(
    {
      slotId: idText.transform((text) => asId<SlotId>(text)).optional(),
      holdId: idText.transform((text) => asId<HoldId>(text)).optional(),
      patient: z.object(
        {
          nhsNumber: parsed(parseNhsNumber, 'Give the 10 digits of an NHS number.'),
          dateOfBirth: parsed(parseDay, 'Give the date of birth as YYYY-MM-DD.'),
        },
        'Send the patient as an object with nhsNumber and dateOfBirth.',
      ),
      reason: z.string(WORDS_REASON).max(MOST_REASON_CHARS, WORDS_REASON).default(''),
    },
    'Send a JSON object with a slotId or a holdId, and the patient.',
  )
  .transform(({ slotId, holdId, patient, reason }, ctx) => {
    const rest = { patient, reason: reason.trim() };
    if (slotId !== undefined && holdId === undefined) return { slotId, ...rest };
    if (holdId !== undefined && slotId === undefined) return { holdId, ...rest };
    ctx.addIssue({ code: 'custom', message: 'Send either a slotId or a holdId.', path: ['slotId'] });
    return z.NEVER;
  });

const place = {
  slotId: idText.transform((text) => asId<SlotId>(text)).optional(),
  holdId: idText.transform((text) => asId<HoldId>(text)).optional(),
};

export const moveBody: z.ZodType<{ readonly slotId: SlotId } | { readonly holdId: HoldId }> = z
  .object(place, 'Send a JSON object with a slotId or a holdId.')
  .transform(({ slotId, holdId }, ctx) => {
    if (slotId !== undefined && holdId === undefined) return { slotId };
    if (holdId !== undefined && slotId === undefined) return { holdId };
    ctx.addIssue({ code: 'custom', message: 'Send either a slotId or a holdId.', path: ['slotId'] });
    return z.NEVER;
  });

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Only application/json: a form on a foreign page cannot send that without asking first, and we never say yes. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<Read<T>> {
  const [type] = (c.req.header('content-type') ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/json') {
    return {
      ok: false,
      problem: {
        status: 415,
        code: 'not-json',
        title: 'Only JSON is understood',
        detail: 'Send the body with Content-Type: application/json.',
      },
    };
  }
  const text = await readText(c);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ok: false, problem: invalidInput([{ path: '', detail: 'The body is not valid JSON.' }]) };
  }
  const result = schema.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  const errors: FieldError[] = result.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    detail: issue.message,
  }));
  return { ok: false, problem: invalidInput(errors) };
}
