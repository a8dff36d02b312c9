/**
 * What the sample practice can be told to do wrong, and reading such orders from JSON.
 *
 * Beware of `when`: a fault *before* the work means that nothing was booked, one *after* it that
 * the slot is booked and the client never hears of it. Each kind has the default that its name
 * suggests; `fail`, `drop`, `slow`, `wrong-content` and `black-hole` can be either.
 */
type Common = {
  /** operation names, 'reads', 'writes' or 'all' (when left out) */
  readonly on?: string | readonly string[];
  readonly when?: 'before-work' | 'after-work';
  /** how often in all; left out, until it is taken away */
  readonly times?: number;
  /** lets so many matching requests pass first */
  readonly skip?: number;
  /** strikes only this share of the matching requests, 0 … 1, by seeded dice */
  readonly share?: number;
};

export type Fault = Common &
  (
    | { readonly kind: 'slow'; readonly ms: number }
    | { readonly kind: 'fail'; readonly status?: number; readonly retryAfter?: string }
    | { readonly kind: 'drop' }
    | { readonly kind: 'black-hole' }
    | { readonly kind: 'redirect'; readonly location?: string }
    | { readonly kind: 'wrong-content' }
    | { readonly kind: 'garbage' }
    | { readonly kind: 'thin-list'; readonly keepShare?: number }
    | {
        readonly kind: 'truncate';
        readonly atByte?: number;
        readonly atShare?: number;
        readonly honestLength?: boolean;
      }
    | { readonly kind: 'oversized'; readonly bytes?: number }
    | { readonly kind: 'drip'; readonly bytesAtOnce?: number; readonly everyMs?: number }
  );

export type FaultKind = Fault['kind'];

const WHEN: Readonly<Record<FaultKind, 'before-work' | 'after-work'>> = {
  slow: 'before-work',
  fail: 'before-work',
  drop: 'after-work',
  'black-hole': 'before-work',
  redirect: 'before-work',
  'wrong-content': 'before-work',
  garbage: 'after-work',
  'thin-list': 'after-work',
  truncate: 'after-work',
  oversized: 'after-work',
  drip: 'after-work',
};

export const whenOf = (fault: Fault): 'before-work' | 'after-work' => fault.when ?? WHEN[fault.kind];

const NUMBERS = [
  'times',
  'skip',
  'share',
  'ms',
  'status',
  'keepShare',
  'atByte',
  'atShare',
  'bytes',
  'bytesAtOnce',
  'everyMs',
];

/** A fault from JSON somebody wrote; throws with the place and what is wrong with it. */
function readFault(value: unknown, place: string): Fault {
  if (typeof value !== 'object' || value === null)
    throw new Error(`${place}: a fault is an object with a "kind"`);
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get('kind');
  if (typeof kind !== 'string' || !(kind in WHEN)) {
    throw new Error(`${place}.kind: one of ${Object.keys(WHEN).join(', ')}`);
  }
  for (const name of NUMBERS) {
    const number = fields.get(name);
    if (number !== undefined && (typeof number !== 'number' || number < 0))
      throw new Error(`${place}.${name}: a number, 0 or more`);
  }
  const when = fields.get('when');
  if (when !== undefined && when !== 'before-work' && when !== 'after-work') {
    throw new Error(`${place}.when: "before-work" or "after-work"`);
  }
  if (kind === 'slow' && typeof fields.get('ms') !== 'number')
    throw new Error(`${place}.ms: how many milliseconds`);
  return value as Fault;
}

export function readFaults(value: unknown): Fault[] {
  if (!Array.isArray(value)) throw new Error('faults: a list of faults');
  return value.map((fault, index) => readFault(fault, `faults[${index}]`));
}
