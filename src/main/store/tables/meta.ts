/**
 * The store's own row: the revision and the readings' generation. It also guards writing: a revision is taken once per
 * write and only when something changes, and nothing can be taken outside a write.
 */
import type { Database } from 'better-sqlite3';

export const REVISION = 'SELECT revision FROM meta WHERE only_row = 1';
export const TAKE_REVISION = 'UPDATE meta SET revision = revision + 1 WHERE only_row = 1 RETURNING revision';
export const NEXT_GENERATION =
  'UPDATE meta SET generation = generation + 1 WHERE only_row = 1 RETURNING generation';

/** What the tables need of the write that is going on. */
export interface WriteInProgress {
  /** The revision of this write; takes it at the first call. Throws outside a write. */
  revision(): number;
  /** For what the window never sees. Throws outside a write. */
  mustBeOpen(): void;
}

export interface Meta extends WriteInProgress {
  storedRevision(): number;
  nextGeneration(): number;
  /** Opens the guard; SQLite's transaction is the caller's. */
  begin(): void;
  /** Closes the guard and says the revision that was taken, if any. */
  end(): number | undefined;
  isWriting(): boolean;
}

export function createMeta(db: Database): Meta {
  const read = db.prepare<[], number>(REVISION).pluck();
  const take = db.prepare<[], number>(TAKE_REVISION).pluck();
  const generation = db.prepare<[], number>(NEXT_GENERATION).pluck();
  let isOpen = false;
  let taken: number | undefined;

  function mustBeOpen(): void {
    if (!isOpen) throw new Error('The store can only be changed inside write().');
  }
  const theRow = (value: number | undefined): number => {
    if (value === undefined) throw new Error('The store has lost its own row.');
    return value;
  };

  return {
    mustBeOpen,
    isWriting: () => isOpen,
    storedRevision: () => theRow(read.get()),
    revision() {
      mustBeOpen();
      taken ??= theRow(take.get());
      return taken;
    },
    nextGeneration() {
      mustBeOpen();
      return theRow(generation.get());
    },
    begin() {
      isOpen = true;
      taken = undefined;
    },
    end() {
      isOpen = false;
      return taken;
    },
  };
}
