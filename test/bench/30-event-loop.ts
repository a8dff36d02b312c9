/**
 * The longest that the event loop is away while the first reading of 100,000 slots is applied: patients and reception
 * wait for it. Nearly 5,000 slots a day, as no real practice has them, because a day is applied in one go.
 */
import { benchDiary, openReadingBench, tidyUp } from './support/reading-bench.ts';
import { inWords, median, report, say } from './support/report.ts';
import { type LongestBlock, watchBlocks } from './support/watch-blocks.ts';

const RUNS = 7;
const LONGEST_MS = 50;

/** A block that is known, to see that it is seen. */
async function checkWatch(): Promise<void> {
  const watch = watchBlocks();
  const startMs = performance.now();
  while (performance.now() - startMs < 40);
  const seen = await watch.end();
  if (seen.ms < 38) throw new Error(`A block of 40 ms was seen as one of ${seen.ms} ms.`);
}

const diary = benchDiary();

async function longestBlock(readings: number): Promise<LongestBlock> {
  const bench = openReadingBench(diary);
  try {
    for (let before = 1; before < readings; before += 1) await bench.readAll();
    tidyUp();
    const watch = watchBlocks();
    await bench.readAll();
    return await watch.end();
  } finally {
    bench.close();
  }
}

await checkWatch();
await longestBlock(1);
const first: LongestBlock[] = [];
const unchanged: LongestBlock[] = [];
for (let run = 0; run < RUNS; run += 1) first.push(await longestBlock(1));
for (let run = 0; run < RUNS; run += 1) unchanged.push(await longestBlock(2));

function tell(name: string, blocks: readonly LongestBlock[]): void {
  const [ms, cpuMs] = [blocks.map((block) => block.ms), blocks.map((block) => block.cpuMs)];
  say(`${name}: ${inWords(ms)}; of CPU alone: ${inWords(cpuMs)}`);
  report({ name, value: median(ms), unit: 'ms', limit: LONGEST_MS });
  report({ name: `${name}, CPU alone`, value: median(cpuMs), unit: 'ms', limit: LONGEST_MS });
}
tell('longest block, first reading', first);
tell('longest block, unchanged reading', unchanged);
