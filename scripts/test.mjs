// npm test [-- stage …]: sets everything up, runs every stage even when one fails, and ends with exactly
// `N passed, N failed`. The exit code is 1 when anything failed.
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { runCommand } from './setup/run-command.mjs';
import { say, SetUpFailure } from './setup/say.mjs';
import { runStage, STAGES } from './test-stages.mjs';

await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const known = STAGES.map((stage) => stage.name).join(' ');
    throw new SetUpFailure(`there is no stage ${unknown.join(', ')}. The stages are: ${known}`);
  }
  const stages = STAGES.filter((stage) => wanted.length === 0 || wanted.includes(stage.name));

  const lines = [];
  let passed = 0;
  let failed = 0;
  for (const [index, stage] of stages.entries()) {
    say(`\n[${index + 1}/${stages.length}] ${stage.name}`);
    const started = Date.now();
    const result = await runStage(stage);
    passed += result.passed;
    failed += result.failed;
    if (result.trouble) say(result.trouble);
    const seconds = `${((Date.now() - started) / 1000).toFixed(1)} s`;
    const counts =
      result.failed > 0 ? `${result.passed} passed, ${result.failed} FAILED` : `${result.passed} passed`;
    lines.push(`  ${result.failed === 0 ? '✓' : '✗'} ${stage.name.padEnd(14)}${counts.padEnd(26)}${seconds}`);
    say(lines.at(-1) ?? '');
  }
  say(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
