/**
 * Posts each notice as JSON to an address of the practice's choice, which sends it on. Signed, so that the other side can
 * tell it is ours; the link in it opens the patient's page, so nothing of a notice is ever logged, and it goes to nobody
 * but that very address: no redirect is followed, and without encryption it may not leave this PC.
 */
import { createHmac } from 'node:crypto';
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { SECOND, formatInstant } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { NoticeGateway, NoticeToSend } from '../ports/notice-gateway.ts';

const LIMIT_MS = 10 * SECOND;
const LONGEST_RETRY_AFTER_S = 1_800;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `undefined`: it may be used. */
export function whyNotWebhook(url: string): string | undefined {
  if (!URL.canParse(url)) return 'It is not a web address.';
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'It must not carry a user name or a password.';
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:' && LOOPBACK.has(hostname)) return undefined;
  return 'It must begin with https, or be on this PC.';
}

const signatureOf = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const bodyOf = ({ startsAt, at, keptUntil, ...notice }: NoticeToSend): string =>
  JSON.stringify({
    ...notice,
    startsAt: formatInstant(startsAt),
    at: formatInstant(at),
    ...(keptUntil === undefined ? {} : { keptUntil: formatInstant(keptUntil) }),
  });

export interface WebhookSettings {
  readonly webhookUrl: string;
  readonly webhookSecret?: string;
}

/** Every delivery fails with `invalid-input` where the address may not be used. */
export function createWebhook(
  { webhookUrl, webhookSecret }: WebhookSettings,
  { clock }: { readonly clock: Clock },
): NoticeGateway {
  const why = whyNotWebhook(webhookUrl);
  return {
    deliver(notice, signal) {
      if (why !== undefined) return Promise.resolve(failed(failure('invalid-input', why)));
      const body = bodyOf(notice);
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': notice.id,
        ...(webhookSecret ? { 'slotkeeper-signature': signatureOf(webhookSecret, body) } : {}),
      };
      return post(webhookUrl, { body, headers }, clock, signal);
    },
  };
}

async function post(
  url: string,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Outcome<void>> {
  const limit = new AbortController();
  const rest = new AbortController();
  const giveUp = () => limit.abort();
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  void clock.sleep(LIMIT_MS, rest.signal).then(() => rest.signal.aborted || giveUp());
  try {
    const request = { method: 'POST', body, headers, redirect: 'manual', signal: limit.signal } as const;
    const answer = await fetch(url, request);
    await answer.body?.cancel();
    if (answer.status >= 200 && answer.status < 300) return ok(undefined);
    return failed(refusal(answer));
  } catch {
    const kind = limit.signal.aborted ? 'timed-out' : 'unreachable';
    return failed(failure(kind, 'The address for notices did not take the notice.'));
  } finally {
    rest.abort();
    signal?.removeEventListener('abort', giveUp);
  }
}

function refusal({ status, headers }: Response): Failure {
  const isBusy = status === 429 || status === 503;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const asked = isBusy && Number.isFinite(seconds) && seconds > 0;
  return failure(isBusy ? 'busy' : 'refused', `The address for notices answered ${status}.`, {
    ...(asked && { retryAfterMs: Math.min(seconds, LONGEST_RETRY_AFTER_S) * SECOND }),
  });
}
