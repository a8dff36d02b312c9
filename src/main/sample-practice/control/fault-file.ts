/**
 * Reading a faults file: `[fault, …]` or `{"faults": […], "modes": {…}}`.
 *
 * Every mistake is named with its place, since the file is written by hand in the middle of
 * hunting something else.
 */
import { readFileSync } from 'node:fs';
import { type Fault, readFaults } from '../faults/fault.ts';

/** `modes`: as written; the door that gets them checks them. */
export type FaultSettings = { readonly faults: readonly Fault[]; readonly modes?: unknown };

export function readFaultFile(file: string): FaultSettings {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (trouble) {
    throw new Error(
      `${file}: cannot be read as JSON (${trouble instanceof Error ? trouble.message : 'unknown trouble'})`,
      { cause: trouble },
    );
  }
  if (Array.isArray(value)) return { faults: readFaults(value) };
  if (typeof value !== 'object' || value === null)
    throw new Error(`${file}: a list of faults or {"faults": […]}`);
  const fields = new Map<string, unknown>(Object.entries(value));
  return { faults: readFaults(fields.get('faults') ?? []), modes: fields.get('modes') };
}
