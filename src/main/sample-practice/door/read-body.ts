/** Reads the whole body of a request, up to a megabyte; throws for more, and when the client goes away in the middle. */
import type { IncomingMessage } from 'node:http';

const LARGEST_BODY = 1_048_576;

class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new BodyTooLarge('The body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
