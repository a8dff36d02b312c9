/**
 * The body of a request as text, read no further than the limit whether its length was told in advance or not. Hono's own
 * body limit builds a second Request from the first, which needs Node's global Request replaced for the whole app.
 */
import type { Context } from 'hono';

const MOST_BODY_BYTES = 16 * 1024;

/** Thrown while reading; the site's one error handler answers 413. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

export async function readText(c: Context): Promise<string> {
  if (Number(c.req.header('content-length') ?? 0) > MOST_BODY_BYTES) throw new BodyTooLarge();
  const reader = c.req.raw.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > MOST_BODY_BYTES) {
      await reader.cancel();
      throw new BodyTooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
