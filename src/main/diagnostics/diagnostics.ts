/** The bundle as the window asks for it: previewed, then written. What is previewed is collected anew when written. */
import type { BundlePreview } from '#shared/contract/rows.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Clock } from '../ports/clock.ts';
import { makeBundle, writeBundle } from './bundle.ts';
import type { BundleSources } from './collect.ts';

export interface Diagnostics {
  preview(): BundlePreview;
  /** Answers with the path of the zip. */
  write(note: string, file?: string): Promise<Outcome<{ path: string }>>;
}

export function createDiagnostics({
  clock,
  folder,
  ...sources
}: Omit<BundleSources, 'now'> & { readonly clock: Clock; readonly folder: string }): Diagnostics {
  return {
    preview() {
      const { files, missing } = makeBundle({ ...sources, now: clock.now() }, '');
      return {
        files: files.map(({ name, text }) => ({ name, text, bytes: Buffer.byteLength(text) })),
        missing,
      };
    },
    async write(note, file) {
      const now = clock.now();
      try {
        const bundle = makeBundle({ ...sources, now }, note);
        return ok({ path: await writeBundle(bundle, file ?? folder, { ...sources, now }) });
      } catch (error) {
        const detail = error instanceof Error ? error.message : 'unknown';
        return failed(
          failure('store-trouble', 'The bundle could not be written. Is the disk full?', { detail }),
        );
      }
    },
  };
}
