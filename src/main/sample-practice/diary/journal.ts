/**
 * The file in which every change of the diary is written down before its answer leaves, so that
 * `kill -9` of whoever hosts the practice loses nothing.
 *
 * JSON lines, the first of which says which diary it belongs to. A record holds the new state, not
 * the act: replaying one twice is harmless and the last one wins. Written without fsync on purpose:
 * it survives the process, not a power cut, and the practice is not real.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Instant } from './days.ts';
import type { DiarySession, SlotContent } from './diary-types.ts';

export type JournalRecord =
  | { readonly n: number; readonly at: Instant; readonly slot: number; readonly to: SlotContent }
  | { readonly n: number; readonly at: Instant; readonly add: DiarySession }
  /** `was`: the session with the bookings that it had, which an interface may still be asked for */
  | { readonly n: number; readonly at: Instant; readonly remove: number; readonly was?: DiarySession };

export type Journal = {
  readonly replayed: readonly JournalRecord[];
  /** lines that could not be read: a half-written end, or damage further up */
  readonly unreadable: number;
  readonly append: (record: JournalRecord) => void;
  /** Replaces the whole file by these records. */
  readonly rewrite: (records: readonly JournalRecord[]) => void;
  readonly lines: () => number;
  readonly close: () => void;
};

class JournalMismatch extends Error {
  override name = 'JournalMismatch';
}

export const NO_JOURNAL: Journal = {
  replayed: [],
  unreadable: 0,
  append: () => undefined,
  rewrite: () => undefined,
  lines: () => 0,
  close: () => undefined,
};

function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null || !('n' in value) || typeof value.n !== 'number')
    return false;
  return ('slot' in value && 'to' in value) || 'add' in value || 'remove' in value;
}

function readLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

type Reading = {
  records: JournalRecord[];
  unreadable: number;
  lines: number;
  goodBytes: number;
  hasHeader: boolean;
};

function readJournal(file: string, header: string): Reading {
  const reading: Reading = { records: [], unreadable: 0, lines: 0, goodBytes: 0, hasHeader: false };
  if (!existsSync(file)) return reading;
  const text = readFileSync(file, 'utf8');
  // What follows the last newline was being written when the process died: its answer never left.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  reading.goodBytes = Buffer.byteLength(whole);
  if (whole.length < text.length) reading.unreadable += 1;
  const lines = whole.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return reading;
  if (lines[0] !== header) {
    throw new JournalMismatch(
      `${file} keeps the state of another sample diary (${lines[0]?.slice(0, 120)}); use another file`,
    );
  }
  reading.hasHeader = true;
  for (const line of lines.slice(1)) {
    const value = readLine(line);
    if (isRecord(value)) reading.records.push(value);
    else reading.unreadable += 1;
  }
  reading.lines = lines.length - 1;
  return reading;
}

/** What becomes of a file that belongs to another diary: an error, or it is renamed to `FILE.old`. */
export type ForeignState = 'refuse' | 'put-aside';

function readOrPutAside(file: string, header: string, foreign: ForeignState): Reading {
  try {
    return readJournal(file, header);
  } catch (trouble) {
    if (foreign === 'refuse' || !(trouble instanceof JournalMismatch)) throw trouble;
    renameSync(file, `${file}.old`);
    return readJournal(file, header);
  }
}

/** @param identity what the diary depends on; a file written for another one is foreign */
export function openJournal(file: string, identity: object, foreign: ForeignState = 'refuse'): Journal {
  const header = JSON.stringify({ sampleDiary: 1, ...identity });
  mkdirSync(path.dirname(file), { recursive: true });
  const reading = readOrPutAside(file, header, foreign);
  if (existsSync(file)) truncateSync(file, reading.goodBytes);
  let lines = reading.lines;
  let handle = openSync(file, 'a');
  if (!reading.hasHeader) writeSync(handle, `${header}\n`);
  return {
    replayed: reading.records,
    unreadable: reading.unreadable,
    append: (record) => {
      writeSync(handle, `${JSON.stringify(record)}\n`);
      lines += 1;
    },
    rewrite: (records) => {
      const fresh = `${file}.new`;
      const next = openSync(fresh, 'w');
      writeSync(next, [header, ...records.map((record) => JSON.stringify(record)), ''].join('\n'));
      closeSync(next);
      closeSync(handle);
      renameSync(fresh, file);
      handle = openSync(file, 'a');
      lines = records.length;
    },
    lines: () => lines,
    close: () => closeSync(handle),
  };
}
