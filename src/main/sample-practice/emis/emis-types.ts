/**
 * What an operation of the Partner API is here: its row in the table, what it is given and what it
 * answers.
 */
import type { Appointments } from '../diary/appointments.ts';
import type { Diary } from '../diary/diary.ts';
import type { EmisModes } from './emis-errors.ts';
import type { EmisParams } from './emis-params.ts';

export type EmisScope = 'papi-appt.read' | 'papi-appt.write' | 'papi-subjects.read' | 'papi-config.read';

export type EmisContext = {
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly modes: EmisModes;
  readonly params: EmisParams;
};

/** `list` names the array that is the answer's point; nothing in it may mean 404, see EmisModes. */
export type EmisAnswer = {
  readonly status: 200 | 204;
  readonly root: string;
  readonly list?: string;
  readonly body: Readonly<Record<string, unknown>>;
};

export type EmisOperation = {
  readonly name: string;
  readonly area: 'appointments' | 'patientMatching' | 'patient' | 'organisation';
  readonly method: 'GET' | 'PATCH';
  readonly scope: EmisScope;
  readonly kind: 'read' | 'write';
  readonly work: (context: EmisContext) => EmisAnswer | Promise<EmisAnswer>;
};
