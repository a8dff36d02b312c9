// npm run bench [-- name …]: runs the programs of test/bench in order. Each prints its measurements as JSON lines on
// stdout; everything else is said on stderr. They run one at a time, so that they do not measure each other.
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
  for (const program of programs) {
    say(`Measuring ${program} ...`);
    const code = await runToEnd(NODE_24, ['--expose-gc', path.join(folder, program)]);
    if (code !== 0) {
      failed += 1;
      say(`  ${program} ended with ${code}`);
    }
  }
  return failed === 0 ? 0 : 1;
});
