/**
 * Opens one practice in a data folder that is claimed already: finds its credentials and its database, starts the sample's
 * EHR where it is the sample, and then the core. What it gives back is closed in the opposite order.
 */
import type { PracticeRow } from '#shared/contract/rows.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';

import { type Core, createCore } from '../core.ts';
import type { BegunAnew, CoreSurroundings } from '../core/surroundings.ts';
import type { Credentials, KeptCredentials } from '../ports/credentials.ts';
import type { Configuration } from '../ports/settings.ts';
import { databaseApart } from '../this-pc/data-folder.ts';
import { type CredentialValues, credentialsIn, missingIn, notSetUp, ownerOf } from './ehr-credentials.ts';
import { withCredentials } from './ehr-credentials.ts';
import { type OpenSample, openSample } from './open-sample.ts';
import type { Aim, PracticeAim } from './what-to-open.ts';

export type PracticeSurroundings = Omit<
  CoreSurroundings,
  'configuration' | 'sample' | 'database' | 'notSetUp' | 'notices' | 'keepDeviceId' | 'begunAnew'
>;

export interface OpenOneDeps extends PracticeSurroundings {
  readonly credentials: Credentials;
  readonly begunAnew?: BegunAnew | undefined;
}

export interface OpenedOne {
  readonly aim: Aim;
  /** With its credentials: never for the window. */
  readonly configuration: Configuration;
  readonly core: Core;
  /** What to say in the terminal, in plain lines. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/** Under which name this PC keeps what the practice needs kept. */
export const ownerOfAim = (aim: Aim): string =>
  aim.what === 'sample' ? `sample ${aim.ehr}` : ownerOf(aim.configuration);

/** In this order, the later wins: kept on this PC, in the file, given just now. */
export function withAllCredentials(
  configuration: Configuration,
  kept: KeptCredentials,
  given: CredentialValues = {},
): Configuration {
  const fromPc = kept.kind === 'kept' ? kept.values : {};
  const values = { ...fromPc, ...credentialsIn(configuration.ehr), ...given };
  return { ...configuration, ehr: withCredentials(configuration.ehr, values) };
}

/** Why the EHR cannot be asked at all, if so. */
export function whyNotSetUp({ ehr }: Configuration, kept: KeptCredentials): Failure | undefined {
  const missing = missingIn(ehr);
  return missing && notSetUp(ehr, missing, kept.kind === 'kept' ? undefined : kept.message);
}

function databaseOf(aim: Aim, { folder }: OpenOneDeps): CoreSurroundings['database'] {
  if (aim.what === 'sample') return { path: databaseApart(folder, `sample ${aim.ehr}`) };
  // A file that is named at the start may be the wrong one for this folder; one that is set up here is meant.
  if (aim.source === 'given-file') return { path: folder.database };
  const { practice, ehr } = aim.configuration;
  return { path: folder.database, orElse: databaseApart(folder, `${practice.odsCode} ${ehr.kind}`) };
}

const sampleLine = (product: string): string =>
  `Opened the sample practice: its ${product} server runs inside the app, and nothing in it is real.`;

/** `given`: credentials that are about to be kept. */
export async function openOne(
  deps: OpenOneDeps,
  aim: Aim,
  given: CredentialValues = {},
): Promise<Outcome<OpenedOne>> {
  const { credentials, begunAnew, ...surroundings } = deps;
  const { folder, log } = deps;
  const owner = ownerOfAim(aim);
  const kept = credentials.read(owner);
  const deviceId = (kept.kind === 'kept' ? kept.values['deviceId'] : undefined) ?? '';
  const sample: OpenSample | undefined =
    aim.what === 'sample' ? await openSample(folder, { ehr: aim.ehr, deviceId }) : undefined;
  try {
    const configuration =
      sample?.configuration ?? withAllCredentials((aim as PracticeAim).configuration, kept, given);
    const missing = sample ? undefined : whyNotSetUp(configuration, kept);
    const notices: PracticeRow['notices'] =
      kept.kind === 'kept' ? [] : [{ code: `credentials-${kept.kind}`, text: kept.message }];
    const database = databaseOf(aim, deps);
    const core = await createCore({
      ...surroundings,
      configuration,
      notices,
      ...(database ? { database } : {}),
      ...(begunAnew ? { begunAnew } : {}),
      ...(missing ? { notSetUp: missing } : {}),
      ...(sample ? { sample } : {}),
      keepDeviceId(id) {
        const done = credentials.keep(owner, { deviceId: id });
        if (!done.ok) log.error('credentials.not-kept', { name: 'deviceId', why: done.failure.message });
      },
    });
    if (!core.ok) {
      await sample?.close();
      return core;
    }
    const { bookingSiteUrl, notices: said } = await core.value.start();
    const { ehr, practice } = configuration;
    log.info('practice.opened', { sample: sample !== undefined, ehr: ehr.kind });
    return ok({
      aim,
      configuration,
      core: core.value,
      lines: [
        sample ? sampleLine(PRODUCT_OF[ehr.kind]) : `Opened ${practice.name}.`,
        ...said,
        ...(missing ? [missing.message] : []),
        ...(bookingSiteUrl ? [`Patients' page: ${bookingSiteUrl}`] : []),
      ],
      async close() {
        await core.value.stop();
        await sample?.close();
      },
    });
  } catch (error) {
    await sample?.close();
    throw error;
  }
}
