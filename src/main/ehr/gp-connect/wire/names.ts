/** The addresses by which FHIR and the NHS name their systems, profiles and extensions (ehr-protocols.md 4). Names, not places: nothing is fetched from them. */
const NHS = 'https://fhir.nhs.uk';
const DEFINITION = `${NHS}/STU3/StructureDefinition`;

export const SYSTEM = {
  nhsNumber: `${NHS}/Id/nhs-number`,
  odsCode: `${NHS}/Id/ods-organization-code`,
  sdsUser: `${NHS}/Id/sds-user-id`,
  sdsRoleProfile: `${NHS}/Id/sds-role-profile-id`,
  organisationType: `${NHS}/STU3/CodeSystem/GPConnect-OrganisationType-1`,
} as const;

export const PROFILE = {
  appointment: `${DEFINITION}/GPConnect-Appointment-1`,
  organisation: `${DEFINITION}/CareConnect-GPC-Organization-1`,
} as const;

export const EXTENSION = {
  bookingOrganisation: `${DEFINITION}/Extension-GPConnect-BookingOrganisation-1`,
  deliveryChannel: `${DEFINITION}/Extension-GPConnect-DeliveryChannel-2`,
  practitionerRole: `${DEFINITION}/Extension-GPConnect-PractitionerRole-1`,
  cancellationReason: `${DEFINITION}/Extension-GPConnect-AppointmentCancellationReason-1`,
} as const;

/** Providers write it as a value set and as a code system; the proxy in between uses other systems altogether. */
export const isSpineErrorSystem = (system: string): boolean =>
  /^https:\/\/fhir\.nhs\.uk\/STU3\/(?:ValueSet|CodeSystem)\/Spine-ErrorOrWarningCode-1$/.test(system);
