/**
 * The error that an answer carries, if it is one of the provider's own: of it only the code is kept, its other texts may name
 * a patient. The Spine proxy answers in the same form with codes of another system; those say nothing about the diary.
 */
import { z } from 'zod';

import { isSpineErrorSystem } from './names.ts';

/** By the status that each belongs to (ehr-protocols.md 4.6): a code under another status is not taken for what it says. */
const CODES: ReadonlyMap<number, readonly string[]> = new Map([
  [
    400,
    [
      'BAD_REQUEST',
      'INVALID_NHS_NUMBER',
      'INVALID_IDENTIFIER_SYSTEM',
      'INVALID_IDENTIFIER_VALUE',
      'INVALID_PATIENT_DEMOGRAPHICS',
    ],
  ],
  [403, ['ACCESS_DENIED', 'NO_PATIENT_CONSENT', 'NO_ORGANISATIONAL_CONSENT', 'NO_ORGANISATION_CONSENT']],
  [404, ['PATIENT_NOT_FOUND', 'ORGANISATION_NOT_FOUND', 'PRACTITIONER_NOT_FOUND', 'NO_RECORD_FOUND']],
  [409, ['DUPLICATE_REJECTED', 'FHIR_CONSTRAINT_VIOLATION']],
  [415, ['UNSUPPORTED_MEDIA_TYPE']],
  [422, ['INVALID_RESOURCE', 'INVALID_PARAMETER', 'REFERENCE_NOT_FOUND']],
  [500, ['INTERNAL_SERVER_ERROR']],
  [501, ['NOT_IMPLEMENTED']],
]);

const outcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z
    .array(
      z.object({
        details: z
          .object({
            coding: z
              .array(z.object({ system: z.string().max(300).nullish(), code: z.string().max(100).nullish() }))
              .max(20)
              .nullish(),
          })
          .nullish(),
      }),
    )
    .max(100),
});

/** The provider's code, or `undefined` when the answer is none of its own errors. */
export function spineCodeOf(json: unknown, status: number): string | undefined {
  const parsed = outcome.safeParse(json);
  if (!parsed.success) return undefined;
  const known = CODES.get(status) ?? [];
  return parsed.data.issue
    .flatMap(({ details }) => details?.coding ?? [])
    .map(({ system, code }) => (isSpineErrorSystem(system ?? '') ? (code ?? '') : ''))
    .find((code) => known.includes(code));
}
