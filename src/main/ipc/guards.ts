/**
 * What the window may send, command by command. The window is the least trusted process: a payload that does not fit
 * exactly is refused before any handler sees it.
 */
import { z } from 'zod';

import { SAMPLE_FAULTS } from '#shared/contract/asked.ts';
import { SETTLE_VERDICTS } from '#shared/contract/bookings.ts';
import type { Contract, Handlers } from '#shared/contract/contract.ts';
import type { EhrForm, SettingsDraft } from '#shared/contract/settings.ts';
import { EHR_KINDS } from '#shared/domain/ehr.ts';
import { type BookingId, type ClinicianId, type SlotId, type SlotTypeId, asId } from '#shared/domain/ids.ts';
import { parseDay } from '#shared/domain/time.ts';

type InputGuards = {
  readonly [G in keyof Contract]: {
    readonly [N in keyof Handlers[G]]: Handlers[G][N] extends (input: infer Input) => unknown
      ? z.ZodType<Input>
      : never;
  };
};

const nothing = z.undefined().transform((): void => undefined);
const id = z.string().min(1).max(300);
const slotTypeId = id.transform((text) => asId<SlotTypeId>(text));
const slotId = id.transform((text) => asId<SlotId>(text));
const bookingId = id.transform((text) => asId<BookingId>(text));
const clinicianId = id.transform((text) => asId<ClinicianId>(text));
const day = z
  .string()
  .transform((text) => parseDay(text))
  .refine((parsed) => parsed !== undefined, 'no such day');
const reason = z.string().max(500);
const minutes = z.int().min(0).max(1_439);

/** What is in a field is checked by configuration.ts, which names each mistake; here only that it is a field at all. */
const field = z.string().max(500);
const address = z.string().max(2_000);
const pem = z.string().max(20_000);
const token = z.string().max(8_192);

const ehrForm: z.ZodType<EhrForm> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('emis-web'),
    baseUrl: address,
    applicationId: field,
    bookedBy: field,
    dateFormat: z.enum(['dd/MM/yyyy', 'iso']),
  }),
  z.strictObject({ kind: z.literal('systmone'), host: field, port: z.int().min(0).max(65_535) }),
  z.strictObject({
    kind: z.literal('gp-connect'),
    baseUrl: address,
    proxyUrl: address,
    fromAsid: field,
    toAsid: field,
    userId: field,
    userFamilyName: field,
    userGivenName: field,
    sdsUserId: field,
    sdsRoleProfileId: field,
    certificate: pem,
    authority: pem,
  }),
]);

const draft: z.ZodType<SettingsDraft> = z.strictObject({
  practice: z.strictObject({ name: field, odsCode: field, phone: field }),
  ehr: ehrForm,
  credentials: z.strictObject({
    accessToken: token.exactOptional(),
    apiKey: token.exactOptional(),
    deviceId: token.exactOptional(),
    tlsKey: pem.exactOptional(),
  }),
});

export const guards: InputGuards = {
  app: { snapshot: nothing },
  diary: { day: z.strictObject({ day }) },
  slotTypes: {
    previewSwitch: z.strictObject({ slotTypeId, isActive: z.boolean() }),
    setActive: z.strictObject({
      slotTypeIds: z.array(slotTypeId).min(1).max(500),
      isActive: z.boolean(),
      reason,
    }),
    settleRename: z.strictObject({ goneId: slotTypeId, appearedId: slotTypeId, isSame: z.boolean() }),
  },
  bookings: {
    look: z.strictObject({ bookingId }),
    cancel: z.strictObject({ bookingId, reason }),
    move: z.strictObject({ bookingId, slotId, reason }),
    undo: z.strictObject({ bookingId }),
    choices: z.strictObject({ bookingId }),
    settle: z.strictObject({
      bookingId,
      verdict: z.enum(SETTLE_VERDICTS),
      note: reason,
    }),
  },
  connection: { checkNow: nothing, test: nothing },
  settings: {
    read: nothing,
    test: draft,
    save: draft,
    open: z.strictObject({
      what: z.enum(['sample', 'practice']),
      ehr: z.enum(EHR_KINDS).exactOptional(),
    }),
  },
  patientKey: { tryAgain: nothing, beginAnew: nothing },
  whyMissing: {
    ask: z.strictObject({
      slotTypeId,
      day,
      minutes: minutes.exactOptional(),
      clinicianId: clinicianId.exactOptional(),
    }),
  },
  help: {
    previewBundle: nothing,
    exportBundle: z.strictObject({ note: z.string().max(4_000) }),
    showBundle: z.strictObject({ path: z.string().max(1_000) }),
  },
  preferences: {
    read: nothing,
    write: z.strictObject({
      appearance: z.enum(['auto', 'light', 'dark']),
      liveBookingsView: z.enum(['diary', 'list']),
      slotTypesFilter: z.enum(['all', 'active', 'inactive']),
      isRailCollapsed: z.boolean(),
    }),
  },
  links: { openBookingSite: nothing },
  sample: {
    setFault: z.strictObject({ fault: z.enum(SAMPLE_FAULTS) }),
    answerDevice: z.strictObject({ isApproved: z.boolean() }),
  },
};
