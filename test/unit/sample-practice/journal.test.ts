// What the sample practice writes down is what it knows after a restart, whatever cut the writing short.
import { appendFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEmisPractice } from '../../../src/main/sample-practice/emis-practice.ts';
import type { SampleClock } from '../../../src/main/sample-practice/diary/clock.ts';

const clock: SampleClock = { now: () => Date.parse('2026-11-23T10:00:00Z'), after: () => () => undefined };
const someFile = () => path.join(mkdtempSync(path.join(tmpdir(), 'sample-practice-')), 'state.jsonl');
const open = (stateFile?: string) =>
  createEmisPractice({ port: 0, weeks: 2, clock, ...(stateFile === undefined ? {} : { stateFile }) });
type Practice = ReturnType<typeof open>;

async function work(practice: Practice): Promise<void> {
  practice.living.live(400);
  const [free] = await practice.staff.find({ slotType: 'Nurse - smear', status: 'free' });
  practice.living.appointments.book({
    slotId: free?.slotId ?? 0,
    patientNumber: 4_471,
    reason: 'Online',
    notes: 'ref A1',
    bookedBy: '55',
  });
  const added = practice.staff.addSession({ day: '2026-11-25' });
  practice.staff.book(added.slots[0]?.slotId ?? 0);
  practice.staff.removeSession(practice.staff.day('2026-11-26')[0]?.id ?? 0);
}

describe('the journal', () => {
  test('a restart has the same diary, bookings of the wire and added sessions included', async () => {
    const file = someFile();
    const first = open(file);
    await work(first);
    const before = await first.staff.snapshot();
    // not closed: a killed process closes nothing
    const second = open(file);
    expect(await second.staff.snapshot()).toEqual(before);
    expect(await second.staff.find({ patientNumber: 4_471 })).toMatchObject([
      { status: 'booked', notes: 'ref A1', reason: 'Online' },
    ]);
    expect(second.living.revision()).toBe(first.living.revision());
    expect(await open().staff.snapshot()).not.toEqual(before);
  });

  test('a half-written last line is cut away, and writing goes on after it', async () => {
    const file = someFile();
    const first = open(file);
    await work(first);
    const [free] = await first.staff.find({ slotType: 'GP telephone', status: 'free' });
    const before = await first.staff.snapshot();
    first.staff.book(free?.slotId ?? 0);
    truncateSync(file, readFileSync(file).length - 20);
    const second = open(file);
    expect(second.living.unreadableJournalLines).toBe(1);
    expect(await second.staff.snapshot()).toEqual(before);
    second.staff.block(free?.slotId ?? 0);
    const third = open(file);
    expect(third.living.unreadableJournalLines).toBe(0);
    expect(third.staff.slot(free?.slotId ?? 0)?.status).toBe('blocked');
  });

  test('rubbish in the middle is passed over and counted', async () => {
    const file = someFile();
    const first = open(file);
    const [one, two] = await first.staff.find({ slotType: 'GP telephone', status: 'free' });
    first.staff.book(one?.slotId ?? 0);
    appendFileSync(file, '{"n":2,"slo\u0000\n[]\n');
    const second = open(file);
    second.staff.book(two?.slotId ?? 0);
    const third = open(file);
    expect(third.living.unreadableJournalLines).toBe(2);
    expect(third.staff.slot(one?.slotId ?? 0)?.status).toBe('booked');
    expect(third.staff.slot(two?.slotId ?? 0)?.status).toBe('booked');
  });

  test('a file of another diary is refused and left as it was', async () => {
    const file = someFile();
    await work(open(file));
    const text = readFileSync(file, 'utf8');
    expect(() => createEmisPractice({ port: 0, seed: 'other', clock, stateFile: file })).toThrow(
      /another sample diary/,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('or it is put aside, when told so', async () => {
    const file = someFile();
    await work(open(file));
    const text = readFileSync(file, 'utf8');
    const other = createEmisPractice({
      port: 0,
      seed: 'other',
      clock,
      stateFile: file,
      foreignState: 'put-aside',
    });
    expect(other.living.revision()).toBe(0);
    expect(readFileSync(`${file}.old`, 'utf8')).toBe(text);
  });

  test('an empty file is a fresh diary', () => {
    const file = someFile();
    writeFileSync(file, '');
    expect(open(file).living.revision()).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('"sampleDiary":1');
  });

  test('grown long, it is rewritten short and says the same', async () => {
    const file = someFile();
    const first = open(file);
    await work(first);
    const [free] = await first.staff.find({ slotType: 'GP telephone', status: 'free' });
    for (let round = 0; round < 12_000; round += 1) {
      first.staff.block(free?.slotId ?? 0);
      first.staff.unblock(free?.slotId ?? 0);
    }
    const before = await first.staff.snapshot();
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(10_000);
    expect(await open(file).staff.snapshot()).toEqual(before);
  });
});
