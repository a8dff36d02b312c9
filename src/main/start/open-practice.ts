/**
 * Opens one practice on this PC, with or without a window: claims the data folder, finds the configuration (or starts
 * the sample practice), and starts the core. What it gives back is closed in the opposite order.
 */
import { existsSync } from 'node:fs';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import { readConfiguration } from './configuration.ts';
import { type Core, createCore } from '../core.ts';
import type { CoreSurroundings } from '../core/surroundings.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import type { Configuration } from '../ports/settings.ts';
import { type OpenSample, openSample } from './open-sample.ts';
import type { StartOptions } from './start-options.ts';
import { claimDataFolder } from '../store/claim-data-folder.ts';

export interface OpenedPractice {
  readonly core: Core;
  /** What to say in the terminal, in plain lines. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

export interface OpenPracticeDeps extends Omit<CoreSurroundings, 'configuration' | 'sample'> {
  readonly options: StartOptions;
}

/** `--config`, else the configuration in the data folder, else none: then it is the sample practice. */
function findConfiguration(options: StartOptions, folder: DataFolder): Outcome<Configuration | undefined> {
  if (options.sample) return ok(undefined);
  if (options.configurationFile) return readConfiguration(options.configurationFile);
  return existsSync(folder.configuration) ? readConfiguration(folder.configuration) : ok(undefined);
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
  const { options, ...surroundings } = deps;
  const { folder, log } = surroundings;
  const configured = findConfiguration(options, folder);
  if (!configured.ok) return configured;
  const claimed = claim(folder);
  if (!claimed.ok) return claimed;
  const letGo = claimed.value;
  let sample: OpenSample | undefined;
  const undo = async () => {
    await sample?.close();
    letGo();
  };
  try {
    sample = configured.value ? undefined : await openSample(folder);
    const configuration = configured.value ?? sample?.configuration;
    if (!configuration) throw new Error('neither a practice nor a sample');
    const core = await createCore({ ...surroundings, configuration, ...(sample ? { sample } : {}) });
    if (!core.ok) {
      await undo();
      return core;
    }
    const { bookingSiteUrl, notices } = await core.value.start();
    log.info('practice.opened', { sample: sample !== undefined, ehr: configuration.ehr.kind });
    const lines = [
      sample
        ? 'Opened the sample practice: its EMIS Web server runs inside the app, and nothing in it is real.'
        : `Opened ${configuration.practice.name}.`,
      ...notices,
      ...(bookingSiteUrl ? [`Patients' page: ${bookingSiteUrl}`] : []),
    ];
    return ok({
      core: core.value,
      lines,
      async close() {
        await core.value.stop();
        await undo();
      },
    });
  } catch (error) {
    await undo();
    throw error;
  }
}
