/**
 * What the window knows, and how it learns more. A change says which revision it starts from: a window that is behind
 * has missed something and asks for a fresh snapshot rather than guess.
 */
import type {
  BookingRow,
  DayRow,
  EventRow,
  HealthRow,
  HoldRow,
  PracticeRow,
  ReadingRow,
  SlotTypeRow,
} from './rows.ts';

/** The slices of the snapshot, each a list of whole rows with an `id`. */
export interface Rows {
  readonly practice: PracticeRow;
  readonly slotTypes: SlotTypeRow;
  readonly bookings: BookingRow;
  readonly holds: HoldRow;
  readonly health: HealthRow;
  readonly days: DayRow;
  readonly readings: ReadingRow;
  readonly events: EventRow;
}

export type SliceName = keyof Rows;
export const SLICES = [
  'practice',
  'slotTypes',
  'bookings',
  'holds',
  'health',
  'days',
  'readings',
  'events',
] as const satisfies readonly SliceName[];

export type AppSnapshot = { readonly revision: number } & {
  readonly [S in SliceName]: Readonly<Record<string, Rows[S]>>;
};

export interface SliceChange<Row> {
  readonly put: readonly Row[];
  readonly remove: readonly string[];
}

export type AppChange = { readonly from: number; readonly to: number } & {
  readonly [S in SliceName]?: SliceChange<Rows[S]>;
};

type AnyRow = { readonly id: string };

function applySlice<Row extends AnyRow>(
  rows: Readonly<Record<string, Row>>,
  change: SliceChange<Row>,
): Readonly<Record<string, Row>> {
  const next: Record<string, Row> = { ...rows };
  for (const id of change.remove) delete next[id];
  for (const row of change.put) next[row.id] = row;
  return next;
}

/** The next snapshot; the same one when the change is old; `undefined` when something was missed. */
export function applyChange(snapshot: AppSnapshot, change: AppChange): AppSnapshot | undefined {
  if (change.to <= snapshot.revision) return snapshot;
  if (change.from > snapshot.revision) return undefined;
  const slices = Object.fromEntries(
    SLICES.flatMap((name) => {
      const slice = change[name] as SliceChange<AnyRow> | undefined;
      return slice ? [[name, applySlice(snapshot[name] as Readonly<Record<string, AnyRow>>, slice)]] : [];
    }),
  );
  return { ...snapshot, ...slices, revision: change.to };
}

export const emptySnapshot = (): AppSnapshot => ({
  revision: 0,
  practice: {},
  slotTypes: {},
  bookings: {},
  holds: {},
  health: {},
  days: {},
  readings: {},
  events: {},
});
