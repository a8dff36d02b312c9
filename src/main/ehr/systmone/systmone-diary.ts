/** Being written by the connector's owner; this line goes with it. */
import type { EhrDiary } from '../../ports/ehr-diary.ts';
import type { SystmOneSettings } from '../../ports/settings.ts';
import type { EhrDiaryDeps } from '../ehr-diary-deps.ts';

export function createSystmOneDiary(_settings: SystmOneSettings, _deps: EhrDiaryDeps): EhrDiary {
  throw new Error('not yet');
}
