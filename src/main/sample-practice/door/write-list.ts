/**
 * The items of a long list as bytes, a hundred at a time.
 *
 * A fortnight of a large diary is megabytes: written in one go it would hold the event loop of the app that hosts the
 * practice, and so would a megabyte of text turned into bytes at once.
 */
import { createBreather } from '../diary/clock.ts';

export const ITEMS_AT_ONCE = 100;

export async function writeList(
  items: readonly unknown[],
  write: (item: unknown) => string,
  between: string,
): Promise<Buffer[]> {
  const breathe = createBreather();
  const pieces: Buffer[] = [];
  for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
    const piece = items
      .slice(start, start + ITEMS_AT_ONCE)
      .map(write)
      .join(between);
    pieces.push(Buffer.from(start === 0 ? piece : `${between}${piece}`));
    await breathe();
  }
  return pieces;
}
