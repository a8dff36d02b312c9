/** Each file of the bundle with its size, to be opened and read. */
import { IconAlertTriangle, IconFileText } from '@tabler/icons-react';
import type { BundlePreview } from '#shared/contract/rows.ts';
import { countOf } from '#shared/domain/time-words.ts';
import styles from './help.module.css';

const sizeOf = (bytes: number): string =>
  bytes < 1_024 ? countOf(bytes, 'byte') : `${Math.ceil(bytes / 1_024).toLocaleString('en-GB')} KB`;

export function BundleFiles({ preview: { files, missing } }: { readonly preview: BundlePreview }) {
  return (
    <>
      <div className={styles['files']}>
        {files.map(({ name, bytes, text }) => (
          <details key={name} className={styles['file']}>
            <summary>
              <IconFileText size={16} aria-hidden />
              <span className={styles['fileName']}>{name}</span>
              <span className={styles['soft']}>{sizeOf(bytes)}</span>
            </summary>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- text that scrolls must be reachable by keyboard */}
            <pre tabIndex={0} aria-label={`Content of ${name}`}>
              {text || 'Empty'}
            </pre>
          </details>
        ))}
      </div>
      {missing.length > 0 && (
        <div className={styles['missing']}>
          <IconAlertTriangle size={16} aria-hidden />
          <span>Could not be collected: {missing.join('; ')}</span>
        </div>
      )}
    </>
  );
}
