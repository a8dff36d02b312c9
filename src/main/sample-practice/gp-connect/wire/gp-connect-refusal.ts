/**
 * How GP Connect says no, in its two voices: the practice's system with a Spine code, and the Spine proxy in front of it
 * with nothing but the HTTP number, in another coding system.
 *
 * Diagnostics never repeat what was sent: it may be a patient's.
 */
import { randomUUID } from 'node:crypto';
import { PROFILES, SYSTEMS } from './fhir-names.ts';

const SPINE_CODES = {
  BAD_REQUEST: [400, 'invalid', 'Bad request'],
  INVALID_NHS_NUMBER: [400, 'value', 'Invalid NHS number'],
  INVALID_IDENTIFIER_SYSTEM: [400, 'value', 'Invalid identifier system'],
  PATIENT_NOT_FOUND: [404, 'not-found', 'Patient not found'],
  NO_RECORD_FOUND: [404, 'not-found', 'No record found'],
  DUPLICATE_REJECTED: [409, 'conflict', 'Duplicate rejected'],
  FHIR_CONSTRAINT_VIOLATION: [409, 'conflict', 'FHIR constraint violation'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'invalid', 'Unsupported media type'],
  INVALID_RESOURCE: [422, 'invalid', 'Invalid resource'],
  INVALID_PARAMETER: [422, 'invalid', 'Invalid parameter'],
  REFERENCE_NOT_FOUND: [422, 'not-found', 'Reference not found'],
  INTERNAL_SERVER_ERROR: [500, 'processing', 'Internal server error'],
  NOT_IMPLEMENTED: [501, 'not-supported', 'Not implemented'],
} as const;

export type SpineCode = keyof typeof SPINE_CODES;

/** Thrown anywhere inside an operation; the server turns it into the answer. */
export class GpConnectRefusal extends Error {
  override name = 'GpConnectRefusal';
  readonly code: SpineCode;

  constructor(code: SpineCode, diagnostics: string) {
    super(diagnostics);
    this.code = code;
  }
}

const PROXY_ISSUES = { 400: 'invalid', 403: 'forbidden', 405: 'not-supported' } as const;

export class ProxyRefusal extends Error {
  override name = 'ProxyRefusal';
  readonly status: keyof typeof PROXY_ISSUES;

  constructor(status: keyof typeof PROXY_ISSUES, display: string) {
    super(display);
    this.status = status;
  }
}

type Outcome = { readonly status: number; readonly resource: object };

function outcome(issue: string, coding: object, diagnostics: string, profile?: string): object {
  return {
    resourceType: 'OperationOutcome',
    ...(profile === undefined ? { id: randomUUID() } : { meta: { profile: [profile] } }),
    issue: [{ severity: 'error', code: issue, details: { coding: [coding] }, diagnostics }],
  };
}

export function formatRefusal(trouble: unknown): Outcome {
  if (trouble instanceof ProxyRefusal) {
    const { status, message } = trouble;
    const coding = { system: SYSTEMS.proxyCode, code: String(status), display: message };
    return { status, resource: outcome(PROXY_ISSUES[status], coding, message) };
  }
  // The message of a fault of our own stays out of the answer: a real server would not tell either.
  const refusal =
    trouble instanceof GpConnectRefusal
      ? trouble
      : new GpConnectRefusal('INTERNAL_SERVER_ERROR', 'An internal error occurred');
  const [status, issue, display] = SPINE_CODES[refusal.code];
  const coding = { system: SYSTEMS.spineCode, code: refusal.code, display };
  return { status, resource: outcome(issue, coding, refusal.message, PROFILES.operationOutcome) };
}
