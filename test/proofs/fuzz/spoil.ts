/** Makes of something that is right many things that are wrong, by seeded dice: bytes, words and whole values changed. */
import type { Dice } from '../../../src/main/ports/dice.ts';

/** Shorter names for what the dice are asked all the time. */
export interface Chance {
  below(limit: number): number;
  oneOf<T>(list: readonly T[]): T;
  happens(share: number): boolean;
}

export function chanceOf(dice: Dice): Chance {
  const below = (limit: number): number => Math.floor(dice.fraction() * limit);
  return {
    below,
    oneOf(list) {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error('nothing to choose from');
      return found;
    },
    happens: (share) => dice.fraction() < share,
  };
}

const SNIPPETS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    '<',
    '>',
    '&',
    '&#0;',
    '&x;',
    '<!--',
    ']]>',
    '<![CDATA[',
    '\\',
    '\\u0000',
    '\uFEFF',
  ],
  ...[
    'null',
    'true',
    '-1',
    '1e999',
    '9007199254740993',
    '"__proto__":{"polluted":true},',
    '"constructor":',
    ',',
  ],
  ...[
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '<?x?>',
    '\n',
    '\r\n',
    '\u0000',
    '\uD800',
    '٣',
    'Ｉ',
    '\u202E',
    ' '.repeat(64),
  ],
] as const;

/** One to four changes anywhere in it: something put in, taken out, doubled, or brought from elsewhere. */
export function spoilText(text: string, chance: Chance): string {
  let now = text;
  for (let changes = 1 + chance.below(4); changes > 0; changes -= 1) {
    const at = chance.below(now.length + 1);
    const length = chance.below(chance.happens(0.2) ? 400 : 6);
    const [before, piece, after] = [now.slice(0, at), now.slice(at, at + length), now.slice(at + length)];
    const elsewhere = chance.below(now.length + 1);
    switch (chance.below(5)) {
      case 0:
        now = before + chance.oneOf(SNIPPETS) + piece + after;
        break;
      case 1:
        now = before + after;
        break;
      case 2:
        now = before + piece + piece + after;
        break;
      case 3:
        now = before + String.fromCharCode(chance.below(0x1_00)) + after;
        break;
      default:
        now = before + now.slice(elsewhere, elsewhere + length) + after;
    }
  }
  return now;
}

const DEEP = `${'['.repeat(500)}${']'.repeat(500)}`;
/** Deeper than a program can be that walks it by calling itself. */
const DEEPEST = '['.repeat(20_000) + ']'.repeat(20_000);

/** A value that nobody expects there. Some of them can only have come over a wire. */
export function oddValue(chance: Chance): unknown {
  const odd: readonly (() => unknown)[] = [
    () => null,
    () => undefined,
    () => true,
    () => chance.oneOf([0, -0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 2, Number.NaN]),
    () => '',
    () => 'x'.repeat(chance.oneOf([1, 300, 501, 70_000])),
    () =>
      chance.oneOf(['__proto__', 'constructor', 'toString', '../../etc/passwd', '2026-02-30', '<script>']),
    () =>
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown,
    () => [],
    () => ({}),
    () => Array.from({ length: chance.below(700) }, () => chance.oneOf(['a', 1, null])),
    () => JSON.parse(DEEP) as unknown,
    () => new Map([['polluted', true]]),
    () => new Date(Number.NaN),
    () => 10n,
  ];
  return chance.oneOf(odd)();
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A copy in which one value, somewhere, is another, gone, or has company that it should not have. */
export function spoilValue(value: unknown, chance: Chance): unknown {
  if (chance.happens(0.12)) return oddValue(chance);
  if (Array.isArray(value)) {
    if (value.length === 0) return [oddValue(chance)];
    const at = chance.below(value.length);
    return value.map((each: unknown, index) => (index === at ? spoilValue(each, chance) : each));
  }
  if (!isFields(value)) return oddValue(chance);
  const names = Object.keys(value);
  if (names.length === 0 || chance.happens(0.2)) {
    const name = chance.oneOf(['extra', '__proto__', 'constructor', 'toString', '']);
    // As JSON.parse does it: a field of that very name, and not the prototype.
    return Object.defineProperty({ ...value }, name, { value: oddValue(chance), enumerable: true });
  }
  const name = chance.oneOf(names);
  const { [name]: before, ...rest } = value;
  return chance.happens(0.2) ? rest : { ...rest, [name]: spoilValue(before, chance) };
}

/** As it would be on a wire or in a file. Sometimes deeper than anything that a value here can be. */
export function textOf(value: unknown, chance: Chance): string {
  const plain = (_name: string, each: unknown): unknown => (typeof each === 'bigint' ? String(each) : each);
  const text = JSON.stringify(value, plain) ?? '';
  return chance.happens(0.01) ? text.replace(/:[^,}]*/, `:${DEEPEST}`) : text;
}

/** In up to six pieces, cut anywhere, in the middle of a letter too. */
export function inPieces(bytes: Buffer, chance: Chance): readonly Buffer[] {
  const cuts = Array.from({ length: chance.below(6) }, () => chance.below(bytes.length + 1));
  const at = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}
