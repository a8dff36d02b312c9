// Reads the sources as the rules see them: which file lives in which room, what it imports, and what it calls.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { MAY_IMPORT } from './house-rules.ts';

export const PROJECT = path.resolve(import.meta.dirname, '../..');

const ROOMS = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length);

export interface Import {
  /** Inside the sources a path from src/ (`main/store/store.ts`), else the package (`@mantine/core`, `node:fs`). */
  readonly target: string;
  readonly isOurs: boolean;
  readonly typesOnly: boolean;
}

export interface Source {
  /** From src/, with forward slashes. */
  readonly file: string;
  readonly room: string | undefined;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Reads of the clock, dice and timers: `Date.now`, `new Date()`, `Math.random`, `setTimeout`, … */
  readonly impurities: readonly string[];
}

export const isIn = (file: string, roomOrFile: string) =>
  file === roomOrFile || file.startsWith(`${roomOrFile}/`);

/** Only files directly in src/main are in the room `main`: a folder there must have a rule of its own. */
export const roomOf = (file: string) =>
  ROOMS.find((room) => (room === 'main' ? /^main\/[^/]+$/.test(file) : file.startsWith(`${room}/`)));

export function readSources(): readonly Source[] {
  const src = path.join(PROJECT, 'src');
  return globSync('**/*.{ts,tsx}', { cwd: src }).map((name) => {
    const file = name.replaceAll('\\', '/');
    return readSource(file, readFileSync(path.join(src, name), 'utf8'));
  });
}

export function readSource(file: string, text: string): Source {
  const { module, program } = parseSync(file, text);
  const imports: Import[] = [];
  const add = (specifier: string, typesOnly: boolean) => {
    const inside = insideTarget(file, specifier);
    imports.push({ target: inside ?? packageOf(specifier), isOurs: inside !== undefined, typesOnly });
  };
  for (const found of module.staticImports) {
    add(found.moduleRequest.value, found.entries.length > 0 && found.entries.every((entry) => entry.isType));
  }
  for (const found of module.staticExports) {
    for (const entry of found.entries) if (entry.moduleRequest) add(entry.moduleRequest.value, entry.isType);
  }

  const impurities = imports.map(({ target }) => target).filter((target) => target.startsWith('node:timers'));
  const visitor = new Visitor({
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string')
        add(node.source.value, false);
    },
    MemberExpression(node) {
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
      const name = `${node.object.name}.${node.property.name}`;
      if (name === 'Date.now' || name === 'Math.random') impurities.push(name);
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
        impurities.push('new Date()');
      }
    },
    CallExpression(node) {
      const callee = node.callee;
      const name = callee.type === 'Identifier' ? callee.name : undefined;
      if (name === 'setTimeout' || name === 'setInterval' || name === 'Date') impurities.push(name);
    },
  });
  visitor.visit(program);
  return { file, room: roomOf(file), text, imports, impurities };
}

function insideTarget(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#shared/')) return `shared/${specifier.slice('#shared/'.length)}`;
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  return undefined;
}

/** `hono/jsx` → `hono`, `@mantine/core/styles.css` → `@mantine/core`; Node's own modules as they are. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
