/**
 * JSON as an answer must be: whole, and saying everything once. `JSON.parse` takes the last of two equal names without a
 * word, so an answer with a second, shorter list in it would pass as the whole diary; here it is refused.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

export function parseStrictJson(product: string, text: string): Outcome<unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(/[}\]]\s*$/.test(text) ? notJson(product) : cutShort(product));
  }
  return saysTwice(text) ? failed(saidTwice(product)) : ok(value);
}

const cutShort = (product: string): Failure =>
  failure('not-complete', `The answer of ${product} stops in the middle.`);
const notJson = (product: string): Failure =>
  failure('not-understood', `The answer of ${product} is not proper JSON.`);
const saidTwice = (product: string): Failure =>
  failure('not-understood', `The answer of ${product} gives the same field twice.`);

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Has any object of this JSON, already known to be well formed, two fields of one name? */
export function saysTwice(json: string): boolean {
  const open: (Set<string> | undefined)[] = []; // a list has no names
  let nameIsNext = false;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(json, at);
        const names = nameIsNext ? open.at(-1) : undefined;
        if (names) {
          const name = nameIn(json.slice(at, end + 1));
          if (names.has(name)) return true;
          names.add(name);
        }
        nameIsNext = false;
        at = end;
        break;
      }
      case OPEN_OBJECT:
        open.push(new Set());
        nameIsNext = true;
        break;
      case OPEN_LIST:
        open.push(undefined);
        nameIsNext = false;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        open.pop();
        nameIsNext = false;
        break;
      case COMMA:
        nameIsNext = open.at(-1) !== undefined;
        break;
    }
  }
  return false;
}

function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return json.length;
}

/** `"na\u006de"` is the name `name`. */
function nameIn(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  const name: unknown = JSON.parse(quoted);
  return typeof name === 'string' ? name : quoted;
}
