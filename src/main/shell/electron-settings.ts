/** What this user of this PC chose for themselves, in electron-store. The practice's own configuration is another file. */
import Store from 'electron-store';

import { type Preferences, defaultPreferences } from '#shared/contract/asked.ts';

export interface WindowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Kept {
  readonly preferences: Preferences;
  readonly windowPlace?: WindowPlace;
}

export interface ElectronSettings {
  preferences(): Preferences;
  setPreferences(preferences: Preferences): void;
  windowPlace(): WindowPlace | undefined;
  setWindowPlace(place: WindowPlace): void;
}

export function createElectronSettings(folder: string): ElectronSettings {
  // A settings file that cannot be read costs a chosen view, not a start.
  const store = new Store<Kept>({ cwd: folder, name: 'preferences', clearInvalidConfig: true });
  return {
    preferences: () => ({ ...defaultPreferences, ...store.get('preferences') }),
    setPreferences: (preferences) => store.set('preferences', preferences),
    windowPlace: () => store.get('windowPlace'),
    setWindowPlace: (place) => store.set('windowPlace', place),
  };
}
