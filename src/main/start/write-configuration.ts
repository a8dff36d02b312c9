/**
 * A draft of the window as the configuration file of the data folder. Credentials never stand in what is written here: those
 * that a file of before had in it, given by hand, move to where this PC keeps such things.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';

import type { SettingsDraft } from '#shared/contract/settings.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Credentials } from '../ports/credentials.ts';
import type { Configuration } from '../ports/settings.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import { writePrivateFile } from '../this-pc/private-file.ts';
import { parseConfiguration, readConfiguration } from './configuration.ts';
import { type CredentialValues, credentialsIn, ownerOf } from './ehr-credentials.ts';
import { type Json, jsonOf } from './settings-form.ts';
import type { PracticeAim } from './what-to-open.ts';

export interface DraftedPractice {
  readonly aim: PracticeAim;
  /** To be written; holds no credential. */
  readonly json: Json;
  /** What stands in the file of before, if it was for the same. */
  readonly inFile: CredentialValues;
  /** What was put in, or, when empty, taken away. */
  readonly given: CredentialValues;
}

/** What stands in a configuration file now, if it can be used at all. */
function readBefore(
  file: string,
): { readonly json: Json; readonly configuration: Configuration } | undefined {
  const read = existsSync(file) ? readConfiguration(file) : undefined;
  if (!read?.ok) return undefined;
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  return { json: JSON.parse(text) as Json, configuration: read.value };
}

/** `file`: what the draft changes. Fails with every mistake by its path; writes nothing. */
export function draftPractice(file: string, draft: SettingsDraft): Outcome<DraftedPractice> {
  const before = readBefore(file);
  const json = jsonOf(draft, before?.json ?? {});
  const parsed = parseConfiguration(json);
  if (!parsed.ok) return parsed;
  const configuration = parsed.value;
  const isForTheSame = before && ownerOf(before.configuration) === ownerOf(configuration);
  return ok({
    json,
    inFile: isForTheSame ? credentialsIn(before.configuration.ehr) : {},
    given: draft.credentials,
    aim: { what: 'practice', source: 'data-folder', file, configuration },
  });
}

/** First the credentials, then the file: with the one and without the other, the next start asks for what is missing. */
export function keepConfiguration(
  folder: DataFolder,
  credentials: Credentials,
  drafted: DraftedPractice,
): Outcome<void> {
  const { aim, json, given } = drafted;
  const before = readBefore(folder.configuration);
  if (before) {
    const moved = credentials.keep(ownerOf(before.configuration), credentialsIn(before.configuration.ehr));
    if (!moved.ok) return moved;
  }
  const kept = credentials.keep(ownerOf(aim.configuration), given);
  if (!kept.ok) return kept;
  try {
    // One that could not be used may have been somebody's work: it is not written over.
    if (!before && existsSync(folder.configuration)) {
      renameSync(folder.configuration, `${folder.configuration}.put-aside`);
    }
    writePrivateFile(folder.configuration, `${JSON.stringify(json, null, 2)}\n`);
    return ok(undefined);
  } catch (error) {
    const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = 'The configuration cannot be written into the data folder.';
    return failed(failure('store-trouble', message, { detail }));
  }
}
