/**
 * Which of the ordered faults strike a request, counting as they do.
 *
 * Several may strike the same one (slow and then truncated). A fault used up stays in the list with
 * its count, so that a test can see that it struck.
 */
import { createDice } from '../diary/dice.ts';
import { type Fault, whenOf } from './fault.ts';

export type FaultCount = { readonly fault: Fault; readonly matched: number; readonly struck: number };

type Request = { readonly operation: string; readonly kind: 'read' | 'write' };

function concerns(fault: Fault, { operation, kind }: Request): boolean {
  const on = fault.on ?? 'all';
  const wanted = typeof on === 'string' ? [on] : on;
  return wanted.some(
    (name) => name === 'all' || name === `${kind}s` || name.toLowerCase() === operation.toLowerCase(),
  );
}

export type FaultBox = ReturnType<typeof createFaultBox>;

export function createFaultBox(seed: string) {
  let counts: { fault: Fault; matched: number; struck: number }[] = [];

  function strike(entry: { fault: Fault; matched: number; struck: number }, place: number): boolean {
    const { fault } = entry;
    entry.matched += 1;
    if (entry.matched <= (fault.skip ?? 0) || entry.struck >= (fault.times ?? Infinity)) return false;
    if (fault.share !== undefined && !createDice(seed, 'fault', place, entry.matched).chance(fault.share))
      return false;
    entry.struck += 1;
    return true;
  }

  return {
    set: (faults: readonly Fault[]): void => {
      counts = faults.map((fault) => ({ fault, matched: 0, struck: 0 }));
    },
    take: (request: Request): { before: readonly Fault[]; after: readonly Fault[] } => {
      const struck = counts
        .filter(({ fault }) => concerns(fault, request))
        .filter(strike)
        .map(({ fault }) => fault);
      return {
        before: struck.filter((fault) => whenOf(fault) === 'before-work'),
        after: struck.filter((fault) => whenOf(fault) === 'after-work'),
      };
    },
    counts: (): readonly FaultCount[] => counts.map((entry) => ({ ...entry })),
  };
}
