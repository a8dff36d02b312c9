/** Two request headers, parsed: how long a caller waits for the outcome, and the key that makes a repeat harmless. */
const MOST_WAIT_SECONDS = 30;

/** `Prefer: respond-async, wait=10` → 10 (RFC 7240). Anything else: 0, the answer comes at once. */
export function parseWaitSeconds(prefer: string | undefined): number {
  for (const part of (prefer ?? '').split(',')) {
    const match = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(part.split(';')[0] ?? '');
    if (match) return Math.min(Number(match[1]), MOST_WAIT_SECONDS);
  }
  return 0;
}

export const WORDS_OF_KEY = 'Send up to 200 printable characters without spaces.';

/** The key, plain or in quotes as the draft standard writes it. `ok: false` for one that nobody should use. */
export function parseIdempotencyKey(
  header: string | undefined,
): { readonly ok: true; readonly key?: string } | { readonly ok: false } {
  if (header === undefined) return { ok: true };
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  return /^[\x21-\x7e]{1,200}$/.test(key) ? { ok: true, key } : { ok: false };
}
