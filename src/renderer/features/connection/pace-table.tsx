/** How often each part of the diary is read, and past which age nothing of it is offered. */
import { type PaceSettings, paceBands } from '#shared/domain/reading-pace.ts';
import { formatSpan } from '#shared/domain/time-words.ts';
import styles from './connection.module.css';

const BAND_WORDS = { near: 'Today and tomorrow', soon: 'Two weeks', far: 'Further ahead' } as const;

export function PaceTable({ pace }: { readonly pace: PaceSettings }) {
  return (
    <table className={styles['pace']}>
      <thead>
        <tr>
          <th scope="col">Days</th>
          <th scope="col">Sessions read every</th>
          <th scope="col">Each slot read every</th>
          <th scope="col">Not offered when older than</th>
        </tr>
      </thead>
      <tbody>
        {paceBands(pace).map((band) => (
          <tr key={band.name}>
            <th scope="row">
              {band.name === 'far' ? `Up to ${band.toDay} days ahead` : BAND_WORDS[band.name]}
            </th>
            <td>{formatSpan(band.countsEveryMs)}</td>
            <td>{formatSpan(band.slotsEveryMs)}</td>
            <td>{formatSpan(band.offerLimitMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
