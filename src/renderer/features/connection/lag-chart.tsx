/** Dots of how long a change could wait before it was seen, against the practice's 15-minute promise and our own target. */
import type { ReadingRow } from '#shared/contract/rows.ts';
import { MINUTE, SECOND, asInstant, formatClock } from '#shared/domain/time.ts';
import { countOf, formatAtMost, formatSpan } from '#shared/domain/time-words.ts';
import { PROMISE_MS, heightOf, lagOf95, lagPoints } from './chart-layout.ts';
import styles from './connection.module.css';

const WIDTH = 720;
const HEIGHT = 176;
const LEFT = 48;
const RIGHT = 120;
const TOP = 12;
const BOTTOM = 28;

const MARKS: readonly (readonly [ms: number, words: string])[] = [
  [SECOND, '1 s'],
  [10 * SECOND, '10 s'],
  [MINUTE, '1 min'],
  [5 * MINUTE, '5 min'],
];

interface LagChartProps {
  readonly readings: readonly ReadingRow[];
  readonly targetMs: number;
}

export function LagChart({ readings, targetMs }: LagChartProps) {
  const { dots, whole, failures } = lagPoints(readings);
  const all = [...dots, ...failures];
  if (all.length < 2)
    return <p className={styles['soft']}>The chart begins with the second reading of today and tomorrow.</p>;

  const from = Math.min(...all.map((point) => point.at));
  const to = Math.max(...all.map((point) => point.at), from + MINUTE);
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (ms: number) => TOP + (1 - heightOf(ms)) * (HEIGHT - TOP - BOTTOM);
  const p95 = lagOf95(dots);
  const worst = dots.length === 0 ? undefined : Math.max(...dots.map((dot) => dot.lagMs));
  const seen =
    worst === undefined
      ? 'How soon a change is seen shows with the second one'
      : `A slot booked, freed or added was seen within ${formatAtMost(worst)}${
          p95 === undefined ? '' : `, 95 of 100 within ${formatAtMost(p95)}`
        }`;
  const said = `${countOf(whole, 'reading')} came in whole from ${formatClock(asInstant(from))} to ${formatClock(asInstant(to))}, ${failures.length} failed. ${seen}.`;

  return (
    <figure className={styles['chart']}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said} className={styles['svg']}>
        {MARKS.map(([ms, words]) => (
          <g key={words}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(ms)} y2={y(ms)} className={styles['grid']} />
            <text x={LEFT - 8} y={y(ms) + 4} textAnchor="end">
              {words}
            </text>
          </g>
        ))}
        <Limit y={y(PROMISE_MS)} words="15 min promised" className={styles['promise']} />
        <Limit y={y(targetMs)} words={`${formatSpan(targetMs)} our target`} className={styles['target']} />
        {dots.map(({ id, at, lagMs }) => (
          <circle key={id} cx={x(at)} cy={y(lagMs)} r={2.5} className={styles['dot']} />
        ))}
        {failures.map(({ id, at }) => (
          <path
            key={id}
            d={`M${x(at) - 3} ${HEIGHT - BOTTOM - 7}l6 6m0 -6l-6 6`}
            className={styles['cross']}
          />
        ))}
        <line
          x1={LEFT}
          x2={WIDTH - RIGHT}
          y1={HEIGHT - BOTTOM}
          y2={HEIGHT - BOTTOM}
          className={styles['axis']}
        />
        <text x={LEFT} y={HEIGHT - 10}>
          {formatClock(asInstant(from))}
        </text>
        <text x={WIDTH - RIGHT} y={HEIGHT - 10} textAnchor="end">
          {formatClock(asInstant(to))}
        </text>
      </svg>
      <figcaption className={styles['soft']}>{said}</figcaption>
    </figure>
  );
}

function Limit({
  y,
  words,
  className,
}: {
  readonly y: number;
  readonly words: string;
  readonly className: string | undefined;
}) {
  return (
    <g className={className}>
      <line x1={LEFT} x2={WIDTH - RIGHT} y1={y} y2={y} />
      <text x={WIDTH - RIGHT + 8} y={y + 4}>
        {words}
      </text>
    </g>
  );
}
