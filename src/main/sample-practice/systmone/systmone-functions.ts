/**
 * The functions of the Client Integration that the sample has, under the names they have on the wire.
 *
 * `DeletePatientRecord` is right: the function that TPP's text calls DeleteFromPatientRecord is asked for under this name.
 */
import { elementsOf } from './systmone-elements.ts';
import { getPatientRecord, searchPatients } from './systmone-people.ts';
import { getAppointmentSlots, getDiary, getOrganisationMetaData } from './systmone-reads.ts';
import type { Content, SystmOneFunction } from './systmone-types.ts';
import { deletePatientRecord, updatePatientRecord } from './systmone-writes.ts';
import { leaf, wrap } from './systmone-xml.ts';

const FUNCTIONS: readonly SystmOneFunction[] = [
  {
    name: 'GetFunctions',
    kind: 'read',
    work: ({ parameters }): Content => {
      elementsOf(parameters, []);
      return {
        items: FUNCTIONS.map(({ name }) =>
          wrap('SupportedFunction', leaf('Function', name), leaf('Version', '1.0')),
        ),
      };
    },
  },
  { name: 'GetOrganisationMetaData', kind: 'read', work: getOrganisationMetaData },
  { name: 'GetAppointmentSlots', kind: 'read', work: getAppointmentSlots },
  { name: 'GetDiary', kind: 'read', work: getDiary },
  { name: 'PatientSearch', kind: 'read', work: searchPatients },
  { name: 'GetPatientRecord', kind: 'read', work: getPatientRecord },
  { name: 'UpdatePatientRecord', kind: 'write', work: updatePatientRecord },
  { name: 'DeletePatientRecord', kind: 'write', work: deletePatientRecord },
];

export const findFunction = (name: string): SystmOneFunction | undefined =>
  FUNCTIONS.find((one) => one.name === name);
