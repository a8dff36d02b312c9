/** Where an arrow key leads in the day diary. Pure: up and down in time, left and right to the slot nearest in time of the next column that has any. */
import type { DiaryColumn } from './diary-layout.ts';

export interface Place {
  readonly column: number;
  readonly index: number;
}

const wholeDay = (slots: number): number => Math.max(0, slots - 1);

/** Where Tab leads: the first column's next slot from `fromTop` (pixels) on; when its day is over, its last. */
export function firstPlace(columns: readonly DiaryColumn[], fromTop = 0): Place | undefined {
  const column = columns.findIndex((one) => one.slots.length > 0);
  const slots = columns[column]?.slots;
  if (!slots) return undefined;
  const next = slots.findIndex(({ top, height }) => top + height > fromTop);
  return { column, index: next === -1 ? slots.length - 1 : next };
}

export function placeOf(columns: readonly DiaryColumn[], slotId: string | undefined): Place | undefined {
  if (slotId === undefined) return undefined;
  for (const [column, { slots }] of columns.entries()) {
    const index = slots.findIndex(({ slot }) => slot.id === slotId);
    if (index !== -1) return { column, index };
  }
  return undefined;
}

/** `undefined` when the key does not move. */
export function moveInDiary(columns: readonly DiaryColumn[], from: Place, key: string): Place | undefined {
  const slots = columns[from.column]?.slots ?? [];
  switch (key) {
    case 'ArrowDown':
      return { ...from, index: Math.min(from.index + 1, wholeDay(slots.length)) };
    case 'ArrowUp':
      return { ...from, index: Math.max(from.index - 1, 0) };
    case 'Home':
      return { ...from, index: 0 };
    case 'End':
      return { ...from, index: wholeDay(slots.length) };
    case 'ArrowRight':
      return sideways(columns, from, 1);
    case 'ArrowLeft':
      return sideways(columns, from, -1);
    default:
      return undefined;
  }
}

function sideways(columns: readonly DiaryColumn[], from: Place, step: 1 | -1): Place {
  const top = columns[from.column]?.slots[from.index]?.top ?? 0;
  for (let column = from.column + step; column >= 0 && column < columns.length; column += step) {
    const slots = columns[column]?.slots ?? [];
    if (slots.length === 0) continue;
    let index = 0;
    for (const [i, slot] of slots.entries())
      if (Math.abs(slot.top - top) < Math.abs((slots[index]?.top ?? 0) - top)) index = i;
    return { column, index };
  }
  return from;
}
