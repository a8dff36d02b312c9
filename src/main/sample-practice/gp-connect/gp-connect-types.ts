/** What an operation of GP Connect is here: its row in the table, what it is given and what it answers. */
import type { Appointments } from '../diary/appointments.ts';
import type { Diary } from '../diary/diary.ts';
import type { GpConnectModes } from './gp-connect-modes.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Slot types that only some organisations may see, by their name; each list that is given must be met. */
export type Restrictions = Readonly<
  Record<string, { readonly odsCodes?: readonly string[]; readonly organisationTypes?: readonly string[] }>
>;

export type GpConnectContext = {
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly modes: GpConnectModes;
  readonly restrictions: Restrictions;
  /** the service root as the provider knows itself, without a slash at the end */
  readonly root: string;
  readonly query: URLSearchParams;
  /** the id in the path, or nothing */
  readonly id: string;
  readonly ifMatch: string | undefined;
  readonly body: string;
};

export type GpConnectAnswer = {
  readonly status: 200 | 201;
  readonly headers?: Readonly<Record<string, string>>;
  readonly resource: Fields;
};

export type GpConnectScope = 'organization/*.read' | 'patient/*.read' | 'patient/*.write';

export type GpConnectOperation = {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** after the service root; its group is the id */
  readonly path: RegExp;
  /** after the prefix that all interaction ids have */
  readonly interaction: string;
  readonly scope: GpConnectScope;
  readonly kind: 'read' | 'write';
  readonly work: (context: GpConnectContext) => GpConnectAnswer | Promise<GpConnectAnswer>;
};

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
