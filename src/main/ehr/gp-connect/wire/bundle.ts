/**
 * A search's answer, opened: whole, of this search, and nothing in it twice. A page with more behind it, or a count that
 * does not agree, proves that something is missing, and then nothing of it is used.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import { GP_CONNECT, check, id, notUnderstood } from './resource.ts';

const bundle = z.object({
  resourceType: z.literal('Bundle'),
  type: z.literal('searchset'),
  total: z.int().min(0).nullish(),
  link: z
    .array(z.object({ relation: z.string().max(100) }))
    .max(20)
    .nullish(),
  entry: z
    .array(
      z.object({
        search: z.object({ mode: z.enum(['match', 'include', 'outcome']).nullish() }).nullish(),
        resource: z.looseObject({ resourceType: z.string().max(100), id: id.nullish() }),
      }),
    )
    .max(50_000)
    .nullish(),
});

export type Resource = Readonly<Record<string, unknown>>;
export type Opened<Kind extends string> = Readonly<Record<Kind, readonly Resource[]>>;

/** `found`: the kind that was searched for; `beside`: the kinds that may come with it. Any other is not understood. */
export function openBundle<Found extends string, Beside extends string>(
  json: unknown,
  what: string,
  found: Found,
  beside: readonly Beside[],
): Outcome<Opened<Found | Beside>> {
  const parsed = check(bundle, json, what);
  if (!parsed.ok) return parsed;
  const { total, link, entry } = parsed.value;
  if (link?.some(({ relation }) => relation === 'next')) return failed(notWhole('more pages follow'));
  const kinds: readonly (Found | Beside)[] = [found, ...beside];
  const byKind = new Map<string, Resource[]>(kinds.map((kind) => [kind, []]));
  const seen = new Set<string>();
  for (const { resource, search } of entry ?? []) {
    const kind = resource.resourceType;
    if (kind === 'OperationOutcome') {
      if (isTrouble(resource)) return failed(notWhole('trouble told beside it'));
      continue;
    }
    const list = byKind.get(kind);
    if (!list) return failed(notUnderstood(what, 'a resource of another kind'));
    const isFound = kind === found;
    if (search?.mode && search.mode !== (isFound ? 'match' : 'include')) {
      return failed(notUnderstood(what, 'a resource in another role'));
    }
    if (typeof resource.id !== 'string') return failed(notUnderstood(what, 'a resource without an id'));
    const key = `${kind}/${resource.id}`;
    // What comes beside may come once for each that it belongs to.
    if (seen.has(key) && isFound) return failed(notUnderstood(what, 'a resource twice'));
    if (!seen.has(key)) list.push(resource);
    seen.add(key);
  }
  const matches = byKind.get(found)?.length ?? 0;
  if (typeof total === 'number' && total !== matches) return failed(notWhole('another total than rows'));
  return ok(Object.fromEntries(byKind) as unknown as Opened<Found | Beside>);
}

const trouble = z.looseObject({
  issue: z.array(z.looseObject({ severity: z.enum(['warning', 'information']) })),
});
const isTrouble = (resource: Resource): boolean => !trouble.safeParse(resource).success;

const notWhole = (detail: string) =>
  failure('not-complete', `The answer of ${GP_CONNECT} is not whole.`, { detail });
