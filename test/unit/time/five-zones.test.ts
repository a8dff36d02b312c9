/**
 * The PC may stand in any time zone, or believe that it does; the practice's clock is London's. Each zone is a process of its
 * own, because a zone is the process's. SLOTKEEPER_ZONES=all tries every zone that Node knows.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import type { ZoneReport } from './every-hour.ts';

/** West and east of London, half an hour off, a summer that is our winter, and none at all. */
const ZONES =
  process.env['SLOTKEEPER_ZONES'] === 'all'
    ? Intl.supportedValuesOf('timeZone')
    : ['UTC', 'Europe/London', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland'];
const AT_ONCE = 2;
const HOURS_OF_2026_TO_2028 = 26_304;

const run = promisify(execFile);

async function reportOf(zone: string): Promise<ZoneReport> {
  const program = path.join(import.meta.dirname, 'every-hour.ts');
  const { stdout } = await run(process.execPath, [program], { env: { ...process.env, TZ: zone } });
  return JSON.parse(stdout) as ZoneReport;
}

async function reportsOf(zones: readonly string[]): Promise<ZoneReport[]> {
  const left = [...zones];
  const reports: ZoneReport[] = [];
  const work = async () => {
    for (let zone = left.shift(); zone !== undefined; zone = left.shift()) reports.push(await reportOf(zone));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return reports;
}

test('every hour of 2026 to 2028 and the six changes of the clocks mean the same on a PC in any zone @hazard:H19 @hazard:H11', async () => {
  const reports = await reportsOf(ZONES);
  // Each process did believe what it was told.
  expect(new Set(reports.map(({ zone }) => zone)).size).toBe(ZONES.length);
  for (const { zone, examples, mismatches, hours, minutes, comparisons } of reports) {
    expect({ zone, mismatches, examples }).toEqual({ zone, mismatches: 0, examples: [] });
    expect([hours, minutes]).toEqual([HOURS_OF_2026_TO_2028, 6 * 6 * 60]);
    expect(comparisons).toBeGreaterThan(400_000);
  }
  expect(new Set(reports.map(({ digest }) => digest)).size).toBe(1);
}, 1_800_000);
