/**
 * What goes wrong, and when: one throw of the dice for each call to the EHR and each write to the disk. Everything comes
 * from the seed. When it is calm nothing goes wrong by itself, and what was under way still arrives.
 */
import type { Dice } from '../../src/main/ports/dice.ts';
import { SECOND } from '../../src/shared/domain/time.ts';

export const READ_FATES = [
  'slow', // seen early, told late
  'unreachable',
  'timed-out',
  'ehr-error',
  'cut', // the connector sees that it is cut
  'cut-unseen', // fewer slots than the session counts
  'half-hidden', // a whole answer in which sessions are missing
] as const;
export const WRITE_FATES = [
  'slow',
  'lose-answer', // done, and we hear of it only that it took too long
  'lose-request', // not done, and we hear the same
  'late', // done after our time is over
  'error-done',
  'error-not-done',
  'not-now', // said so itself
  'no-way-out', // certainly not done
  'never', // certainly not done, and never will be
  'hang', // done, and never answered
] as const;
export type ReadFate = (typeof READ_FATES)[number] | 'well';
export type WriteFate = (typeof WRITE_FATES)[number] | 'well';
export type DiskFate = 'well' | 'full' | 'crash-before' | 'crash-after';

/** Of a thousand calls. Lost requests are rare: only they leave a doubt that no reading can end. */
const READS: Readonly<Record<(typeof READ_FATES)[number], number>> = {
  slow: 70,
  unreachable: 30,
  'timed-out': 25,
  'ehr-error': 30,
  cut: 25,
  'cut-unseen': 40,
  'half-hidden': 15,
};
const WRITES: Readonly<Record<(typeof WRITE_FATES)[number], number>> = {
  slow: 100,
  'lose-answer': 70,
  'lose-request': 4,
  late: 70,
  'error-done': 30,
  'error-not-done': 2,
  'not-now': 30,
  'no-way-out': 50,
  never: 10,
  hang: 20,
};

export interface Weather {
  isCalm: boolean;
  /** The EHR cannot be reached at all until then, in world time. */
  outUntilMs: number;
  ofRead(nowMs: number): ReadFate;
  ofWrite(nowMs: number): WriteFate;
  ofDisk(): DiskFate;
  ofWebhook(): 'well' | 'lost' | 'unanswered';
  /** Milliseconds until the EHR sees a request, and from there until its answer is here. */
  usualMs(): number;
  slowMs(): number;
  /** Past our own limit, and inside the time that we wait before we believe an absence. */
  lateMs(): number;
  chance(share: number): boolean;
  below(count: number): number;
  note(fault: string): void;
  readonly faults: ReadonlyMap<string, number>;
}

function draw<Fate extends string>(table: Readonly<Record<Fate, number>>, fraction: number): Fate | 'well' {
  let left = fraction * 1_000;
  for (const fate of Object.keys(table) as Fate[]) {
    left -= table[fate];
    if (left < 0) return fate;
  }
  return 'well';
}

/** `share`: 1 is a storm, some five faults for each command; less is thrown less often, alike for every kind. */
export function createWeather(dice: Dice, share = 1): Weather {
  const faults = new Map<string, number>();
  const note = (fault: string): void => void faults.set(fault, (faults.get(fault) ?? 0) + 1);
  const noted = <Fate extends string>(kind: string, fate: Fate): Fate => {
    if (fate !== 'well') note(`${kind} ${fate}`);
    return fate;
  };
  const weather: Weather = {
    isCalm: true,
    outUntilMs: 0,
    ofRead(nowMs) {
      if (weather.isCalm) return 'well';
      if (nowMs < weather.outUntilMs) return noted('read', 'unreachable');
      return noted('read', draw(READS, dice.fraction() / share));
    },
    ofWrite(nowMs) {
      if (weather.isCalm) return 'well';
      if (nowMs < weather.outUntilMs) return noted('write', 'no-way-out');
      return noted('write', draw(WRITES, dice.fraction() / share));
    },
    ofDisk() {
      if (weather.isCalm) return 'well';
      const thrown = dice.fraction() / share;
      if (thrown > 0.004) return 'well';
      if (thrown > 0.002) return noted('disk', 'full');
      return noted('disk', thrown > 0.001 ? 'crash-before' : 'crash-after');
    },
    ofWebhook() {
      const thrown = weather.isCalm ? 1 : dice.fraction() / share;
      if (thrown > 0.15) return 'well';
      return noted('webhook', thrown > 0.07 ? 'lost' : 'unanswered');
    },
    usualMs: () => 20 + Math.floor(dice.fraction() * 300),
    slowMs: () => 2 * SECOND + Math.floor(dice.fraction() * 16 * SECOND),
    lateMs: () => 20 * SECOND + Math.floor(dice.fraction() * 50 * SECOND),
    chance: (share) => dice.fraction() < share,
    below: (count) => Math.floor(dice.fraction() * count),
    note,
    faults,
  };
  return weather;
}
