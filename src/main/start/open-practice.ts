/**
 * Opens a practice on this PC, with or without a window: claims the data folder, finds out which practice is wanted, and
 * seats it. The claim is held until the end, also while one practice takes the seat of another.
 */
import type { Handlers } from '#shared/contract/contract.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Core } from '../core.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import { createKeptCredentials } from '../this-pc/kept-credentials.ts';
import type { KeyStore } from '../this-pc/sealed-key.ts';
import { claimDataFolder } from '../store/claim-data-folder.ts';
import { type PracticeSurroundings, openOne } from './open-one.ts';
import { createKeySide } from './key-side.ts';
import { createSeat } from './seat.ts';
import { createSettingsSide } from './settings-side.ts';
import type { StartOptions } from './start-options.ts';
import { whatToOpen } from './what-to-open.ts';

export interface OpenedPractice {
  /** Of the practice that is open now: another one after a change of settings. */
  readonly core: Core;
  handlers(): Promise<Handlers | undefined>;
  /** What to say in the terminal about the first, in plain lines. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

export interface OpenPracticeDeps extends Omit<PracticeSurroundings, 'settings' | 'patientKey'> {
  readonly options: StartOptions;
  /** The operating system's. Left out where no window runs. */
  readonly keyStore?: KeyStore;
  /** Another practice has been opened in the same process: what the window shows is of the old one. */
  readonly replaced?: (lines: readonly string[]) => void;
  /** Neither would the new one open nor the old one again: nothing is open any more. */
  readonly lost?: (why: Failure) => void;
}

function claim(folder: DataFolder): Outcome<() => void> {
  try {
    const letGo = claimDataFolder(folder.claim);
    if (letGo) return ok(letGo);
  } catch (error) {
    const message = `The data folder ${folder.root} cannot be used. It must be a folder that this user may write to.`;
    return failed(failure('store-trouble', message, { detail: String(error) }));
  }
  const message =
    'Slotkeeper is already running on this data folder. Two at once could book twice, so this one stops.';
  return failed(failure('not-allowed', message, { detail: folder.root }));
}

export async function openPractice(deps: OpenPracticeDeps): Promise<Outcome<OpenedPractice>> {
  const { options, keyStore, replaced = () => {}, lost = () => {}, ...surroundings } = deps;
  const { folder, clock, log } = surroundings;
  const aim = whatToOpen(options, folder);
  if (!aim.ok) return aim;
  const claimed = claim(folder);
  if (!claimed.ok) return claimed;

  const credentials = createKeptCredentials(folder.credentials, keyStore);
  const seat = createSeat({
    open: (next, given) =>
      openOne(
        {
          ...{ ...surroundings, credentials, settings },
          ...{ patientKey: keySide.acts, begunAnew: keySide.begunAnew() },
        },
        next,
        given,
      ),
    log,
    lost,
  });
  const settings = createSettingsSide({ folder, credentials, seat, clock, log, replaced });
  const keySide = createKeySide({ folder, secrets: surroundings.secrets, seat, clock, log, replaced });
  const end = async () => {
    keySide.stop();
    await seat.close();
    claimed.value();
  };
  try {
    const first = await seat.take(aim.value);
    if (!first.ok) {
      await end();
      return first;
    }
    keySide.start();
    let { core } = first.value;
    return ok({
      get core() {
        core = seat.now()?.core ?? core;
        return core;
      },
      handlers: seat.handlers,
      lines: first.value.lines,
      close: end,
    });
  } catch (error) {
    await end();
    throw error;
  }
}
