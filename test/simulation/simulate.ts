/**
 * `npm run simulate`: whole practices on the real core, shared out to as many processes as there are processors. Prints what
 * was done; a breach prints how to play the very same practice again.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { EHR_KINDS } from '../../src/shared/domain/ehr.ts';
import { DAYS_EACH, type Played, playPractices, together } from './play-practices.ts';
import type { Sky } from './simulate-practice.ts';

const OPTIONS = {
  days: { type: 'string', default: '60' },
  seed: { type: 'string', default: '1' },
  /** Left out, each in its turn. */
  ehr: { type: 'string' },
  weather: { type: 'string', default: 'storm' },
  /** Read by the loader before this file begins (mutate-at-import.ts); here it is only said again. */
  mutant: { type: 'string' },
  /** Prints the last so many lines of the trace, and plays in one process. */
  trace: { type: 'string', default: '0' },
  jobs: { type: 'string' },
  /** Of a process that plays a share: which of how many. */
  part: { type: 'string', default: '0' },
  parts: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;
const SKIES: readonly Sky[] = ['storm', 'rough', 'calm'];

function refuse(why: string): never {
  console.error(`${why}
npm run simulate -- [--days 60] [--seed 1] [--ehr ${EHR_KINDS.join('|')}] [--weather ${SKIES.join('|')}]
  [--mutant NAME] [--jobs N] [--trace LINES] [--json]`);
  process.exit(2);
}
function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (problem) {
    return refuse(problem instanceof Error ? problem.message : 'Not understood.');
  }
}
function among<T extends string>(name: string, all: readonly T[], value: string): T {
  return all.find((one) => one === value) ?? refuse(`--${name} is one of ${all.join(', ')}.`);
}
function wholeNumber(name: string, text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(`--${name} is a whole number.`);
}

const values = readOptions();
const ehr = values.ehr === undefined ? undefined : among('ehr', EHR_KINDS, values.ehr);
const weather = among('weather', SKIES, values.weather);
const days = wholeNumber('days', values.days);
const seed = wholeNumber('seed', values.seed);
const traceLines = wholeNumber('trace', values.trace);
const practices = Math.ceil(days / DAYS_EACH);
const isAlone = traceLines > 0 || values.mutant !== undefined;
const jobs = Math.min(
  practices,
  values.jobs === undefined ? (isAlone ? 1 : availableParallelism()) : wholeNumber('jobs', values.jobs),
);

const begunAt = performance.now();
if (values.parts !== undefined) {
  const share = { part: Number(values.part), parts: Number(values.parts) };
  console.log(JSON.stringify(await playPractices({ days, seed, weather, ...(ehr && { ehr }), ...share })));
} else await playAndSay();

async function playAndSay(): Promise<void> {
  const lines: string[] = [];
  const onTrace = (line: string): void => void lines.push(line);
  const asked = { days, seed, weather, part: 0, parts: 1, ...(ehr && { ehr }) };
  const played =
    jobs > 1
      ? together(await playTogether())
      : await playPractices({ ...asked, ...(traceLines > 0 && { onTrace }) });
  if (lines.length > 0) console.log(lines.slice(-traceLines).join('\n'));
  say(played);
  process.exitCode = played.breach ? 1 : 0;
}

/** Each in a process of its own: SQLite and the event loop are busy all the time. The first breach ends the others. */
async function playTogether(): Promise<readonly Played[]> {
  const done: Played[] = [];
  const children = Array.from({ length: jobs }, (_, part) =>
    spawn(
      process.execPath,
      [...process.execArgv, ...process.argv.slice(1), '--parts', String(jobs), '--part', String(part)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    ),
  );
  const ends = children.map(async (child) => {
    let said = '';
    child.stdout.on('data', (chunk) => void (said += String(chunk)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) {
      if (done.some(({ breach }) => breach)) return;
      throw new Error(`A share of the simulation ended with ${String(code)}.`);
    }
    const played = JSON.parse(said) as Played;
    done.push(played);
    if (played.breach) for (const other of children) other.kill();
  });
  await Promise.all(ends);
  return done;
}

function say({ practices: played, days: doneDays, sums, breach }: Played): void {
  const seconds = (performance.now() - begunAt) / 1_000;
  const result = {
    ...(values.mutant !== undefined && { mutant: values.mutant }),
    ...{ seed, practices: played, days: doneDays, daysPerSecond: Number((doneDays / seconds).toFixed(1)) },
    ...sums,
    reviewShare: Number(((sums['reviews'] ?? 0) / Math.max(1, sums['commands'] ?? 0)).toFixed(5)),
  };
  if (values.json) {
    console.log(JSON.stringify({ ...result, ...(breach && { breach }) }));
    return;
  }
  for (const [name, value] of Object.entries(result)) console.log(`${name}: ${JSON.stringify(value)}`);
  if (!breach) {
    console.log(`${doneDays} passed, 0 failed`);
    return;
  }
  console.log(`BREACH of ${breach.invariant}, at step ${breach.step} of seed ${breach.seed}: ${breach.what}`);
  console.log(
    `again: npm run simulate -- --seed ${breach.seed} --days ${DAYS_EACH} --ehr ${breach.ehr} --weather ${weather} --trace 200`,
  );
}
