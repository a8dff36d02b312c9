/** Opens the patients' key and then the database, and says in words what reception must know about either. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import type { PracticeRow } from '#shared/contract/rows.ts';
import type { KeyTrouble } from '#shared/domain/key-trouble.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';

import type { DataFolder } from '../this-pc/data-folder.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Configuration } from '../ports/settings.ts';
import { type StoreNews, openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { findKey } from './find-key.ts';
import type { BegunAnew } from './surroundings.ts';

type Notices = PracticeRow['notices'];

export interface OpenedStore {
  readonly store: Store;
  /** The name of the file in the data folder. */
  readonly database: string;
  /** `undefined` with a `keyTrouble`: the store neither shows nor takes patients' details. */
  readonly key: Uint8Array | undefined;
  readonly keyTrouble: KeyTrouble | undefined;
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

function begunAnewInWords({ files, unsent }: BegunAnew): Notices[number] {
  const kept = `What was kept before was put aside as ${files.join(', ')}; nothing was deleted.`;
  const next =
    'The diary is being read anew. Look under Slot types whether all are switched on that patients are to book. Confirmed online bookings are still in the diary, but no longer listed here, and their patients’ private links no longer open.';
  const onTheWay =
    unsent === 0
      ? ''
      : ` ${unsent === 1 ? 'One booking or cancellation was' : `${unsent} bookings or cancellations were`} still on the way: look in the diary whether they were made.`;
  return { code: 'begun-anew', text: `Slotkeeper has begun anew on this PC. ${kept} ${next}${onTheWay}` };
}

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
  readonly begunAnew?: BegunAnew;
}): Promise<Outcome<OpenedStore>> {
  const { folder, configuration, secrets, clock, log, sample, begunAnew } = deps;
  const found = await findKey(secrets, folder);
  const keyTrouble = found.kind === 'trouble' ? found.trouble : undefined;
  const key = found.kind === 'key' ? found.key : undefined;
  if (keyTrouble) log.error('key.not-usable', { kind: keyTrouble.story });
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
  if (begunAnew) {
    const [subject, why] = [begunAnew.files.join(', '), 'The key to patients’ details could not be had.'];
    const at = clock.now();
    store.write((tx) => tx.audit.add({ at, kind: 'store-put-aside', who: 'reception', subject, why }));
  }
  // That details cannot be shown is no news beside the whole story of the key.
  const told = keyTrouble ? news.filter(({ code }) => code !== 'patients-not-readable') : news;
  const isInFile = found.kind === 'key' && found.keeper === 'file';
  return ok({
    store,
    database: path.basename(file),
    key,
    keyTrouble,
    notices: [
      ...(begunAnew ? [begunAnewInWords(begunAnew)] : []),
      ...told.map(inWords),
      ...keptApart,
      ...(isInFile && !sample ? [KEY_IN_FILE] : []),
    ],
  });
}
