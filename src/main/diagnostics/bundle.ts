/** The diagnostic bundle: previewed first, then written as one zip into the data folder. Nothing is sent anywhere by itself. */
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import yazl from 'yazl';

import { addDays, asInstant, dayOf, formatClockWithSeconds, formatInstant } from '#shared/domain/time.ts';

import { type BundleFile, type BundleSources, collect } from './collect.ts';
import { type KnownPatient, keepClean } from './check-bundle.ts';

/** No reading, event or log line in a bundle is older. */
const OWN_FACTS_DAYS = 400;

export interface Bundle {
  readonly files: readonly BundleFile[];
  /** What is not in it, in words. */
  readonly missing: readonly string[];
}

function knownPatients({ read }: BundleSources): KnownPatient[] {
  return read.bookings.since(asInstant(0)).flatMap(({ patient }) => (patient ? [patient] : []));
}

export function makeBundle(sources: BundleSources, note: string): Bundle {
  const { files, missing } = collect(sources, note);
  const { kept, leftOut } = keepClean(
    files,
    knownPatients(sources),
    addDays(dayOf(sources.now), -OWN_FACTS_DAYS),
  );
  const words = leftOut.map((name) => `${name} was left out because it held a patient’s details.`);
  const said = [...missing, ...words];
  const manifest = {
    what: 'Slotkeeper diagnostic bundle',
    practice: sources.configuration.practice.odsCode,
    madeAt: formatInstant(sources.now),
    files: kept.map((file) => ({ name: file.name, bytes: Buffer.byteLength(file.text) })),
    missing: said,
    patients: 'No patient’s details are collected; every file was checked for them.',
  };
  return {
    files: [{ name: 'manifest.json', text: `${JSON.stringify(manifest, null, 2)}\n` }, ...kept],
    missing: said,
  };
}

/** Into a folder under a name of its own, or into the file that ends in `.zip`. Gives the path; rejects when it cannot be written. */
export async function writeBundle(bundle: Bundle, place: string, sources: BundleSources): Promise<string> {
  const { now, configuration } = sources;
  const stamp = `${dayOf(now)}-${formatClockWithSeconds(now).replaceAll(':', '')}`;
  const name = `slotkeeper-${configuration.practice.odsCode}-${stamp}.zip`;
  const file = place.endsWith('.zip') ? place : path.join(place, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const zip = new yazl.ZipFile();
  for (const part of bundle.files) zip.addBuffer(Buffer.from(part.text), part.name, { mtime: new Date(now) });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file, { mode: 0o600 }));
  return file;
}
