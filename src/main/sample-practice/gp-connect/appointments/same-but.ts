/**
 * Whether a resource that came back is the one that went out, but for what may change: pure.
 *
 * The order of names and of lists says nothing; the version inside it neither, that is what If-Match is for.
 */
import { type Fields, isFields } from '../gp-connect-types.ts';

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(inOrder(item))).toSorted();
  if (!isFields(value)) return value;
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(names.map((name) => [name, inOrder(value[name])]));
}

export function sameBut(names: readonly string[], one: Fields, other: Fields): boolean {
  const rest = (fields: Fields): string =>
    JSON.stringify(
      inOrder(
        Object.fromEntries(
          Object.entries(fields).filter(([name]) => name !== 'meta' && !names.includes(name)),
        ),
      ),
    );
  return rest(one) === rest(other);
}
