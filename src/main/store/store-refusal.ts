/**
 * What the store throws when a write would break one of its promises: two bookings of one slot, a forbidden move, a
 * row that is not there. The transaction is rolled back; callers that expect it read the failure and not the text.
 */
import { type Failure, type FailureKind, failure } from '#shared/domain/failure.ts';

export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal';
  readonly failure: Failure;

  constructor(kind: FailureKind, message: string, detail?: string) {
    super(message);
    this.failure = failure(kind, message, detail === undefined ? {} : { detail });
  }
}

/** Runs an insert that the unique index on `column` (`table.column`) may refuse, and says the refusal in our words. */
export function refuseWhenTaken<T>(insert: () => T, column: string, kind: FailureKind, message: string): T {
  try {
    return insert();
  } catch (error) {
    // SQLite tells which index refused only in its text: "UNIQUE constraint failed: commands.slot_id".
    if (error instanceof Error && error.message === `UNIQUE constraint failed: ${column}`) {
      throw new StoreRefusal(kind, message);
    }
    throw error;
  }
}
