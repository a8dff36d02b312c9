/** Small shapes of the contract that are neither rows nor answers of one screen. */
import type { ConnectionStepName } from '../domain/connection-step.ts';

export interface ConnectionStepRow {
  readonly step: ConnectionStepName;
  /** `not-known`: only a change in the diary could prove it, and a test makes none. */
  readonly state: 'passed' | 'failed' | 'not-tried' | 'not-known';
  readonly message?: string;
  readonly remedy?: string;
}

/** What this user of this PC chose for themselves. */
export interface Preferences {
  readonly appearance: 'auto' | 'light' | 'dark';
  readonly liveBookingsView: 'diary' | 'list';
  readonly slotTypesFilter: 'all' | 'active' | 'inactive';
  readonly isRailCollapsed: boolean;
}

export const defaultPreferences: Preferences = {
  appearance: 'auto',
  liveBookingsView: 'diary',
  slotTypesFilter: 'all',
  isRailCollapsed: false,
};

export const SAMPLE_FAULTS = [
  'none',
  'stopped',
  'slow',
  'lose-answers',
  'refuse-writes',
  'truncate',
] as const;
export type SampleFault = (typeof SAMPLE_FAULTS)[number];
