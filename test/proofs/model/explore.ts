/**
 * Goes through every state that can be reached, breadth first, so that what is found wrong is found in as few steps as can be.
 * A state is plain data; two that read the same are one.
 */
import type { CommandState } from '#shared/domain/command.ts';

export interface Explored {
  readonly states: number;
  /** What went wrong, and in how many steps at the least. */
  readonly violations: Readonly<Record<string, number>>;
  /** States from which nothing happens any more though it is not over. */
  readonly stuck: number;
  /** How it ended, and in how many states. */
  readonly ends: Readonly<Record<string, number>>;
  /** `from>to` of every transition of a command that was taken. */
  readonly edges: ReadonlySet<string>;
}

export interface Explorable<S> {
  readonly first: S;
  next(state: S): readonly S[];
  /** What must never be. Nothing is looked for beyond it. */
  wrongOf(state: S): string | undefined;
  /** How it ended, or `undefined` while something has still to be done. */
  endOf(state: S): string | undefined;
  /** The state on disk of each command in it. */
  disksOf(state: S): readonly (CommandState | 'none' | 'not-yet')[];
}

/** `until`: stops at the first violation of this name. */
export function explore<S>(
  { first, next, wrongOf, endOf, disksOf }: Explorable<S>,
  until?: string,
): Explored {
  const steps = new Map<string, number>([[JSON.stringify(first), 0]]);
  const queue: S[] = [first];
  const violations: Record<string, number> = {};
  const ends: Record<string, number> = {};
  const edges = new Set<string>();
  let stuck = 0;
  // A queue that grows while it is walked: each state once.
  for (const state of queue) {
    if (until !== undefined && until in violations) break;
    const depth = steps.get(JSON.stringify(state)) ?? 0;
    const following = next(state);
    const end = endOf(state);
    if (end !== undefined) ends[end] = (ends[end] ?? 0) + 1;
    else if (following.length === 0) stuck += 1;
    const disks = disksOf(state);
    for (const after of following) {
      const wrong = wrongOf(after);
      if (wrong !== undefined) {
        violations[wrong] ??= depth + 1;
        continue;
      }
      disksOf(after).forEach((disk, at) => {
        if (disk !== disks[at]) edges.add(`${disks[at]}>${disk}`);
      });
      const key = JSON.stringify(after);
      if (steps.has(key)) continue;
      steps.set(key, depth + 1);
      queue.push(after);
    }
  }
  return { states: steps.size, violations, stuck, ends, edges };
}
