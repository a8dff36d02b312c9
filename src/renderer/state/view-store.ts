/** What the person at this window chose: the open screen, their preferences, which drawers are open. Not the practice's data. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Preferences, defaultPreferences } from '#shared/contract/asked.ts';
import type { Bridge } from '#shared/contract/contract.ts';
import { type Route, parseHash } from './route.ts';

export interface ViewState {
  readonly route: Route;
  readonly preferences: Preferences;
  readonly isPaletteOpen: boolean;
  /** Start-up news that was read and put away. */
  readonly dismissed: readonly string[];
}

export type ViewStore = StoreApi<ViewState>;

export const createViewStore = (hash: string): ViewStore =>
  createStore<ViewState>(() => ({
    route: parseHash(hash),
    preferences: defaultPreferences,
    isPaletteOpen: false,
    dismissed: [],
  }));

/** Shows the choice at once and keeps it; a choice that cannot be kept still holds until the window closes. */
export async function choose(
  view: ViewStore,
  bridge: Pick<Bridge, 'preferences'>,
  change: Partial<Preferences>,
): Promise<void> {
  const preferences = { ...view.getState().preferences, ...change };
  view.setState({ preferences });
  await bridge.preferences.write(preferences);
}
