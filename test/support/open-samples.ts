/** Sample practices that stand open until a test is over, on Monday 23 November 2026; the test turns their clock by hand. */
import type { SampleClock } from '../../src/main/sample-practice/diary/clock.ts';
import type { SamplePractice } from '../../src/main/sample-practice/sample-practice.ts';

/** 07:30, before the first slot of the day. */
export const MORNING = Date.parse('2026-11-23T07:30:00Z');
export const clockAt = (at: { readonly now: number }): SampleClock => ({
  now: () => at.now,
  after: () => () => undefined,
});

const open: SamplePractice[] = [];

/** Starts it; whoever uses this closes by `closeSamples` after each test. */
export async function opened<Door extends SamplePractice>(practice: Door): Promise<Door> {
  open.push(practice);
  await practice.start();
  return practice;
}

/** Closes one before the test is over, to open another on its files. */
export async function closeEarly(practice: SamplePractice): Promise<void> {
  open.splice(open.indexOf(practice), 1);
  await practice.close();
}

export async function closeSamples(): Promise<void> {
  for (const practice of open.splice(0)) await practice.close();
}
