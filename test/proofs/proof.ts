/**
 * What every proof is: so many cases from one seed, each passed, failed or not to be run here, and counted as such. A proof
 * never stops at its first failure, and a failure says enough to play it again.
 */
export interface ProofAsked {
  /** The same seed plays the same cases. */
  readonly seed: number;
  /** How much: cycles, messages, rounds of the same matrix. What one is, each proof says. */
  readonly times: number;
  /** A line for whoever watches. */
  readonly say: (line: string) => void;
}

export interface ProofDone {
  readonly passed: number;
  readonly failures: readonly string[];
  /** What could not be tried on this machine, and why. Never counted as passed. */
  readonly notRun: readonly string[];
}

export type Proof = (asked: ProofAsked) => Promise<ProofDone>;

export interface Tally {
  /** One case. It passes when `trouble` is `undefined`. */
  count(name: string, trouble: string | undefined): void;
  notRun(why: string): void;
  done(): ProofDone;
}

export function createTally(): Tally {
  let passed = 0;
  const failures: string[] = [];
  const notRun: string[] = [];
  return {
    count(name, trouble) {
      if (trouble === undefined) passed += 1;
      else failures.push(`${name}: ${trouble}`);
    },
    notRun: (why) => void notRun.push(why),
    done: () => ({ passed, failures, notRun }),
  };
}

export const joinDone = (parts: readonly ProofDone[]): ProofDone => ({
  passed: parts.reduce((sum, { passed }) => sum + passed, 0),
  failures: parts.flatMap(({ failures }) => failures),
  notRun: parts.flatMap(({ notRun }) => notRun),
});

/** Works through all of them, `atOnce` at a time, in order of beginning. */
export async function inParallel<T>(
  cases: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const waiting = [...cases];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export const messageOf = (problem: unknown): string =>
  problem instanceof Error ? problem.message : String(problem);
