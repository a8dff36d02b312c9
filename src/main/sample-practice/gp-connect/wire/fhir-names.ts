/** The long names of GP Connect's FHIR, each written once: systems, profiles and extensions. */
const PROFILE = 'https://fhir.nhs.uk/STU3/StructureDefinition';

export const SYSTEMS = {
  nhsNumber: 'https://fhir.nhs.uk/Id/nhs-number',
  odsCode: 'https://fhir.nhs.uk/Id/ods-organization-code',
  organisationType: 'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-OrganisationType-1',
  sdsUser: 'https://fhir.nhs.uk/Id/sds-user-id',
  sdsRoleProfile: 'https://fhir.nhs.uk/Id/sds-role-profile-id',
  jobRole: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1',
  spineCode: 'https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1',
  proxyCode: 'http://fhir.nhs.net/ValueSet/gpconnect-schedule-response-code-1-0',
  nhsNumberStatus: 'https://fhir.nhs.uk/CareConnect-NHSNumberVerificationStatus-1',
} as const;

export const PROFILES = {
  slot: `${PROFILE}/GPConnect-Slot-1`,
  schedule: `${PROFILE}/GPConnect-Schedule-1`,
  appointment: `${PROFILE}/GPConnect-Appointment-1`,
  operationOutcome: `${PROFILE}/GPConnect-OperationOutcome-1`,
  patient: `${PROFILE}/CareConnect-GPC-Patient-1`,
  practitioner: `${PROFILE}/CareConnect-GPC-Practitioner-1`,
  location: `${PROFILE}/CareConnect-GPC-Location-1`,
  organisation: `${PROFILE}/CareConnect-GPC-Organization-1`,
} as const;

export const EXTENSIONS = {
  deliveryChannel: `${PROFILE}/Extension-GPConnect-DeliveryChannel-2`,
  practitionerRole: `${PROFILE}/Extension-GPConnect-PractitionerRole-1`,
  bookingOrganisation: `${PROFILE}/Extension-GPConnect-BookingOrganisation-1`,
  cancellationReason: `${PROFILE}/Extension-GPConnect-AppointmentCancellationReason-1`,
  nhsNumberStatus: `${PROFILE}/Extension-CareConnect-GPC-NHSNumberVerificationStatus-1`,
} as const;
