// The house rules, run. The compiler already keeps the processes apart; this keeps the rooms of the main process apart,
// outside packages in their rooms, and real people out of the repository. Read a failure as a sentence.
import { globSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { KEPT_IN, MAY_IMPORT, MAY_OPEN, MAY_READ_CLOCK, WITHOUT_NODE } from './architecture/house-rules.ts';
import { realLookingNhsNumbers } from './architecture/nhs-numbers.ts';
import { isIn, PROJECT, readSource, readSources, roomOf, type Source } from './architecture/read-sources.ts';

const sources = readSources();

const forbiddenRooms = ({ file, room, imports }: Source) => {
  const allowed = MAY_IMPORT[room ?? ''] ?? [];
  return imports.flatMap(({ target, isOurs, typesOnly }) => {
    const to = isOurs ? roomOf(target) : undefined;
    if (!to || to === room || allowed.includes('*') || allowed.includes(to)) return [];
    if (MAY_OPEN[file]?.includes(to)) return [];
    if (typesOnly && allowed.includes(`${to}:type`)) return [];
    return [`${file} must not import ${target}`];
  });
};

const strayedPackages = ({ file, room, imports }: Source) =>
  imports.flatMap(({ target, isOurs, typesOnly }) => {
    if (isOurs || target.startsWith('node:')) return [];
    const scope = target.startsWith('@') ? `${target.split('/')[0]}/*` : target;
    const keepers = KEPT_IN[target] ?? KEPT_IN[scope];
    if (!keepers) return typesOnly ? [] : [`${file} imports ${target}, which no room keeps`];
    const isKept = keepers.some((keeper) => keeper === room || (isIn(file, keeper) && keeper !== 'main'));
    return isKept ? [] : [`${file} must not import ${target}`];
  });

const impurities = ({ file, impurities: found }: Source) =>
  !isIn(file, 'main') || MAY_READ_CLOCK.some((place) => isIn(file, place))
    ? []
    : found.map((name) => `${file} must be given a clock or dice, not use ${name}`);

const opensWithItsResponsibility = (text: string) => /^(#!.*\n)?\s*(\/\/|\/\*)/.test(text);

describe('the house rules', () => {
  test('there is a house to check', () => expect(sources.length).toBeGreaterThan(3));

  test('every file lives in a room', () =>
    expect(sources.filter(({ room }) => !room).map(({ file }) => file)).toEqual([]));

  test('imports point the allowed way', () => expect(sources.flatMap(forbiddenRooms)).toEqual([]));

  test('outside packages stay in their rooms', () => expect(sources.flatMap(strayedPackages)).toEqual([]));

  test('what must run anywhere does not ask for Node', () => {
    const asking = sources.flatMap(({ file, imports }) =>
      WITHOUT_NODE.some((place) => isIn(file, place))
        ? imports.filter(({ target }) => target.startsWith('node:')).map(({ target }) => `${file}: ${target}`)
        : [],
    );
    expect(asking).toEqual([]);
  });

  test('time and chance come in by the ports', () => expect(sources.flatMap(impurities)).toEqual([]));

  test('no import leaves src', () => {
    const escapes = sources.flatMap(({ file, imports }) =>
      imports.filter(({ target }) => target.startsWith('..')).map(({ target }) => `${file}: ${target}`),
    );
    expect(escapes).toEqual([]);
  });
});

describe('the rules see what they are for', () => {
  const breaking = (file: string, text: string) => {
    const source = readSource(file, text);
    return [...forbiddenRooms(source), ...strayedPackages(source), ...impurities(source)];
  };

  test.each([
    ['main/ehr/emis/emis-diary.ts', "import { x } from '../systmone/systmone-diary.ts';"],
    ['main/ehr/http.ts', "import { x } from './emis/emis-diary.ts';"],
    ['main/sync/run-cycle.ts', "import { openStore } from '../store/open-store.ts';"],
    ['main/sync/run-cycle.ts', "export { openStore } from '../store/open-store.ts';"],
    ['main/sync/run-cycle.ts', "const s = await import('../store/open-store.ts');"],
    ['main/bookings/holds.ts', "import { BrowserWindow } from 'electron';"],
    ['main/core.ts', "import { app } from 'electron';"],
    ['main/core.ts', "import left from 'left-pad';"],
    ['main/outbox/recover.ts', 'const t = Date.now();'],
    ['main/outbox/recover.ts', 'const t = new Date();'],
    ['main/outbox/recover.ts', 'setTimeout(() => {}, 5);'],
    ['main/outbox/recover.ts', "import { setTimeout as sleep } from 'node:timers/promises';"],
    ['renderer/app.tsx', "import { core } from '../main/core.ts';"],
  ])('%s: %s', (file, text) => expect(breaking(file, text)).toHaveLength(1));

  test.each([
    ['main/sync/run-cycle.ts', "import type { Store } from '../store/store.ts';"],
    ['main/ehr/choose-diary.ts', "import { x } from './emis/emis-diary.ts';"],
    ['main/ehr/emis/emis-diary.ts', "import { x } from '../http.ts';"],
    ['main/ports/clock.ts', 'export const now = () => Date.now();'],
    ['main/store/slots.ts', 'const t = new Date(0);'],
    ['renderer/ui/frame.tsx', "import '@mantine/core/styles.css';"],
  ])('%s may: %s', (file, text) => expect(breaking(file, text)).toEqual([]));

  test('an NHS number that could be somebody’s is found however it is written', () => {
    // Put together here, so that this file does not hold one.
    const [first, middle, last] = ['401', '023', '2137'];
    for (const joint of ['', ' ', '-']) {
      expect(realLookingNhsNumbers(`x ${[first, middle, last].join(joint)}.`)).toHaveLength(1);
    }
    expect(realLookingNhsNumbers('999 000 0018 and 9990000018')).toEqual([]);
  });
});

describe('files', () => {
  const written = [
    ...globSync('src/**/*.{ts,tsx,css}', { cwd: PROJECT }),
    ...globSync('scripts/**/*.{mjs,cjs}', { cwd: PROJECT }),
  ];
  const tests = globSync('test/**/*.{ts,tsx}', { cwd: PROJECT });
  const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

  test('stop at 300 lines', () =>
    expect(written.filter((file) => read(file).split('\n').length > 301)).toEqual([]));

  test('open with what they are responsible for', () => {
    // A *.module.css belongs to the component of that name, which says it.
    const own = [...written, ...tests].filter((file) => !file.endsWith('.module.css'));
    expect(own.filter((file) => !opensWithItsResponsibility(read(file)))).toEqual([]);
  });

  test('have names that say something', () => {
    const isVague = (file: string) =>
      /(^|[/\\-])(utils?|helpers?|common|manager|service)([-.]|[/\\]|$)/.test(file);
    const isKebab = (file: string) => /^[a-z0-9.-]+$/.test(path.basename(file));
    expect([...written, ...tests].filter((file) => isVague(file) || !isKebab(file))).toEqual([]);
  });

  test('of tests skip nothing and leave nothing out', () => {
    const leavesOut = /\b(?:describe|test|it|suite)\.(?:only|skip|skipIf|runIf|todo|fails)\b|\bctx\.skip\(/;
    const own = path.join('test', 'architecture.test.ts');
    expect(tests.filter((file) => file !== own && leavesOut.test(read(file)))).toEqual([]);
  });
});

test('no real person’s NHS number is in the repository', () => {
  // Walked, not asked of git: a copy without its history is checked as well.
  const isOurs = (file: string) => !/^(\.git|node_modules|out|coverage|test-results)([\\/]|$)/.test(file);
  const isText = (file: string) => !/\.(png|jpe?g|gif|ico|icns|woff2?|zip|node)$/.test(file);
  // The lock file's hashes are long digits by chance, and nobody writes it by hand.
  const found = readdirSync(PROJECT)
    .filter((name) => isOurs(name) && name !== 'package-lock.json')
    .flatMap((name) =>
      lstatSync(path.join(PROJECT, name)).isDirectory()
        ? readdirSync(path.join(PROJECT, name), { recursive: true, encoding: 'utf8' }).map((inside) =>
            path.join(name, inside),
          )
        : [name],
    )
    .filter(
      (file) => isText(file) && lstatSync(path.join(PROJECT, file), { throwIfNoEntry: false })?.isFile(),
    );
  const people = found.flatMap((file) =>
    realLookingNhsNumbers(readFileSync(path.join(PROJECT, file), 'utf8')).map((n) => `${file}: ${n}`),
  );
  expect(people).toEqual([]);
});
