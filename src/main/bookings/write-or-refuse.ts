/**
 * The store's own last word: its indices refuse a second booking or hold of one slot even where every check before
 * agreed. That refusal is an answer for the patient; any other trouble of the store is not, and goes on up.
 */
import { type Outcome, failed } from '#shared/domain/outcome.ts';
import type { StoreRefusal } from '../store/store-refusal.ts';
import type { Store, StoreWriter } from '../store/store.ts';

const isRefusal = (problem: unknown): problem is StoreRefusal =>
  problem instanceof Error && problem.name === 'StoreRefusal' && 'failure' in problem;

export function writeOrRefuse<T>(store: Store, work: (tx: StoreWriter) => Outcome<T>): Outcome<T> {
  try {
    return store.write(work);
  } catch (problem) {
    if (isRefusal(problem)) return failed(problem.failure);
    throw problem;
  }
}
