/**
 * The first reading of 100,000 slots against the bare insert of the same rows. The two take turns, each time on a fresh
 * file, so that whatever else the machine does meets both alike.
 */
import { timeBareInsert } from './support/bare-insert.ts';
import { SLOTS, benchDiary, openReadingBench, tidyUp } from './support/reading-bench.ts';
import { inWords, median, report, say } from './support/report.ts';

const RUNS = 7;
const MOST_TIMES = 3;

const diary = benchDiary();

async function timeFirstReading(): Promise<number> {
  const bench = openReadingBench(diary);
  try {
    tidyUp();
    const ms = await bench.readAll();
    const kept = bench.store.read.days
      .all()
      .reduce((total, { day }) => total + bench.store.read.slots.onDay(day).length, 0);
    if (kept !== SLOTS) throw new Error(`${kept} slots were kept of ${SLOTS}.`);
    return ms;
  } finally {
    bench.close();
  }
}

function timeBare(): number {
  tidyUp();
  return timeBareInsert(diary);
}

timeBare();
await timeFirstReading();
const bare: number[] = [];
const ours: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  bare.push(timeBare());
  ours.push(await timeFirstReading());
}
say(`bare insert: ${inWords(bare)}`);
say(`first reading: ${inWords(ours)}`);
report({ name: 'bare insert of 100,000 slots', value: median(bare), unit: 'ms' });
report({
  name: 'first reading of 100,000 slots',
  value: median(ours),
  unit: 'ms',
  limit: MOST_TIMES * median(bare),
});
