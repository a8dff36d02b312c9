/** What the service says of itself at /metadata: enough for a connection test to know whom it is talking to. */
import { formatInstant } from './gp-connect-times.ts';
import type { Fields, GpConnectAnswer, GpConnectContext } from '../gp-connect-types.ts';

const resource = (
  type: string,
  codes: readonly string[],
  params: readonly [string, string][] = [],
): Fields => ({
  type,
  interaction: codes.map((code) => ({ code })),
  ...(params.length === 0 ? {} : { searchParam: params.map(([name, kind]) => ({ name, type: kind })) }),
});

const SLOT_INCLUDES = [
  'Slot:schedule',
  'Schedule:actor:Practitioner',
  'Schedule:actor:Location',
  'Location:managingOrganization',
];

export function formatCapabilities({ diary }: GpConnectContext): GpConnectAnswer {
  const slot = resource(
    'Slot',
    ['search-type'],
    [
      ['start', 'date'],
      ['end', 'date'],
      ['status', 'token'],
      ['searchFilter', 'token'],
    ],
  );
  return {
    status: 200,
    resource: {
      resourceType: 'CapabilityStatement',
      version: '1.2.7',
      name: 'GP Connect',
      status: 'active',
      date: formatInstant(diary.clock.now()),
      publisher: diary.plan.name,
      kind: 'capability',
      software: { name: 'Sample practice', version: '1' },
      fhirVersion: '3.0.1',
      acceptUnknown: 'both',
      format: ['application/fhir+json'],
      rest: [
        {
          mode: 'server',
          resource: [
            resource('Patient', ['search-type'], [['identifier', 'token']]),
            { ...slot, searchInclude: SLOT_INCLUDES },
            resource('Appointment', ['read', 'create', 'update', 'search-type'], [['start', 'date']]),
          ],
        },
      ],
    },
  };
}
