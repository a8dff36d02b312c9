/** Opens the patients' key and then the database, and says in words what reception must know about either. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import type { PracticeRow } from '#shared/contract/rows.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { DataFolder } from '../this-pc/data-folder.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Configuration } from '../ports/settings.ts';
import { type StoreNews, openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

type Notices = PracticeRow['notices'];

export interface OpenedStore {
  readonly store: Store;
  /** The name of the file in the data folder. */
  readonly database: string;
  readonly key: Uint8Array;
  readonly notices: Notices;
}

const KEY_IN_FILE = {
  code: 'key-in-file',
  text: 'This PC offers no key store, so the key that protects patients’ details is kept in a file that only this user can read.',
} as const;

const keptApartIn = (file: string): Notices[number] => ({
  code: 'kept-apart',
  text: `Bookings made while Slotkeeper was connected to another practice or EHR are kept in ${path.basename(file)}. They are shown again when it is connected there again.`,
});

function inWords(news: StoreNews): Notices[number] {
  switch (news.code) {
    case 'put-aside': {
      const kept = `It was put aside as ${path.basename(news.path)} and nothing was deleted.`;
      const next =
        'The diary is being read anew. Confirmed online bookings are still in the diary, but no longer listed here. One that was waiting to be written may not have been made; its patient was told that it was not confirmed yet.';
      return { code: news.code, text: `The database on this PC was damaged. ${news.why} ${kept} ${next}` };
    }
    case 'sample-put-aside': {
      const kept = `What was tried on it was put aside as ${path.basename(news.path)}.`;
      return {
        code: news.code,
        text: `This was the sample practice until now. ${kept} The diary is being read.`,
      };
    }
    case 'patients-not-readable': {
      const whose = news.bookings === 1 ? 'one booking' : `${news.bookings} bookings`;
      const text = `The patients of ${whose} cannot be shown: they were sealed with a key that this PC no longer has. The bookings themselves stand.`;
      return { code: news.code, text };
    }
  }
}

export async function openTheStore(deps: {
  readonly folder: DataFolder;
  readonly database?: { readonly path: string; readonly orElse?: string };
  readonly configuration: Configuration;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  /** On the sample practice no patient is real, so where the key lies is no news. */
  readonly sample?: unknown;
}): Promise<Outcome<OpenedStore>> {
  const { folder, configuration, secrets, clock, log, sample } = deps;
  const answer = await secrets.patientKey();
  if (answer.kind !== 'key') {
    log.error('key.not-usable', { kind: answer.kind });
    return failed(failure('store-trouble', answer.message));
  }
  const { key, keeper } = answer;
  const { practice, ehr } = configuration;
  const whose = { practice: `${practice.odsCode} ${ehr.kind}`, isSample: sample !== undefined };
  const { path: usual, orElse } = deps.database ?? { path: folder.database };
  const openAt = (file: string) => openStore({ path: file, patientKey: key, whose, clock, log });
  let file = usual;
  let opened = openAt(file);
  let keptApart: Notices = [];
  // Only the rows of another practice or EHR are `not-allowed`; everything else is trouble, and stays it.
  if (!opened.ok && opened.failure.kind === 'not-allowed' && orElse !== undefined) {
    if (!existsSync(orElse)) keptApart = [keptApartIn(usual)];
    file = orElse;
    opened = openAt(file);
  }
  if (!opened.ok) return opened;
  const { store, news } = opened.value;
  return ok({
    store,
    database: path.basename(file),
    key,
    notices: [...news.map(inWords), ...keptApart, ...(keeper === 'file' && !sample ? [KEY_IN_FILE] : [])],
  });
}
