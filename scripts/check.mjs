// npm run check: format, lint, types and unused code, in a few seconds; for use while working.
import { CHECKS, runCheck } from './checks.mjs';
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { runCommand } from './setup/run-command.mjs';
import { say } from './setup/say.mjs';

await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  let failed = 0;
  for (const check of CHECKS) {
    const { ok, output } = await runCheck(check);
    say(`${ok ? '✓' : '✗'} ${check.name}`);
    if (ok) continue;
    failed += 1;
    say(output);
  }
  return failed === 0 ? 0 : 1;
});
