/** The open day of the diary, asked for again whenever it, its bookings or its holds change. */
import { useMemo } from 'react';
import type { DayDiary } from '#shared/contract/rows.ts';
import type { LocalDay } from '#shared/domain/time.ts';
import { useBridge, useSnapshot } from '../../state/context.tsx';
import { rowsOf } from '../../state/selectors.ts';
import { type Asked, useAsked } from '../../state/use-asked.ts';

export interface OpenDay {
  readonly asked: Asked<DayDiary>;
  /** Grows with each change of the day; for whatever else is asked about it. */
  readonly version: string;
}

export function useOpenDay(day: LocalDay): OpenDay {
  const bridge = useBridge();
  const snapshot = useSnapshot();
  const revision = snapshot.days[day]?.revision ?? 0;
  // Holds and bookings change what a slot shows before the day itself is read again.
  const touch = useMemo(
    () =>
      [...rowsOf(snapshot.bookings), ...rowsOf(snapshot.holds)]
        .filter((row) => row.day === day)
        .map((row) => `${row.id}${'state' in row ? row.state : ''}`)
        .join(' '),
    [snapshot.bookings, snapshot.holds, day],
  );
  const version = `${revision} ${touch}`;
  return { asked: useAsked(() => bridge.diary.day({ day }), day, version), version };
}
