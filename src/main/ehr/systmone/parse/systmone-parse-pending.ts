/**
 * The appointments that a patient has still to come, from their record → which of them is the one that is meant. Its key is
 * told only where exactly one fits: of two that are alike, either could be another's idea of *this one*.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { parseNhsNumber } from '#shared/domain/patient.ts';

import { SYSTMONE } from '../line/systmone-failures.ts';
import type { XmlNode } from '../line/systmone-xml.ts';
import { elementsNamed } from './systmone-parse-patient.ts';
import { box, check, duration, exact, maybe, maybeName, one, wallText } from './systmone-wire.ts';

const identity = box({ NHSNumber: maybe(exact) });
const pending = box({
  DateTime: one(wallText),
  Duration: one(duration),
  UserName: maybeName,
  Site: maybeName,
  ClinicType: maybeName,
  AppointmentUID: maybeName,
  Status: maybeName,
});

/** As SystmOne writes it. An empty name is not compared. */
export interface Meant {
  readonly nhsNumber: string;
  readonly start: string;
  readonly durationMin: number;
  readonly userName: string;
  readonly siteName: string;
  readonly clinicType: string;
}

const notOne = (detail: string): Failure =>
  failure(
    'refused',
    `${SYSTMONE} does not tell the key of this appointment, so it cannot be cancelled here.`,
    {
      detail,
    },
  );

const fits = (told: string, meant: string): boolean => told === '' || meant === '' || told === meant.trim();

export function parseKeyOf(response: XmlNode, meant: Meant): Outcome<string> {
  const [who, ...others] = elementsNamed(response, 'Identity');
  const parsedWho = check(identity, who ?? '', 'an identity');
  if (!parsedWho.ok) return parsedWho;
  const isSame = parseNhsNumber(parsedWho.value.NHSNumber ?? '') === meant.nhsNumber;
  if (!isSame || others.length > 0) return failed(notOne('the record is of another patient'));
  const keys: string[] = [];
  for (const node of elementsNamed(response, 'Appointment')) {
    const parsed = check(pending, node, 'an appointment to come');
    if (!parsed.ok) return parsed;
    const { DateTime, Duration, UserName, Site, ClinicType, AppointmentUID, Status } = parsed.value;
    const isMeant =
      DateTime.text === meant.start &&
      Duration === meant.durationMin &&
      fits(UserName, meant.userName) &&
      fits(Site, meant.siteName) &&
      fits(ClinicType, meant.clinicType) &&
      /^(booked)?$/i.test(Status);
    if (isMeant) keys.push(AppointmentUID);
  }
  const [key = '', ...more] = keys;
  if (keys.length === 0) return failed(notOne('no such appointment in the record'));
  if (more.length > 0) return failed(notOne('several such appointments in the record'));
  return key === '' ? failed(notOne('an appointment without a key')) : ok(key);
}
