/** The operations of GP Connect Appointment Management that are served here, and which request is which. */
import {
  amendAppointment,
  bookAppointment,
  cancelAppointment,
  patientAppointments,
  readAppointment,
} from './appointments/appointment-work.ts';
import { formatCapabilities } from './wire/format-capabilities.ts';
import { findPatient } from './find-patient.ts';
import { GpConnectRefusal } from './wire/gp-connect-refusal.ts';
import type { GpConnectOperation, GpConnectScope } from './gp-connect-types.ts';
import { searchSlots } from './search-slots.ts';

type Row = readonly [
  method: GpConnectOperation['method'],
  path: RegExp,
  interaction: string,
  scope: GpConnectScope,
];

const operation = (
  name: string,
  [method, path, interaction, scope]: Row,
  work: GpConnectOperation['work'],
): GpConnectOperation => {
  const kind = scope === 'patient/*.write' ? 'write' : 'read';
  return { name, method, path, interaction, scope, kind, work };
};

const ONE_APPOINTMENT = /^\/Appointment\/([A-Za-z0-9.-]{1,64})$/;
const PATIENTS_APPOINTMENTS = /^\/Patient\/([A-Za-z0-9.-]{1,64})\/Appointment$/;
const REGISTER = /^\/Patient\/(?:\$|%24)gpc\.registerpatient$/;

function registerPatient(): never {
  throw new GpConnectRefusal('NOT_IMPLEMENTED', 'Patients are not registered through this interface');
}

const GP_CONNECT_OPERATIONS: readonly GpConnectOperation[] = [
  operation(
    'metadata',
    ['GET', /^\/metadata$/, 'rest:read:metadata-1', 'organization/*.read'],
    formatCapabilities,
  ),
  operation('search-slots', ['GET', /^\/Slot$/, 'rest:search:slot-1', 'organization/*.read'], searchSlots),
  operation('find-patient', ['GET', /^\/Patient$/, 'rest:search:patient-1', 'patient/*.read'], findPatient),
  operation(
    'patient-appointments',
    ['GET', PATIENTS_APPOINTMENTS, 'rest:search:patient_appointments-1', 'patient/*.read'],
    patientAppointments,
  ),
  operation(
    'read-appointment',
    ['GET', ONE_APPOINTMENT, 'rest:read:appointment-1', 'patient/*.read'],
    readAppointment,
  ),
  operation(
    'book-appointment',
    ['POST', /^\/Appointment$/, 'rest:create:appointment-1', 'patient/*.write'],
    bookAppointment,
  ),
  operation(
    'amend-appointment',
    ['PUT', ONE_APPOINTMENT, 'rest:update:appointment-1', 'patient/*.write'],
    amendAppointment,
  ),
  operation(
    'cancel-appointment',
    ['PUT', ONE_APPOINTMENT, 'rest:cancel:appointment-1', 'patient/*.write'],
    cancelAppointment,
  ),
  operation(
    'register-patient',
    ['POST', REGISTER, 'operation:gpc.registerpatient-1', 'patient/*.write'],
    registerPatient,
  ),
];

/** By verb and path; where two share them, the interaction id tells which, and the first is meant if it tells neither. */
export function findOperation(
  method: string,
  path: string,
  interaction: string | undefined,
): GpConnectOperation | undefined {
  const candidates = GP_CONNECT_OPERATIONS.filter((one) => one.method === method && one.path.test(path));
  return candidates.find((one) => one.interaction === interaction) ?? candidates[0];
}
