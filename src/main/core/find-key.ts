/**
 * The key to patients' details, or the story of why it cannot be had. A first key is begun only where no patient's details
 * lie sealed yet; anywhere else a key that is missing is lost, and no new one is made in its place unasked.
 */
import type { KeyTrouble } from '#shared/domain/key-trouble.ts';

import type { KeptKey, Secrets } from '../ports/secrets.ts';
import { holdsSealedPatients } from '../store/holds-sealed-patients.ts';
import { type DataFolder, databasesIn } from '../this-pc/data-folder.ts';

export type FoundKey = KeptKey | { readonly kind: 'trouble'; readonly trouble: KeyTrouble };

/** One key seals them all: the sample's, and those of a practice that was open before. */
export const sealedDatabasesIn = (folder: DataFolder): readonly string[] =>
  databasesIn(folder).filter(holdsSealedPatients);

const GONE =
  'The key to patients’ details is not on this PC any more, but bookings that were sealed with it are.';

export async function findKey(secrets: Secrets, folder: DataFolder): Promise<FoundKey> {
  let answer = await secrets.patientKey();
  if (answer.kind === 'none') {
    answer =
      sealedDatabasesIn(folder).length > 0 ? { kind: 'lost', message: GONE } : await secrets.beginKey();
  }
  if (answer.kind === 'key') return answer;
  return { kind: 'trouble', trouble: { story: answer.kind, message: answer.message } };
}
