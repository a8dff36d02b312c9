/** What may be said at the start of the window: where the data lie, which configuration, which sample. Unknown words are an error. */
import { parseArgs } from 'node:util';

import { EHR_KINDS, type EhrKind } from '#shared/domain/ehr.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

export const SAMPLES = EHR_KINDS;
export type SampleName = EhrKind;

export interface StartOptions {
  readonly dataRoot?: string;
  readonly configurationFile?: string;
  /** Opens on the sample practice even where a practice is configured. */
  readonly sample?: SampleName;
}

export function checkSample(name: string): Outcome<SampleName> {
  const known = SAMPLES.find((sample) => sample === name);
  if (known) return ok(known);
  const message = `There is no sample called “${name}” yet. What there is: ${SAMPLES.join(', ')}.`;
  return failed(failure('invalid-input', message));
}

/** `args`: what follows the app's own path. */
export function readStartOptions(args: readonly string[]): Outcome<StartOptions> {
  let values: { data?: string; config?: string; sample?: string };
  try {
    const options = {
      data: { type: 'string' },
      config: { type: 'string' },
      sample: { type: 'string' },
    } as const;
    values = parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    return failed(
      failure('invalid-input', error instanceof Error ? error.message : 'Those options make no sense.'),
    );
  }
  const sample = values.sample === undefined ? undefined : checkSample(values.sample);
  if (sample && !sample.ok) return sample;
  return ok({
    ...(values.data === undefined ? {} : { dataRoot: values.data }),
    ...(values.config === undefined ? {} : { configurationFile: values.config }),
    ...(sample ? { sample: sample.value } : {}),
  });
}
