/** What the person at this window chose: the open screen, their preferences, which drawers are open. Not the practice's data. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Preferences, defaultPreferences } from '#shared/contract/asked.ts';
import type { Bridge } from '#shared/contract/contract.ts';
import type { Entries } from './entries.ts';
import { type Route, formatHash, parseHash } from './route.ts';

/** Where somebody may be filling in the practice's details. */
export type DraftPlace = 'set-up' | 'settings';

/** `credentials`: they are never kept outside their field, so leaving loses them. */
export type Unsaved = 'nothing' | 'entries' | 'credentials';

export interface ViewState {
  readonly route: Route;
  readonly preferences: Preferences;
  readonly isPaletteOpen: boolean;
  /** Start-up news that was read and put away. */
  readonly dismissed: readonly string[];
  /** What is filled in and not saved, without credentials. Gone when the window closes. */
  readonly drafts: Readonly<Partial<Record<DraftPlace, Entries>>>;
  readonly guideStep: number;
  readonly unsaved: Unsaved;
  /** The address somebody wanted to go to while something was unsaved: they are asked first. */
  readonly leavingFor: string | undefined;
  /** The entries that were left unsaved knowingly: nobody is asked twice about the same. */
  readonly leftKnowingly: Entries | undefined;
}

export type ViewStore = StoreApi<ViewState>;

export const createViewStore = (hash: string): ViewStore =>
  createStore<ViewState>(() => ({
    route: parseHash(hash),
    preferences: defaultPreferences,
    isPaletteOpen: false,
    dismissed: [],
    drafts: {},
    guideStep: 0,
    unsaved: 'nothing',
    leavingFor: undefined,
    leftKnowingly: undefined,
  }));

/** Follows the address, unless something is unsaved on the screen that it leaves. Answers the address to put back then. */
export function followAddress(view: ViewStore, hash: string): string | undefined {
  const { route, unsaved } = view.getState();
  const next = parseHash(hash);
  if (unsaved === 'nothing' || next.screen === route.screen) {
    view.setState({ route: next });
    return undefined;
  }
  view.setState({ leavingFor: hash });
  return formatHash(route.screen, route.query);
}

/** They left knowingly: the entries stay as a draft, and about these nobody is asked again. */
export function leaveUnsaved(view: ViewStore): void {
  const { leavingFor, route, drafts } = view.getState();
  if (leavingFor === undefined) return;
  const place = route.screen === 'set-up' || route.screen === 'settings' ? route.screen : undefined;
  view.setState({
    unsaved: 'nothing',
    leavingFor: undefined,
    leftKnowingly: place && drafts[place],
    route: parseHash(leavingFor),
  });
}

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
