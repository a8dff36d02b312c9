// npm run prove -- killpoints|io|sigkill|network|fuzz [--seed S] [--times N]: one proof at any size. Prints its seed, its
// counts and every failure, and ends with `N passed, N failed`. The same seed plays the same cases again.
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { ensureCCompiler } from './setup/c-compiler.mjs';
import { runCommand } from './setup/run-command.mjs';
import { say, SetUpFailure } from './setup/say.mjs';

/** @param {string} name */
function numberOf(name) {
  const at = process.argv.indexOf(name);
  if (at === -1) return undefined;
  const value = Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value) || value < 0) throw new SetUpFailure(`${name} is a whole number`);
  return value;
}

await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  const { PROOFS } = await import('../test/proofs/all-proofs.ts');
  const name = process.argv[2] ?? '';
  const proof = PROOFS.find((one) => one.name === name);
  if (!proof) {
    const known = PROOFS.map((one) => `  ${one.name.padEnd(12)}${one.what} (--times ${one.usual})`).join(
      '\n',
    );
    throw new SetUpFailure(`say which proof: npm run prove -- NAME [--seed S] [--times N]\n${known}`);
  }
  await ensureCCompiler();
  const seed = numberOf('--seed') ?? Date.now() % 1_000_000;
  const times = numberOf('--times') ?? proof.usual;
  say(`${proof.what}, --seed ${seed} --times ${times}`);
  const began = performance.now();
  const { passed, failures, notRun } = await proof.run({ seed, times, say });
  for (const failure of failures) say(`FAILED ${failure}`);
  for (const why of notRun) say(`NOT RUN ${why}`);
  say(`seed ${seed}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (notRun.length > 0) say(`${notRun.length} could not be run here`);
  say(`${passed} passed, ${failures.length} failed`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
});
