/** Which screen is open, from the address after `#`. Pure: deep links such as `#/why-missing?type=…&day=…` are read here only. */
export const SCREENS = [
  'live-bookings',
  'slot-types',
  'why-missing',
  'connection',
  'help',
  'settings',
  'set-up',
] as const;
export type Screen = (typeof SCREENS)[number];

export const SCREEN_NAMES: Readonly<Record<Screen, string>> = {
  'live-bookings': 'Live bookings',
  'slot-types': 'Slot types',
  'why-missing': 'Why missing?',
  connection: 'Connection',
  help: 'Help',
  settings: 'Settings',
  'set-up': 'Set up your practice',
};

export interface Route {
  readonly screen: Screen;
  readonly query: Readonly<Record<string, string>>;
}

/** Anything unknown opens Live bookings. */
export function parseHash(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const screen = SCREENS.find((name) => name === path) ?? 'live-bookings';
  return { screen, query: Object.fromEntries(new URLSearchParams(search)) };
}

export function formatHash(screen: Screen, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(given).toString();
  return `#/${screen}${search ? `?${search}` : ''}`;
}
