/**
 * The diary of a practice whose credential is not at hand: it says so to whatever is asked, and sends nothing to anybody.
 * The rest of Slotkeeper runs as usual, so that the window can ask for the credential.
 */
import type { Failure } from '#shared/domain/failure.ts';
import { failed } from '#shared/domain/outcome.ts';

import type { EhrDiary, WriteAnswer } from '../ports/ehr-diary.ts';
import type { EhrSettings } from '../ports/settings.ts';
import { createEhrDiary } from './choose-diary.ts';
import type { EhrDiaryDeps } from './ehr-diary-deps.ts';

/** A connector would refuse a certificate whose key is missing, and here nobody will show it. */
function withoutCertificate(settings: EhrSettings): EhrSettings {
  if (settings.kind !== 'gp-connect') return settings;
  const { tls: _tls, ...rest } = settings;
  return rest;
}

/** Where the credential would have been needed first. */
const STEPS = { 'emis-web': 'sign-in', systmone: 'application', 'gp-connect': 'secure' } as const;

/** `why` is told as the failure of every call: of kind `not-set-up`. */
export const diaryNotSetUp =
  (why: Failure) =>
  (settings: EhrSettings, deps: EhrDiaryDeps): EhrDiary => {
    // Only for its name and for what its protocol can see.
    const { product, sees, close } = createEhrDiary(withoutCertificate(settings), deps);
    const refuse = () => Promise.resolve(failed(why));
    const sendNothing = (): Promise<WriteAnswer> =>
      Promise.resolve({ class: 'not-applied', permanent: false, failure: why });
    return {
      product,
      sees,
      close,
      pullSlotTypes: refuse,
      pullSessions: refuse,
      pullSlots: refuse,
      pullSlot: refuse,
      findBooking: refuse,
      findPatient: refuse,
      sendBooking: sendNothing,
      sendCancellation: sendNothing,
      testConnection: () => Promise.resolve([{ step: STEPS[settings.kind], failure: why }]),
    };
  };
