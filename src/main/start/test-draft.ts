/**
 * Tries the settings of a draft against the EHR without keeping anything of it. If SystmOne approves this PC meanwhile, its
 * id is remembered until the draft is saved: otherwise somebody would have to approve it twice.
 */
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';

import { createEhrDiary } from '../ehr/choose-diary.ts';
import { diaryNotSetUp } from '../ehr/diary-not-set-up.ts';
import { stepRows } from '../ipc/step-rows.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Log } from '../ports/log.ts';
import type { EhrSettings } from '../ports/settings.ts';
import { type CredentialValues, ownerOf } from './ehr-credentials.ts';
import { type OpenedOne, whyNotSetUp, withAllCredentials } from './open-one.ts';
import type { DraftedPractice } from './write-configuration.ts';

/** A handful of calls; beside a diary that is being read they must not crowd it out. */
const TEST_REQUESTS_PER_SECOND = 1;

export interface TestOfDraft {
  test(drafted: DraftedPractice, opened: OpenedOne): Promise<Outcome<readonly ConnectionStepRow[]>>;
  /** What the EHR gave during a test. */
  approved(owner: string): CredentialValues;
}

/** A running connection learns its device id by itself. */
const apartFromDevice = (ehr: EhrSettings): string =>
  JSON.stringify(ehr.kind === 'systmone' ? { ...ehr, deviceId: '' } : ehr);

export function createTestOfDraft(deps: {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly log: Log;
}): TestOfDraft {
  const { credentials, clock, log } = deps;
  const deviceIds = new Map<string, string>();

  const approved = (owner: string): CredentialValues => {
    const deviceId = deviceIds.get(owner);
    return deviceId === undefined ? {} : { deviceId };
  };

  async function test({ aim, inFile, given }: DraftedPractice, opened: OpenedOne) {
    const owner = ownerOf(aim.configuration);
    const kept = credentials.read(owner);
    const all = { ...inFile, ...approved(owner), ...given };
    const configuration = withAllCredentials(aim.configuration, kept, all);
    const { ehr, practice, reading, booking } = configuration;
    const isOpen =
      practice.odsCode === opened.configuration.practice.odsCode &&
      apartFromDevice(ehr) === apartFromDevice(opened.configuration.ehr);
    // The connection that is open has a pace to keep, which a second one beside it would break.
    if (isOpen) return opened.core.handlers.connection.test();
    const missing = whyNotSetUp(configuration, kept);
    const openDiary = missing ? diaryNotSetUp(missing) : createEhrDiary;
    const diary = openDiary(ehr, {
      clock,
      log,
      practice,
      keepDeviceId: (id) => void deviceIds.set(owner, id),
      requestsPerSecond: Math.min(reading.requestsPerSecond, TEST_REQUESTS_PER_SECOND),
      requestTimeoutSeconds: booking.requestTimeoutSeconds,
    });
    try {
      return ok(stepRows(await diary.testConnection({ urgency: 'write' }), diary.product));
    } finally {
      await diary.close();
    }
  }
  return { test, approved };
}
