/**
 * The practice's configuration file: JSON, checked on reading, every mistake named with its path. What is left out gets
 * the default of this table; an unknown key is a mistake, because a misspelt one would otherwise be ignored in silence.
 */
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Configuration } from '../ports/settings.ts';

const port = z.int().min(0).max(65_535);
const text = z.string().trim().min(1).max(200);

const emis = z.strictObject({
  kind: z.literal('emis-web'),
  baseUrl: z.url({ protocol: /^https?$/ }),
  applicationId: text,
  accessToken: z.string().min(1).max(8_192),
  bookedBy: text,
  dateFormat: z.enum(['dd/MM/yyyy', 'iso']).default('dd/MM/yyyy'),
});

/** Plain HTTP would carry patients' numbers in the clear: only to this PC itself. */
const isSafeAddress = (url: string): boolean =>
  // What is no address at all is another mistake, named by another check.
  !URL.canParse(url) ||
  new URL(url).protocol === 'https:' ||
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

const configuration = z.strictObject({
  practice: z.strictObject({
    name: text,
    odsCode: z
      .string()
      .regex(/^[A-Z0-9]{3,10}$/, 'an ODS code is 3 to 10 capital letters and digits, like A12345'),
    phone: z.string().max(30).optional(),
  }),
  ehr: emis.refine((ehr) => isSafeAddress(ehr.baseUrl), {
    path: ['baseUrl'],
    message: 'must be https (plain http is allowed only to this PC itself)',
  }),
  bookingSite: z.strictObject({ host: text.default('127.0.0.1'), port: port.default(4780) }).prefault({}),
  reading: z
    .strictObject({
      horizonDays: z.int().min(1).max(90).default(28),
      nearEverySeconds: z.int().min(1).max(300).default(15),
      requestsPerSecond: z.number().min(0.2).max(100).default(8),
    })
    .prefault({}),
  booking: z
    .strictObject({
      minNoticeMinutes: z.int().min(0).max(10_080).default(30),
      holdMinutes: z.int().min(1).max(60).default(10),
      settleSeconds: z.int().min(1).max(600).default(60),
      requestTimeoutSeconds: z.int().min(1).max(120).default(15),
    })
    .prefault({}),
  activeSlotTypes: z.array(text).max(500).default([]),
});

/** Says every mistake: `ehr.baseUrl: must be https …; reading.horizonDays: …`. */
export function parseConfiguration(value: unknown): Outcome<Configuration> {
  const parsed = configuration.safeParse(value);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    return failed(failure('invalid-input', `The configuration has mistakes. ${mistakes.join('; ')}`));
  }
  const { practice, ...rest } = parsed.data;
  const { phone, ...named } = practice;
  return ok({ ...rest, practice: phone === undefined ? named : { ...named, phone } });
}

export function readConfiguration(file: string): Outcome<Configuration> {
  let json: string;
  try {
    json = readFileSync(file, 'utf8');
  } catch (error) {
    return failed(
      failure('invalid-input', `The configuration file ${file} cannot be read.`, { detail: String(error) }),
    );
  }
  try {
    return parseConfiguration(JSON.parse(json.replace(/^\uFEFF/, '')));
  } catch (error) {
    const where = error instanceof Error ? error.message : '';
    return failed(failure('invalid-input', `The configuration file ${file} is not JSON: ${where}`));
  }
}
