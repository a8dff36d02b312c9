/**
 * What an HTTP answer of GP Connect comes to: a resource to read, or a failure with plain words. Three may have spoken, the
 * provider, the Spine proxy or somebody's portal, and only the provider's own codes tell what became of the diary.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { HttpAnswer } from '../../http-exchange.ts';
import { parseStrictJson } from '../../strict-json.ts';
import { GP_CONNECT } from './resource.ts';
import { spineCodeOf } from './spine-error.ts';

export interface Refusal {
  readonly failure: Failure;
  /** The provider's own code, where it gave one that belongs to this status. */
  readonly code?: string;
}

export type ReadAnswer = { readonly ok: true; readonly json: unknown } | ({ readonly ok: false } & Refusal);

export function readAnswer(answer: HttpAnswer): ReadAnswer {
  const { status, content } = answer;
  if (status >= 300 && status < 400) return { ok: false, failure: notThem(`HTTP ${status}, a redirect`) };
  if (status === 407 || status === 511) return { ok: false, failure: notThem(`HTTP ${status}`) };
  // Gateways say 5xx and "slow down" in HTML; below that, a web page is somebody else's.
  if (content === 'html' && status < 500 && status !== 429) {
    return { ok: false, failure: notThem(`HTTP ${status}, a web page`) };
  }
  if (status === 200 || status === 201) {
    const json = readJson(answer);
    return json.ok ? { ok: true, json: json.value } : { ok: false, failure: json.failure };
  }
  const json = isJson(content) ? parseStrictJson(GP_CONNECT, answer.body) : undefined;
  const code = json?.ok ? spineCodeOf(json.value, status) : undefined;
  return { ok: false, failure: refusal(answer, code), ...(code === undefined ? {} : { code }) };
}

const isJson = (content: HttpAnswer['content']): boolean => content === 'fhir-json' || content === 'json';

function readJson({ content, body }: HttpAnswer): Outcome<unknown> {
  if (!isJson(content)) {
    return failed(
      failure('not-understood', `${GP_CONNECT} sent something other than the JSON that was asked for.`, {
        detail: `content: ${content}`,
      }),
    );
  }
  const parsed = parseStrictJson(GP_CONNECT, body);
  return parsed.ok ? ok(parsed.value) : parsed;
}

function refusal({ status, retryAfterMs }: HttpAnswer, code: string | undefined): Failure {
  const detail = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 401) {
    return failure('not-signed-in', `${GP_CONNECT} did not accept this app's sign-in.`, { detail });
  }
  if (code === 'NO_PATIENT_CONSENT') {
    return failure('refused', `${GP_CONNECT} may not share this patient's record with this app.`, { detail });
  }
  if (status === 403) {
    return failure('not-allowed', `${GP_CONNECT} does not allow this app to do this.`, { detail });
  }
  if (status === 429 || status === 503) {
    return failure('busy', `${GP_CONNECT} is busy or being maintained, and asks to be tried later.`, {
      detail,
      ...wait,
    });
  }
  if (status >= 500) return failure('ehr-error', `Something went wrong inside ${GP_CONNECT}.`, { detail });
  if (status >= 400) return failure('refused', `${GP_CONNECT} refused the request.`, { detail });
  return failure('not-understood', `${GP_CONNECT} gave an answer that this app does not know.`, { detail });
}

const notThem = (detail: string): Failure =>
  failure('not-the-ehr', `Something other than ${GP_CONNECT} answered, perhaps a network sign-in page.`, {
    detail,
  });
