/**
 * The pieces that GP Connect's answers are made of, and how an answer is checked. A failure says where an answer departs from
 * the protocol and never what stood there: it goes into the log.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import { parseWireTime } from './times.ts';

export const GP_CONNECT = 'GP Connect';

/** FHIR's own form of ids. Anything else must never reach an address. */
const ID = /^[A-Za-z0-9.-]{1,64}$/;
export const isId = (text: string): boolean => ID.test(text) && !/^\.+$/.test(text);
export const id = z.string().refine(isId, 'no id');

export const words = z.string().max(20_000);
export const maybeName = z
  .string()
  .max(500)
  .nullish()
  .transform((text) => text?.trim() ?? '');

export const wireTime = z
  .string()
  .max(40)
  .transform((text, context) => {
    const time = parseWireTime(text);
    if (time) return time;
    context.addIssue({ code: 'custom', message: 'no such time' });
    return z.NEVER;
  });

export const reference = z.object({ reference: z.string().max(500) });

/** `Location/17`, also at the end of a whole address and with a version after it → `17`, if it is of that kind. */
export function idIn(text: string, kind: string): string | undefined {
  const [, found, given] =
    /(?:^|\/)([A-Z][A-Za-z]{1,40})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]{1,64})?$/.exec(text) ?? [];
  return found === kind ? given : undefined;
}

export const extensions = z
  .array(z.looseObject({ url: z.string().max(500) }))
  .max(200)
  .nullish()
  .transform((list) => list ?? []);

export const humanNames = z
  .array(
    z.object({
      use: z.string().max(50).nullish(),
      text: maybeName,
      family: maybeName,
      given: z.array(maybeName).max(20).nullish(),
      prefix: z.array(maybeName).max(20).nullish(),
    }),
  )
  .max(50)
  .nullish()
  .transform((list) => list ?? []);
type HumanNames = z.infer<typeof humanNames>;

/** The name in use. `isTitled`: with `Dr` or `Mrs` before it. */
export function nameIn(names: HumanNames, isTitled: boolean): string {
  const usual = names.find(({ use }) => use === 'official' || use === 'usual') ?? names[0];
  if (!usual) return '';
  const parts = [...(isTitled ? (usual.prefix ?? []) : []), ...(usual.given ?? []), usual.family];
  return parts.filter(Boolean).join(' ') || usual.text;
}

export function check<T>(schema: z.ZodType<T>, json: unknown, what: string): Outcome<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  const path = first?.path.map(String).join('.') || 'the whole';
  return failed(notUnderstood(what, `at ${path}: ${first?.code ?? 'custom'}`));
}

/** `detail` must not quote the answer. */
export const notUnderstood = (what: string, detail: string) =>
  failure('not-understood', `${GP_CONNECT} sent ${what} in a form that this app does not know.`, {
    // A path may hold a name of the answer's own making; only plain words are repeated.
    detail: /^[\w .:-]{1,120}$/.test(detail) ? detail : 'at a field of unusual name',
  });
