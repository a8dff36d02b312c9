/**
 * The practice's configuration file: JSON, checked on reading, every mistake named with its path. What is left out gets
 * the default of this table; an unknown key is a mistake, because a misspelt one would otherwise be ignored in silence.
 */
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { EHR_KINDS } from '#shared/domain/ehr.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Configuration } from '../ports/settings.ts';
import { ehrBlock, noticeAddress, text } from './ehr-blocks.ts';

const port = z.int().min(0).max(65_535);

const configuration = z.strictObject({
  practice: z.strictObject({
    name: text,
    odsCode: z
      .string()
      .regex(/^[A-Z0-9]{3,10}$/, 'an ODS code is 3 to 10 capital letters and digits, like A12345'),
    phone: z.string().max(30).optional(),
  }),
  ehr: ehrBlock,
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
      cancelCutOffMinutes: z.int().min(0).max(10_080).default(60),
      undoSeconds: z.int().min(0).max(120).default(10),
    })
    .prefault({}),
  notices: z
    .strictObject({
      webhookUrl: noticeAddress.exactOptional(),
      webhookSecret: z
        .string()
        .min(16, 'must be at least 16 characters')
        .max(200, 'must be at most 200 characters')
        .exactOptional(),
    })
    .prefault({}),
  activeSlotTypes: z.array(text).max(500).default([]),
});

const KINDS = EHR_KINDS.map((kind) => `“${kind}”`).join(', ');

/** In place of the words of zod, where people meet them most. */
function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_union') return `must be one of ${KINDS}`;
  return undefined;
}

/** Says every mistake: `ehr.baseUrl: must be https …; reading.horizonDays: …`. */
export function parseConfiguration(value: unknown): Outcome<Configuration> {
  const parsed = configuration.safeParse(value, { error: wordsOf });
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
