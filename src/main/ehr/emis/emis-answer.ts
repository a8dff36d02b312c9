/**
 * What an HTTP answer of EMIS comes to: an answer to read, *nothing to return*, or a failure with plain words. The texts of
 * EMIS's own errors may name a patient, so of them only codes are kept.
 */
import { z } from 'zod';

import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { HttpAnswer } from '../http-exchange.ts';
import { parseStrictJson } from '../strict-json.ts';

export const EMIS = 'EMIS Web';

/** `nothing`: EMIS found nothing to return, which it may say by an error (legacy outcome 3) instead of an empty list. */
export type EmisContent = { readonly kind: 'json'; readonly json: unknown } | { readonly kind: 'nothing' };

const NOTHING_TO_RETURN = 3;

const errorBody = z.object({
  messageId: z.string(),
  issue: z.object({
    code: z.string().nullish(),
    details: z.object({ text: z.string().nullish() }).nullish(),
  }),
  legacyOutcome: z.int(),
});
type EmisError = z.infer<typeof errorBody>;

export function readAnswer(answer: HttpAnswer): Outcome<EmisContent> {
  const { status, content } = answer;
  if (status >= 300 && status < 400) return failed(notEmis(`HTTP ${status}, a redirect`));
  if (status === 407 || status === 511) return failed(notEmis(`HTTP ${status}`));
  // Gateways in front of EMIS say 5xx and "slow down" in HTML; below that, a web page is somebody else's.
  if (content === 'html' && status < 500 && status !== 429)
    return failed(notEmis(`HTTP ${status}, a web page`));
  if (status === 200) return readSuccess(answer);

  const error = content === 'json' ? parseError(answer.body) : undefined;
  const saysNothing = error?.legacyOutcome === NOTHING_TO_RETURN && (status === 400 || status === 404);
  return saysNothing ? ok({ kind: 'nothing' }) : failed(refusal(answer, error));
}

/** EMIS itself, and no gateway, answered that it did not do what was asked: 400 or 404 in its own form of an error. */
export const isOwnRefusal = ({ status, content, body }: HttpAnswer): boolean =>
  (status === 400 || status === 404) && content === 'json' && parseError(body) !== undefined;

function readSuccess({ content, body }: HttpAnswer): Outcome<EmisContent> {
  if (content !== 'json') {
    return failed(
      failure('not-understood', `${EMIS} sent something other than the JSON that was asked for.`, {
        detail: `content: ${content}`,
      }),
    );
  }
  const parsed = parseStrictJson(EMIS, body);
  return parsed.ok ? ok({ kind: 'json', json: parsed.value }) : parsed;
}

function parseError(body: string): EmisError | undefined {
  const parsed = parseStrictJson(EMIS, body);
  return parsed.ok ? errorBody.safeParse(parsed.value).data : undefined;
}

function refusal({ status, retryAfterMs }: HttpAnswer, error: EmisError | undefined): Failure {
  const detail = describe(status, error);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 401)
    return failure('not-signed-in', `${EMIS} did not accept this app's sign-in.`, { detail });
  if (status === 403 || isAboutApplication(status, error)) {
    return failure('not-allowed', `${EMIS} does not allow this app to do this.`, { detail });
  }
  if (status === 429 || status === 503) {
    return failure('busy', `${EMIS} is busy or being maintained, and asks to be tried later.`, {
      detail,
      ...wait,
    });
  }
  if (status >= 500) return failure('ehr-error', `Something went wrong inside ${EMIS}.`, { detail });
  if (status >= 400) return failure('refused', `${EMIS} refused the request.`, { detail });
  return failure('not-understood', `${EMIS} gave an answer that this app does not know.`, { detail });
}

const isAboutApplication = (status: number, error: EmisError | undefined): boolean =>
  status === 400 && /\bapplicationid\b/i.test(error?.issue.details?.text ?? '');

function describe(status: number, error: EmisError | undefined): string {
  const code = error?.issue.code ?? '';
  const parts = [
    `HTTP ${status}`,
    ...(error ? [`outcome ${error.legacyOutcome}`] : []),
    ...(/^[a-z-]{1,40}$/i.test(code) ? [`code ${code}`] : []),
  ];
  return parts.join(', ');
}

const notEmis = (detail: string): Failure =>
  failure('not-the-ehr', `Something other than ${EMIS} answered, perhaps a network sign-in page.`, {
    detail,
  });
