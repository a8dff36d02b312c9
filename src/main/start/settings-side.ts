/**
 * What the settings and the first-run guide ask: read, try, keep, open another. A credential goes in and never out. Where
 * it matters to patients it refuses: nothing is opened in place of a practice whose bookings are still under way.
 */
import { existsSync } from 'node:fs';

import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import {
  CREDENTIALS_OF,
  CREDENTIAL_NAMES,
  type PracticeSettings,
  type SettingsDraft,
} from '#shared/contract/settings.ts';
import { type EhrKind, PRODUCT_OF } from '#shared/domain/ehr.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Log } from '../ports/log.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import { CREDENTIAL_WORDS, type CredentialValues, credentialsIn } from './ehr-credentials.ts';
import { type OpenedOne, ownerOfAim } from './open-one.ts';
import type { Seat } from './seat.ts';
import { formOf, isAsOpened } from './settings-form.ts';
import { createTestOfDraft } from './test-draft.ts';
import { type Aim, type PracticeAim, readChoice, readOwnPractice, rememberChoice } from './what-to-open.ts';
import { type DraftedPractice, draftPractice, keepConfiguration } from './write-configuration.ts';

export interface SettingsSideDeps {
  readonly folder: DataFolder;
  readonly credentials: Credentials;
  readonly seat: Seat;
  readonly clock: Clock;
  readonly log: Log;
  readonly replaced: (lines: readonly string[]) => void;
}

/** The answer must reach the window before the window is loaded afresh. */
const ANSWER_FIRST_MS = 100;

const refused = (message: string) => failed(failure('not-allowed', message));
const nobodyOpen = () => failed(failure('stopped', 'No practice is open.'));

const appointments = (count: number): string =>
  count === 1 ? 'One booking or cancellation is' : `${count} bookings or cancellations are`;

