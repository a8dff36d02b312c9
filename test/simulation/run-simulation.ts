/** Runs the simulation in a process of its own, as `npm run simulate` does, and gives back what it says. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export interface Simulated {
  readonly practices: number;
  readonly days: number;
  readonly commands: number;
  readonly requests: number;
  readonly confirmed: number;
  readonly cancellations: number;
  readonly moves: number;
  readonly notices: number;
  readonly reviews: number;
  readonly reviewShare: number;
  readonly checks: number;
  readonly faults?: number;
  readonly breach?: { readonly invariant: string; readonly what: string; readonly seed: number };
}

const root = path.resolve(import.meta.dirname, '../..');

/** Throws with what it wrote when it ended without a result. */
export async function runSimulation(asked: readonly string[], mutant?: string): Promise<Simulated> {
  const loading = mutant === undefined ? [] : ['--import', './test/simulation/mutate-at-import.ts'];
  const mutated = mutant === undefined ? [] : ['--mutant', mutant];
  const child = spawn(
    process.execPath,
    [...loading, './test/simulation/simulate.ts', '--json', ...mutated, ...asked],
    {
      cwd: root,
      env: { ...process.env, SLOTKEEPER_MUTANT: mutant },
    },
  );
  let [said, troubles] = ['', ''];
  child.stdout.on('data', (chunk) => void (said += String(chunk)));
  child.stderr.on('data', (chunk) => void (troubles += String(chunk)));
  await new Promise((resolve) => child.on('close', resolve));
  if (!said.startsWith('{')) throw new Error(`The simulation ended without a result. ${said} ${troubles}`);
  return JSON.parse(said) as Simulated;
}
