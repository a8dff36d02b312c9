/**
 * What the SystmOne door remembers over a restart beside the diary: approved devices, and what was added with our API key.
 *
 * A small file of its own, written whole; unreadable is the same as empty, since the worst that follows is that somebody
 * is asked about a device again.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Remembered = {
  readonly devices: readonly string[];
  readonly isBlocked: boolean;
  /** AppointmentUIDs, oldest first */
  readonly added: readonly string[];
};

const MOST_ADDED = 5_000;
const NOTHING: Remembered = { devices: [], isBlocked: false, added: [] };

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function load(file: string): Remembered {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const fields = new Map<string, unknown>(Object.entries(value ?? {}));
    return {
      devices: texts(fields.get('devices')),
      isBlocked: fields.get('isBlocked') === true,
      added: texts(fields.get('added')),
    };
  } catch {
    return NOTHING;
  }
}

export type Memory = ReturnType<typeof createMemory>;

/** @param file undefined = forgotten when the practice is closed */
export function createMemory(file: string | undefined) {
  let known = file === undefined ? NOTHING : load(file);
  return {
    read: (): Remembered => known,
    change: (to: Partial<Remembered>): void => {
      known = { ...known, ...to };
      if (known.added.length > MOST_ADDED) known = { ...known, added: known.added.slice(-MOST_ADDED / 2) };
      if (file === undefined) return;
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(known));
      renameSync(`${file}.new`, file);
    },
  };
}
