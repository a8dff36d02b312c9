// The house's rules as data: who may know whom, and which room keeps which outside package.
// The longest matching room owns a file. `:type` allows types only.

export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'shared/domain': [],
  'shared/contract': ['shared/domain'],
  'main/ports': ['shared/domain'],
  'main/store': ['shared/domain', 'main/ports'],
  'main/ehr': ['shared/domain', 'main/ports'],
  'main/ehr/emis': ['shared/domain', 'main/ports', 'main/ehr'],
  'main/ehr/systmone': ['shared/domain', 'main/ports', 'main/ehr'],
  'main/ehr/gp-connect': ['shared/domain', 'main/ports', 'main/ehr'],
  'main/offer': ['shared/domain'],
  'main/outbox': ['shared/domain', 'shared/contract:type', 'main/ports', 'main/store:type'],
  'main/sync': ['shared/domain', 'main/ports', 'main/store:type', 'main/outbox'],
  'main/notices': ['shared/domain', 'main/ports', 'main/store:type'],
  'main/bookings': ['shared/domain', 'main/ports', 'main/store:type'],
  'main/booking-site': [
    'shared/domain',
    'shared/contract',
    'main/ports',
    'main/bookings',
    'main/offer',
    'main/store:type',
  ],
  'main/ipc': [
    'shared/domain',
    'shared/contract',
    'main/ports',
    'main/bookings',
    'main/offer',
    'main/store:type',
  ],
  'main/access': ['shared/domain', 'main/ports', 'main/store:type'],
  'main/diagnostics': [
    'shared/domain',
    'shared/contract:type',
    'main/ports',
    'main/offer',
    'main/store:type',
  ],
  'main/log': ['shared/domain', 'main/ports'],
  'main/this-pc': ['shared/domain', 'main/ports'],
  'main/shell': ['shared/domain', 'shared/contract', 'main/ports', 'main/this-pc', 'main/ipc:type'],
  'main/sample-practice': ['shared/domain'],
  'main/command-line': ['*'], // cli.ts, one file for each command
  'main/start': ['*'], // opens a practice: data folder, configuration, store, sample
  'main/core': ['*'], // the joints of core.ts
  main: ['*'], // index.ts, core.ts, cli.ts
  preload: ['shared/domain:type', 'shared/contract'],
  renderer: ['shared/domain', 'shared/contract'],
};

/** A room inside another that its parent may use: the parent chooses among them. */
export const MAY_OPEN: Readonly<Record<string, readonly string[]>> = {
  'main/ehr/choose-diary.ts': ['main/ehr/emis', 'main/ehr/systmone', 'main/ehr/gp-connect'],
};

/** package → the only rooms (or files) that may import it. A package not listed here may not be imported at all. */
export const KEPT_IN: Readonly<Record<string, readonly string[]>> = {
  electron: ['main/shell', 'preload', 'main/index.ts'],
  'electron-store': ['main/shell'],
  'better-sqlite3': ['main/store'],
  zustand: ['renderer'],
  react: ['renderer'],
  'react-dom': ['renderer'],
  '@mantine/*': ['renderer'],
  '@tabler/*': ['renderer'],
  '@tanstack/*': ['renderer'],
  '@fontsource-variable/*': ['renderer'],
  hono: ['main/booking-site', 'main/sample-practice'],
  '@hono/node-server': ['main/booking-site', 'main/sample-practice'],
  'nhsuk-frontend': ['main/booking-site'],
  zod: ['main/ehr', 'main/ipc', 'main/booking-site', 'main/ports', 'main/store', 'main/start', 'main/core'],
  'temporal-polyfill': ['shared/domain'],
  pino: ['main/log'],
  saxes: ['main/ehr', 'main/sample-practice'],
  yazl: ['main/diagnostics'],
};

/** Rooms and files that may read the clock, roll dice or set timers; everybody else is given them. */
export const MAY_READ_CLOCK: readonly string[] = [
  'main/ports',
  'main/shell',
  'main/sample-practice',
  'main/this-pc',
];

/** Rooms that must run anywhere, and so may not import Node's own modules. */
export const WITHOUT_NODE: readonly string[] = ['shared', 'preload', 'renderer'];
