/** Small choices kept on this PC between starts (how a table is sorted). Never anything about a patient. */
const KEY = 'slotkeeper.';

export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(KEY + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(KEY + name, value);
  } catch {
    // A full or forbidden storage costs the memory of a choice, nothing more.
  }
}
