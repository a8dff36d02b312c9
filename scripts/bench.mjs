// npm run bench [-- name …]: runs the programs of test/bench in order, one at a time, so that they do not measure each
// other. Figures are JSON lines on stdout, all else is said on stderr. A figure over its limit is told, and is no failure:
// another machine, or a busy one, may miss what this one keeps.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from './setup/build-app.mjs';
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { inProject, NODE_24, ROOT } from './setup/project.mjs';
import { runToEnd } from './setup/run-child.mjs';
import { runCommand } from './setup/run-command.mjs';
import { keepStdoutForData, say, SetUpFailure } from './setup/say.mjs';

keepStdoutForData();
await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  const names = process.argv.slice(2);
  const folder = inProject('test', 'bench');
  const programs = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)))
    .sort();
  if (programs.length === 0)
    throw new SetUpFailure(`no such bench in ${path.relative(ROOT, folder)}: ${names.join(' ')}`);

  await buildIfChanged();
  const { prepareElectron } = await import('./setup/electron-runtime.mjs');
  await prepareElectron();
  let failed = 0;
  /** @type {Figure[]} */
  const figures = [];
  const keep = (/** @type {string} */ line) => {
    figures.push(JSON.parse(line));
    return true;
  };
  for (const program of programs) {
    say(`Measuring ${program} ...`);
    const args = ['--expose-gc', path.join(folder, program)];
    const code = await runToEnd(NODE_24, args, { watchStdout: keep });
    if (code !== 0) {
      failed += 1;
      say(`  ${program} ended with ${code}`);
    }
  }
  say(summary(figures));
  return failed === 0 ? 0 : 1;
});

/** @typedef {{ name: string, ratio: number | null, ok: boolean }} Figure */

/** @param {readonly Figure[]} figures */
function summary(figures) {
  const limited = figures.filter(({ ratio }) => ratio !== null);
  const missed = limited.filter(({ ok }) => !ok);
  const told = `${limited.length - missed.length} of ${limited.length} figures are within their limits`;
  if (missed.length === 0) return `${told}.`;
  return `${told}. Over: ${missed.map(({ name, ratio }) => `${name} (${ratio})`).join('; ')}.`;
}
