/** How the shapes that several tables share stand in columns: failures as JSON with their kind beside it, booleans as 0 and 1. */
import type { Failure } from '#shared/domain/failure.ts';

export interface FailureColumns {
  readonly failure_kind: string | null;
  readonly failure: string | null;
}

export const failureColumns = (failure: Failure | undefined): FailureColumns => ({
  failure_kind: failure?.kind ?? null,
  failure: failure ? JSON.stringify(failure) : null,
});

export const failureFrom = (json: string | null): { failure?: Failure } =>
  json === null ? {} : { failure: JSON.parse(json) as Failure };

/** `{ [name]: value }`, or nothing for NULL: an absent property and not one that holds `undefined`. */
export const unlessNull = <Name extends string, From, To>(
  name: Name,
  value: From | null,
  as: (value: From) => To,
): { [N in Name]?: To } => (value === null ? {} : ({ [name]: as(value) } as { [N in Name]?: To }));
