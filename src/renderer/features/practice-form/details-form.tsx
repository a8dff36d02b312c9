/** The practice's details and those of its EHR, as the guide and the settings both show them. */
import { NativeSelect } from '@mantine/core';
import type { PracticeSettings } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import { CredentialField, Field, PemField, PemKeyField } from './fields.tsx';
import { KEEPER_WORDS } from './form-words.ts';
import styles from './practice-form.module.css';
import { type PracticeForm, fieldId } from './use-practice-form.ts';

interface DetailsFormProps {
  readonly form: PracticeForm;
  readonly keeper: PracticeSettings['keeper'];
}

export function DetailsForm({ form, keeper }: DetailsFormProps) {
  const { kind } = form.entries;
  return (
    <>
      <fieldset className={styles['group']}>
        <legend className={styles['legend']}>The practice</legend>
        <Field form={form} field="name" label="Name" description="As patients know it." isWhole />
        <Field
          form={form}
          field="odsCode"
          label="ODS code"
          description="The diary must be of the same practice."
          placeholder="A12345"
          isCapitals
        />
        <Field
          form={form}
          field="phone"
          label="Phone"
          description="Shown to patients on each page. May be left empty."
        />
      </fieldset>
      <fieldset className={styles['group']}>
        <legend className={styles['legend']}>{PRODUCT_OF[kind]}</legend>
        {kind === 'emis-web' && <EmisFields form={form} />}
        {kind === 'systmone' && <SystmOneFields form={form} />}
        {kind === 'gp-connect' && <GpConnectFields form={form} />}
        <p className={`${styles['soft']} ${styles['whole']}`}>{KEEPER_WORDS[keeper]}.</p>
      </fieldset>
    </>
  );
}

interface FieldsProps {
  readonly form: PracticeForm;
}

function EmisFields({ form }: FieldsProps) {
  return (
    <>
      <Field
        form={form}
        field="emis.baseUrl"
        label="Address of the Partner API"
        description="Without /api/v1 at the end."
        placeholder="https://…/partner"
        isWhole
      />
      <Field
        form={form}
        field="emis.applicationId"
        label="Application id"
        description="EMIS also calls it party key."
      />
      <Field
        form={form}
        field="emis.bookedBy"
        label="Bookings are made by"
        description="The id in EMIS of the named user (DBID)."
      />
      <CredentialField
        form={form}
        name="accessToken"
        description="With the rights papi-appt.read, papi-appt.write, papi-subjects.read and papi-config.read."
      />
      <details className={styles['more']}>
        <summary>Seldom needed</summary>
        <div className={styles['moreFields']}>
          <NativeSelect
            id={fieldId('emis.dateFormat')}
            label="How dates are written to EMIS"
            description="Change it only if EMIS refuses every reading."
            value={form.entries.texts['emis.dateFormat']}
            onChange={({ currentTarget: { value } }) => form.put('emis.dateFormat', value)}
            data={[
              { value: 'dd/MM/yyyy', label: '23/11/2026 (usual)' },
              { value: 'iso', label: '2026-11-23' },
            ]}
          />
        </div>
      </details>
    </>
  );
}

function SystmOneFields({ form }: FieldsProps) {
  return (
    <>
      <CredentialField form={form} name="apiKey" description="From TPP, for Client Integration." />
      <p className={`${styles['soft']} ${styles['whole']}`}>
        {form.kept.has('deviceId')
          ? 'SystmOne has approved this PC.'
          : 'At the first connection, SystmOne asks on this PC whether Slotkeeper may use it. Nothing has to be put in for that.'}
      </p>
      <details className={styles['more']}>
        <summary>Seldom needed</summary>
        <div className={styles['moreFields']}>
          <Field
            form={form}
            field="systmone.host"
            label="Address"
            description="SystmOne is reached on this PC only."
          />
          <Field
            form={form}
            field="systmone.port"
            label="Port"
            description="40700, unless TPP says otherwise."
          />
        </div>
      </details>
    </>
  );
}

function GpConnectFields({ form }: FieldsProps) {
  return (
    <>
      <Field
        form={form}
        field="gp.baseUrl"
        label="The practice’s endpoint"
        description="The service root from the Spine Directory, for Appointment Management."
        placeholder="https://…/A12345/STU3/1/gpconnect"
        isWhole
      />
      <Field
        form={form}
        field="gp.proxyUrl"
        label="Address of the Spine proxy"
        description="Empty: straight to the endpoint."
        placeholder="https://…"
        isWhole
      />
      <Field form={form} field="gp.fromAsid" label="Our ASID" description="From NHS England." />
      <Field
        form={form}
        field="gp.toAsid"
        label="The practice’s ASID"
        description="From the Spine Directory."
      />
      <PemField
        form={form}
        field="gp.certificate"
        label="Client certificate"
        description="PEM. Not secret, unlike its key."
      />
      <PemKeyField form={form} />
      <Field
        form={form}
        field="gp.userFamilyName"
        label="Family name of who works here"
        description="Each request names a person, not a system."
      />
      <Field
        form={form}
        field="gp.userId"
        label="This person’s id"
        description="As your practice knows them."
      />
      <details className={styles['more']}>
        <summary>More about this person, and whom to trust</summary>
        <div className={styles['moreFields']}>
          <Field form={form} field="gp.userGivenName" label="Given name" isWhole />
          <Field form={form} field="gp.sdsUserId" label="SDS user id" description="If there is one." />
          <Field
            form={form}
            field="gp.sdsRoleProfileId"
            label="SDS role profile id"
            description="If there is one."
          />
          <PemField
            form={form}
            field="gp.authority"
            label="Further authority to trust"
            description="PEM. Empty: only the usual authorities."
          />
        </div>
      </details>
    </>
  );
}
