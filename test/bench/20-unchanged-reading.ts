/**
 * A reading of 100,000 slots in which nothing has changed: no slot and no session may be written. Then one slot changes,
 * and the same counter must see exactly that, or its nought would mean nothing.
 */
import { countWrites } from './support/count-writes.ts';
import { benchDiary, openReadingBench, tidyUp } from './support/reading-bench.ts';
import { inWords, median, report, say } from './support/report.ts';

const RUNS = 7;

const diary = benchDiary();
const bench = openReadingBench(diary);
const firstMs = await bench.readAll();

const times: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  tidyUp();
  times.push(await bench.readAll());
}
say(`first reading: ${firstMs.toFixed(0)} ms; unchanged readings: ${inWords(times)}`);

// The triggers cost time, so they come only after the timing.
const writes = countWrites(bench.file);
await bench.readAll();
const unchanged = writes.take();

const [slot] = diary.slots();
if (!slot) throw new Error('The diary is empty.');
diary.setStatus(slot.id, slot.status === 'open' ? 'booked' : 'open');
await bench.readAll();
const changed = writes.take();
if (changed.slots !== 1 || changed.sessions !== 1)
  throw new Error(`One slot changed, and ${JSON.stringify(changed)} rows were written.`);
writes.close();
bench.close();

report({ name: 'unchanged reading: slots written', value: unchanged.slots, unit: 'rows', limit: 0 });
report({ name: 'unchanged reading: sessions written', value: unchanged.sessions, unit: 'rows', limit: 0 });
report({ name: 'unchanged reading of 100,000 slots', value: median(times), unit: 'ms', limit: firstMs });
