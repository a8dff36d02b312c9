// npm run simulate -- --days N --seed S [--ehr emis-web|systmone|gp-connect] [--weather storm|rough|calm] [--mutant M1] [--jobs N]
// [--trace N] [--json]
// Whole practices on the real core, from seeds (test/simulation). Prints its counts and its seed; a breach prints how to
// play the same practice again. A mutant is a known mistake, made while the files are loaded: it must be caught.
import path from 'node:path';
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { ROOT } from './setup/project.mjs';
import { runCommand } from './setup/run-command.mjs';
import { runToEnd } from './setup/run-child.mjs';

await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  const asked = process.argv.slice(2);
  const at = asked.indexOf('--mutant');
  const mutant = at === -1 ? undefined : asked[at + 1];
  const folder = path.join(ROOT, 'test', 'simulation');
  if (mutant !== undefined) process.env['SLOTKEEPER_MUTANT'] = mutant;
  const loading = mutant === undefined ? [] : ['--import', path.join(folder, 'mutate-at-import.ts')];
  return runToEnd(process.execPath, [...loading, path.join(folder, 'simulate.ts'), ...asked]);
});
