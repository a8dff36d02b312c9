/**
 * How many practice-days the whole-core simulation gets through in a second: how much proof an hour of this machine buys. All
 * processors work on it. The seeds are always the same, so the same days are done each time.
 */
import { runSimulation } from '../simulation/run-simulation.ts';
import { report, say } from './support/report.ts';

const DAYS = 60;

const startMs = performance.now();
const done = await runSimulation(['--days', String(DAYS), '--seed', '1']);
const seconds = (performance.now() - startMs) / 1_000;
if (done.breach) throw new Error(`${done.breach.invariant} is breached by seed ${done.breach.seed}.`);
say(
  `${done.days} days with ${done.commands} commands and ${done.requests} requests in ${seconds.toFixed(1)} s`,
);
report({
  name: 'simulated practice-days, the process’s start included',
  value: done.days / seconds,
  unit: 'a second',
});
report({ name: 'simulated commands', value: done.commands / seconds, unit: 'a second' });
