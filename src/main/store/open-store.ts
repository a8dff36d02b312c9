/**
 * Opens the store, or says why not. Three ends: open; refused and untouched (a newer Slotkeeper's file, a network path,
 * locked, no room); or unreadable, put aside and begun anew, which the news says aloud. Never silently replaced.
 */
import path from 'node:path';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { assertDurable, makeDurable, openFile, shrinkWal } from './connection.ts';
import { type BuiltStore, createStore } from './create-store.ts';
import { inspectFile } from './inspect-file.ts';
import { migrate, newestVersion } from './migrate.ts';
import { isNetworkPlace, placeOf } from './network-place.ts';
import { keepToOurselves, makeOwnFolder } from './own-folder.ts';
import { putAside } from './put-aside.ts';
import { sealOldNotes } from './seal-old-notes.ts';
import { type Seal, createSeal } from './seal.ts';
import type { Store } from './store.ts';
import { NotUpToDate, OfAnotherPractice, refusal, whyUnreadable } from './why-not-open.ts';
import { type Whose, bindRows } from './whose-rows.ts';

export interface OpenStoreDeps {
  /** The database file, on a disk of this PC. Its folder is made when missing. */
  readonly path: string;
  /** 32 bytes. Without it the store opens, but neither shows nor takes patients' details. */
  readonly patientKey: Uint8Array | undefined;
  /** Whose EHR will be read and written. Rows of another are refused; those of the sample are put aside for a real one. */
  readonly whose?: Whose;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** `look`: beside a Slotkeeper that may be running. Nothing is put aside and no table is changed. Else `work`. */
  readonly purpose?: 'work' | 'look';
}

/** What reception must be told at the start. */
export type StoreNews =
  | { readonly code: 'put-aside'; readonly path: string; readonly why: string }
  /** The rows were of the invented practice, and a real one has come. */
  | { readonly code: 'sample-put-aside'; readonly path: string }
  /** This many bookings come without their patient: sealed with a key that we do not have. */
  | { readonly code: 'patients-not-readable'; readonly bookings: number };

export interface OpenedStore {
  readonly store: Store;
  readonly news: readonly StoreNews[];
}

function tryToOpen(deps: OpenStoreDeps, seal: Seal): BuiltStore {
  const version = inspectFile(deps.path);
  if (deps.purpose === 'look' && version < newestVersion()) throw new NotUpToDate(`version ${version}`);
  const db = openFile(deps.path);
  try {
    if (deps.purpose !== 'look') keepToOurselves(deps.path);
    makeDurable(db);
    migrate(db);
    assertDurable(db);
    if (deps.whose) bindRows(db, deps.whose);
    if (deps.purpose !== 'look' && sealOldNotes(db, seal, deps.clock.now()) > 0) shrinkWal(db);
    return createStore({ db, seal, clock: deps.clock, log: deps.log });
  } catch (error) {
    db.close();
    throw error;
  }
}

export function openStore(deps: OpenStoreDeps): Outcome<OpenedStore> {
  if (isNetworkPlace(placeOf(deps.path))) {
    return failed(
      failure('store-trouble', 'The data folder is on the network. Choose one on a disk of this PC.'),
    );
  }
  const news: StoreNews[] = [];
  try {
    makeOwnFolder(deps.path);
    const seal = createSeal(deps.patientKey);
    const { store, countPatientsSealedWithOtherKeys } = openOrBeginAnew(deps, seal, news);
    const bookings = countPatientsSealedWithOtherKeys();
    if (bookings > 0) news.push({ code: 'patients-not-readable', bookings });
    return ok({ store, news });
  } catch (error) {
    return failed(refusal(error));
  }
}

function openOrBeginAnew(deps: OpenStoreDeps, seal: Seal, news: StoreNews[]): BuiltStore {
  try {
    return tryToOpen(deps, seal);
  } catch (error) {
    const isOfSample = error instanceof OfAnotherPractice && error.isSample && deps.whose?.isSample === false;
    const why = isOfSample ? 'It was the sample practice’s.' : whyUnreadable(error);
    if (why === undefined || deps.purpose === 'look') throw error;
    const at = deps.clock.now();
    const aside = putAside(deps.path, at);
    deps.log[isOfSample ? 'info' : 'error']('store-put-aside', { file: path.basename(aside) });
    news.push(
      isOfSample ? { code: 'sample-put-aside', path: aside } : { code: 'put-aside', path: aside, why },
    );
    const built = tryToOpen(deps, seal);
    built.store.write((tx) =>
      tx.audit.add({ at, kind: 'store-put-aside', who: 'slotkeeper', subject: path.basename(aside), why }),
    );
    return built;
  }
}
