/** GetFunctions → what this SystmOne lets Slotkeeper do. Its list is all that tells, short of trying. */
import type { Failure } from '#shared/domain/failure.ts';
import { failure } from '#shared/domain/failure.ts';

import type { SystmOneFunction } from '../line/systmone-envelope.ts';
import { SYSTMONE } from '../line/systmone-failures.ts';
import type { XmlNode } from '../line/systmone-xml.ts';
import { box, check, exact, many, one } from './systmone-wire.ts';

const functions = box({ SupportedFunction: many(box({ Function: one(exact) }), 1_000) });

const BOOKS: SystmOneFunction = 'UpdatePatientRecord';

/** `undefined` when bookings may be sent. */
export function whyNotBook(response: XmlNode): Failure | undefined {
  const parsed = check(functions, response, 'its functions');
  if (!parsed.ok) return parsed.failure;
  const names = parsed.value.SupportedFunction.map((each) => each.Function.trim());
  return names.includes(BOOKS)
    ? undefined
    : failure('not-allowed', `${SYSTMONE} does not let Slotkeeper book appointments.`);
}
