/**
 * Which practice a start opens: what the command line names; else the sample, if somebody chose it in the window; else the
 * practice that is set up in the data folder; else the sample.
 */
import { existsSync, readFileSync } from 'node:fs';

import { z } from 'zod';

import { EHR_KINDS, type EhrKind } from '#shared/domain/ehr.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';

import type { Configuration } from '../ports/settings.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import { writePrivateFile } from '../this-pc/private-file.ts';
import { readConfiguration } from './configuration.ts';
import type { StartOptions } from './start-options.ts';

export interface SampleAim {
  readonly what: 'sample';
  readonly ehr: EhrKind;
}

export interface PracticeAim {
  readonly what: 'practice';
  readonly source: 'data-folder' | 'given-file';
  readonly file: string;
  /** As the file says it: a credential that it leaves out is empty. */
  readonly configuration: Configuration;
}

export type Aim = SampleAim | PracticeAim;

const choice = z.object({ open: z.enum(['sample', 'practice']), sample: z.enum(EHR_KINDS).exactOptional() });
export type Choice = z.infer<typeof choice>;

/** `undefined` when nobody chose, or the note cannot be read: it is a convenience and no more. */
export function readChoice(folder: DataFolder): Choice | undefined {
  try {
    return choice.parse(JSON.parse(readFileSync(folder.choice, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Throws what the file system throws. */
export const rememberChoice = (folder: DataFolder, chosen: Choice): void =>
  writePrivateFile(folder.choice, `${JSON.stringify(choice.parse(chosen))}\n`);

const readPractice = (source: PracticeAim['source'], file: string): Outcome<PracticeAim> => {
  const read = readConfiguration(file);
  return read.ok ? ok({ what: 'practice', source, file, configuration: read.value }) : read;
};

/** `undefined` when none is set up. */
export const readOwnPractice = (folder: DataFolder): Outcome<PracticeAim> | undefined =>
  existsSync(folder.configuration) ? readPractice('data-folder', folder.configuration) : undefined;

export function whatToOpen(options: StartOptions, folder: DataFolder): Outcome<Aim> {
  if (options.sample) return ok({ what: 'sample', ehr: options.sample });
  if (options.configurationFile) return readPractice('given-file', options.configurationFile);
  const chosen = readChoice(folder);
  const sample: SampleAim = { what: 'sample', ehr: chosen?.sample ?? 'emis-web' };
  if (chosen?.open === 'sample') return ok(sample);
  return readOwnPractice(folder) ?? ok(sample);
}