export function createSettingsSide(deps: SettingsSideDeps): Handlers['settings'] {
  const { folder, credentials, seat, clock, log, replaced } = deps;
  const testDraft = createTestOfDraft({ credentials, clock, log });

  /** Which file a draft changes. */
  const fileOf = (aim: Aim): string => (aim.what === 'practice' ? aim.file : folder.configuration);

  function settingsOf({ aim, configuration }: OpenedOne): PracticeSettings {
    const { practice, ehr, reading, bookingSite } = configuration;
    const kept = credentials.read(ownerOfAim(aim));
    const known = { ...(kept.kind === 'kept' ? kept.values : {}), ...credentialsIn(ehr) };
    return {
      ...(aim.what === 'sample'
        ? { source: 'sample', hasOwnPractice: existsSync(folder.configuration) }
        : { source: aim.source, file: aim.file }),
      practice: { name: practice.name, odsCode: practice.odsCode, phone: practice.phone ?? '' },
      ehr: formOf(ehr),
      credentials: CREDENTIALS_OF[ehr.kind].map((name) => ({ name, isKept: known[name] !== undefined })),
      keeper: credentials.keeper(),
      reading: { horizonDays: reading.horizonDays, nearEverySeconds: reading.nearEverySeconds },
      bookingSite,
    };
  }

  /** Its database would lie there unseen, with a patient waiting for what is in it. */
  function whyNotLeave({ aim, core, configuration }: OpenedOne): Outcome<void> {
    const count = aim.what === 'sample' ? 0 : core.countUnsent();
    if (count === 0) return ok(undefined);
    const product = PRODUCT_OF[configuration.ehr.kind];
    return refused(
      `${appointments(count)} still on the way to ${product}. Wait until that is settled, then try again.`,
    );
  }

  async function replace(
    next: Aim,
    given: CredentialValues,
    keep: () => Outcome<void>,
  ): Promise<Outcome<void>> {
    const done = await seat.replace(next, given, keep);
    if (!done.ok) return done;
    const { lines } = done.value;
    void clock.sleep(ANSWER_FIRST_MS).then(() => replaced(lines));
    return ok(undefined);
  }

  /** So that the next start opens the same. */
  function remember(open: 'sample' | 'practice', sample?: EhrKind): Outcome<void> {
    try {
      const kept = sample ?? readChoice(folder)?.sample;
      rememberChoice(folder, { open, ...(kept ? { sample: kept } : {}) });
      return ok(undefined);
    } catch (error) {
      return failed(
        failure('store-trouble', 'The choice cannot be written into the data folder.', {
          detail: error instanceof Error ? error.name : 'unknown',
        }),
      );
    }
  }

  /** A file that was named at the start is changed there; only what it leaves out is kept here. */
  async function keepBesideFile(
    aim: PracticeAim,
    drafted: DraftedPractice,
    approved: CredentialValues,
  ): Promise<Outcome<void>> {
    if (!isAsOpened(drafted.aim.configuration, aim.configuration)) {
      return refused(
        `Slotkeeper was started with ${aim.file}. Change it there; only credentials can be changed here.`,
      );
    }
    const clash = CREDENTIAL_NAMES.find(
      (name) => drafted.given[name] !== undefined && drafted.inFile[name] !== undefined,
    );
    if (clash) return refused(`The ${CREDENTIAL_WORDS[clash]} stands in ${aim.file}. Change it there.`);
    const given = { ...approved, ...drafted.given };
    return replace(aim, given, () => credentials.keep(ownerOfAim(aim), given));
  }

  async function save(draft: SettingsDraft): Promise<Outcome<void>> {
    const opened = seat.now();
    if (!opened) return nobodyOpen();
    const { aim } = opened;
    const drafted = draftPractice(fileOf(aim), draft);
    if (!drafted.ok) return drafted;
    const next = drafted.value.aim;
    const approved = testDraft.approved(ownerOfAim(next));
    if (aim.what === 'practice' && aim.source === 'given-file')
      return keepBesideFile(aim, drafted.value, approved);
    const isSame = aim.what === 'practice' && whose(aim) === whose(next);
    const free = isSame ? ok(undefined) : whyNotLeave(opened);
    if (!free.ok) return free;
    const given = { ...drafted.value.inFile, ...approved, ...drafted.value.given };
    return replace(next, given, () => {
      // In this order: a choice without a configuration opens the sample, as before.
      const remembered = remember('practice');
      return remembered.ok ? keepConfiguration(folder, credentials, { ...drafted.value, given }) : remembered;
    });
  }

  async function open({ what, ehr }: { what: 'sample' | 'practice'; ehr?: EhrKind }): Promise<Outcome<void>> {
    const opened = seat.now();
    if (!opened) return nobodyOpen();
    const { aim } = opened;
    if (aim.what === 'practice' && aim.source === 'given-file') {
      return refused(`Slotkeeper was started with ${aim.file}. Start it without --config to open another.`);
    }
    const free = whyNotLeave(opened);
    if (!free.ok) return free;
    if (what === 'sample') {
      const sample = ehr ?? readChoice(folder)?.sample ?? 'emis-web';
      return replace({ what, ehr: sample }, {}, () => remember('sample', sample));
    }
    const own = readOwnPractice(folder);
    if (!own)
      return failed(failure('not-found', 'No practice is set up yet. Fill in the settings and save.'));
    return own.ok ? replace(own.value, {}, () => remember('practice')) : own;
  }

  return {
    read() {
      const opened = seat.now();
      return opened ? ok(settingsOf(opened)) : nobodyOpen();
    },
    async test(draft): Promise<Outcome<readonly ConnectionStepRow[]>> {
      const opened = seat.now();
      if (!opened) return nobodyOpen();
      const drafted = draftPractice(fileOf(opened.aim), draft);
      return drafted.ok ? testDraft.test(drafted.value, opened) : drafted;
    },
    save,
    open,
  };
}

/** The rows of one are not those of another. */
const whose = (aim: PracticeAim): string =>
  `${aim.configuration.practice.odsCode} ${aim.configuration.ehr.kind}`;
