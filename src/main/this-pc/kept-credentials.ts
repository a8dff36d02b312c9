/**
 * Keeps the EHR's credentials under the operating system's key store, or, where there is none, in a file that only this
 * user may read. Once sealed they stay sealed: a key store that does not answer later is waited for, never gone around.
 */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Credentials, KeptCredentials } from '../ports/credentials.ts';
import { mayOthersRead, writePrivateFile } from './private-file.ts';
import type { KeyStore } from './sealed-key.ts';

type ByName = Readonly<Record<string, string>>;
type ByOwner = Readonly<Record<string, ByName>>;
type Trouble = Extract<KeptCredentials, { readonly message: string }>;
type Whole = { readonly kind: 'all'; readonly all: ByOwner } | Trouble;

const NOT_ANSWERING: Trouble = {
  kind: 'unavailable',
  message: 'This PC’s key store does not answer. Sign in to the PC again, then start Slotkeeper.',
};
const ONLY_IN_WINDOW: Trouble = {
  kind: 'unavailable',
  message:
    'The credentials on this PC are sealed by its key store, which only the Slotkeeper window can open.',
};
const DAMAGED: Trouble = {
  kind: 'damaged',
  message: 'The credentials kept on this PC are damaged or were sealed by another user. Put them in again.',
};
const readByOthers = (file: string): Trouble => ({
  kind: 'unavailable',
  message: `The credentials in ${file} may be read by other users of this PC. Make the file private (chmod 600), and ask for new credentials.`,
});

const isByName = (value: unknown): value is ByName =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');

function parse(text: string): Whole {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null || !('kept' in found)) return DAMAGED;
    const { kept } = found;
    if (typeof kept !== 'object' || kept === null) return DAMAGED;
    const owners: [string, unknown][] = Object.entries(kept);
    const whole = owners.flatMap(([whose, values]) => (isByName(values) ? [[whose, values] as const] : []));
    return whole.length === owners.length ? { kind: 'all', all: Object.fromEntries(whole) } : DAMAGED;
  } catch {
    return DAMAGED;
  }
}

/** What is left after the change, without owners who keep nothing any more. */
function changed(all: ByOwner, whose: string, values: ByName): ByOwner {
  const kept = Object.entries({ ...all[whose], ...values }).filter(([, value]) => value !== '');
  const { [whose]: _before, ...others } = all;
  return kept.length === 0 ? others : { ...others, [whose]: Object.fromEntries(kept) };
}

/** `file`: without an ending. `keyStore`: left out where no window runs. */
export function createKeptCredentials(file: string, keyStore: KeyStore | undefined): Credentials {
  const sealedFile = `${file}.sealed`;
  const plainFile = `${file}.json`;
  const isSealed = () => existsSync(sealedFile);
  const answers = () => keyStore?.isThere() === true;

  function readAll(): Whole {
    try {
      if (isSealed()) {
        if (!keyStore) return ONLY_IN_WINDOW;
        return keyStore.isThere() ? parse(keyStore.open(readFileSync(sealedFile))) : NOT_ANSWERING;
      }
      if (!existsSync(plainFile)) return { kind: 'all', all: {} };
      return mayOthersRead(plainFile) ? readByOthers(plainFile) : parse(readFileSync(plainFile, 'utf8'));
    } catch {
      return DAMAGED;
    }
  }

  function writeAll(all: ByOwner): void {
    const text = JSON.stringify({ kept: all });
    if (!keyStore || !answers()) return writePrivateFile(plainFile, text);
    writePrivateFile(sealedFile, keyStore.seal(text));
    rmSync(plainFile, { force: true });
  }

  function moveAside(): void {
    const found = isSealed() ? sealedFile : plainFile;
    let aside = `${found}.damaged`;
    for (let n = 2; existsSync(aside); n += 1) aside = `${found}.damaged-${n}`;
    renameSync(found, aside);
  }

  return {
    keeper() {
      if (answers()) return 'operating-system';
      return isSealed() ? 'not-answering' : 'file';
    },
    read(whose) {
      const whole = readAll();
      if (whole.kind !== 'all') return whole;
      return { kind: 'kept', values: Object.hasOwn(whole.all, whose) ? { ...whole.all[whose] } : {} };
    },
    keep(whose, values): Outcome<void> {
      const whole = readAll();
      if (whole.kind === 'unavailable') return failed(failure('store-trouble', whole.message));
      try {
        if (whole.kind === 'damaged') moveAside();
        writeAll(changed(whole.kind === 'all' ? whole.all : {}, whose, values));
        return ok(undefined);
      } catch (error) {
        const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        return failed(
          failure(
            'store-trouble',
            'The credentials cannot be kept on this PC: the data folder refuses them.',
            {
              detail,
            },
          ),
        );
      }
    },
  };
}
