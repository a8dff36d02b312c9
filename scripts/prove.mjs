// npm run prove [-- NAME|all [--seed S] [--times N | --small]]: one proof at any size, or all of them at their usual ones;
// small is what npm test plays. Prints its seed, its counts and every failure, and ends with `N passed, N failed`. The same
// seed plays the same cases again.
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { ensureCCompiler } from './setup/c-compiler.mjs';
import { runCommand } from './setup/run-command.mjs';
import { say, SetUpFailure } from './setup/say.mjs';

/** @typedef {import('../test/proofs/all-proofs.ts').NamedProof} NamedProof */
/** @typedef {import('../test/proofs/proof.ts').ProofDone} ProofDone */

/** @param {string} name */
function numberOf(name) {
  const at = process.argv.indexOf(name);
  if (at === -1) return undefined;
  const value = Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value) || value < 0) throw new SetUpFailure(`${name} is a whole number`);
  return value;
}

/**
 * @param {NamedProof} proof
 * @param {number} seed
 * @param {number} times
 */
async function play(proof, seed, times) {
  say(`${proof.name}: ${proof.what}, --seed ${seed} --times ${times}`);
  const began = performance.now();
  /** @type {ProofDone} */
  const done = await proof.run({ seed, times, say });
  for (const failure of done.failures) say(`FAILED ${failure}`);
  for (const why of done.notRun) say(`NOT RUN ${why}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${proof.name}: ${done.passed} passed, ${done.failures.length} failed, seed ${seed}, ${seconds} s`);
  return done;
}

await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  const { PROOFS } = await import('../test/proofs/all-proofs.ts');
  const list = PROOFS.map(
    ({ name, what, unit, usual, inTests }) =>
      `  ${name.padEnd(12)}${what}\n${' '.repeat(14)}usually ${usual} ${unit}; in npm test ${inTests}`,
  ).join('\n');
  const name = process.argv[2];
  if (name === undefined) {
    say(
      `npm run prove -- NAME [--seed S] [--times N], or all of them: npm run prove -- all [--small]\n${list}`,
    );
    return 0;
  }
  const chosen = name === 'all' ? PROOFS : PROOFS.filter((one) => one.name === name);
  if (chosen.length === 0) throw new SetUpFailure(`there is no proof ${name}:\n${list}`);
  await ensureCCompiler();
  const seed = numberOf('--seed') ?? Date.now() % 1_000_000;
  const times = numberOf('--times');
  if (name === 'all' && times !== undefined) throw new SetUpFailure('--times is for one proof');
  const isSmall = process.argv.includes('--small');
  let passed = 0;
  let failed = 0;
  let notRun = 0;
  for (const proof of chosen) {
    const done = await play(proof, seed, times ?? (isSmall ? proof.inTests : proof.usual));
    passed += done.passed;
    failed += done.failures.length + (done.passed === 0 ? 1 : 0);
    notRun += done.notRun.length;
  }
  if (notRun > 0) say(`${notRun} could not be run here`);
  say(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
