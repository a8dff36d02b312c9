// What kind of day the window is drawn on, and what stands in its way there.
import type { FailureKind } from '#shared/domain/failure.ts';
import { KEY_STORIES, type KeyStory, type KeyTrouble } from '#shared/domain/key-trouble.ts';

export const SCENES = [
  'well',
  'trouble',
  'starting',
  'quiet',
  'device-waiting',
  'device-blocked',
  'not-open',
  'renamed',
  'own',
  'given-file',
  'changes',
  'key-unavailable',
  'key-not-ours',
  'key-lost',
] as const;
export type Scene = (typeof SCENES)[number];

export function keyTroubleOf(scene: Scene): KeyTrouble | undefined {
  const story = KEY_STORIES.find((one) => scene === `key-${one}`);
  return story && { story, message: KEY_MESSAGES[story] };
}
const KEY_MESSAGES: Readonly<Record<KeyStory, string>> = {
  unavailable: 'This PC’s key store, which keeps the key to patients’ details, does not answer.',
  'not-ours':
    'The key to patients’ details was sealed by RIVERSIDE\\reception1 on FRONTDESK; you are signed in as RIVERSIDE\\locum2 on FRONTDESK.',
  lost: 'The key to patients’ details is not on this PC any more, but bookings that were sealed with it are.',
};

/** What stands in the way of reading in these scenes. */
export const TROUBLES: Partial<Record<Scene, FailureKind>> = {
  trouble: 'not-signed-in',
  'device-waiting': 'device-waiting',
  'device-blocked': 'device-blocked',
  'not-open': 'not-open',
};
