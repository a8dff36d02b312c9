/** One field of the details each: a text, a credential, a PEM text. They show their mistake once they were left. */
import { Button, FileButton, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { IconFileCertificate, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { CredentialName } from '#shared/contract/settings.ts';
import type { FieldName } from '../../state/entries.ts';
import { CREDENTIAL_WORDS } from './form-words.ts';
import styles from './practice-form.module.css';
import { type PracticeForm, fieldId } from './use-practice-form.ts';

interface FieldProps {
  readonly form: PracticeForm;
  readonly field: FieldName;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly isWhole?: boolean;
  /** ODS codes are capitals, however they are typed. */
  readonly isCapitals?: boolean;
}

export function Field({
  form,
  field,
  label,
  description,
  placeholder,
  isWhole = false,
  isCapitals = false,
}: FieldProps) {
  return (
    <TextInput
      id={fieldId(field)}
      className={isWhole ? styles['whole'] : undefined}
      label={label}
      description={description}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      value={form.entries.texts[field]}
      error={form.mistakeOf(field)}
      onChange={({ currentTarget: { value } }) => form.put(field, isCapitals ? value.toUpperCase() : value)}
      onBlur={() => form.leaveField(field)}
    />
  );
}

interface CredentialProps {
  readonly form: PracticeForm;
  readonly name: CredentialName;
  readonly description: string;
}

/** What is kept is never shown again: it can only be replaced. */
export function CredentialField({ form, name, description }: CredentialProps) {
  const [isReplacing, setIsReplacing] = useState(false);
  const label = CREDENTIAL_WORDS[name];
  if (form.kept.has(name) && !isReplacing)
    return <Kept label={label} onReplace={() => setIsReplacing(true)} />;
  return (
    <PasswordInput
      id={fieldId(name)}
      className={styles['whole']}
      label={label}
      description={description}
      autoComplete="off"
      data-autofocus={isReplacing}
      value={form.credentials[name] ?? ''}
      error={form.mistakeOf(name)}
      onChange={({ currentTarget: { value } }) => form.putCredential(name, value)}
      onBlur={() => form.leaveField(name)}
    />
  );
}

function Kept({ label, onReplace }: { readonly label: string; readonly onReplace: () => void }) {
  return (
    <div className={styles['whole']}>
      <span className={styles['label']}>{label}</span>
      <div className={styles['kept']}>
        <IconLock size={16} aria-hidden />
        <span>Kept. It is not shown again.</span>
        <Button variant="default" size="compact-xs" aria-label={`Replace: ${label}`} onClick={onReplace}>
          Replace
        </Button>
      </div>
    </div>
  );
}

interface PemFieldProps {
  readonly form: PracticeForm;
  readonly field: 'gp.certificate' | 'gp.authority';
  readonly label: string;
  readonly description: string;
}

export function PemField({ form, field, label, description }: PemFieldProps) {
  return (
    <PemText
      id={fieldId(field)}
      label={label}
      description={description}
      begins="-----BEGIN CERTIFICATE-----"
      text={form.entries.texts[field]}
      mistake={form.mistakeOf(field)}
      onText={(text) => form.put(field, text)}
      onLeave={() => form.leaveField(field)}
    />
  );
}

export function PemKeyField({ form }: { readonly form: PracticeForm }) {
  const [isReplacing, setIsReplacing] = useState(false);
  const label = CREDENTIAL_WORDS.tlsKey;
  if (form.kept.has('tlsKey') && !isReplacing)
    return <Kept label={label} onReplace={() => setIsReplacing(true)} />;
  return (
    <PemText
      id={fieldId('tlsKey')}
      label={label}
      description="PEM, without a password. Hidden as it is typed, and never shown again once it is saved."
      begins="-----BEGIN PRIVATE KEY-----"
      isHidden
      text={form.credentials.tlsKey ?? ''}
      mistake={form.mistakeOf('tlsKey')}
      onText={(text) => form.putCredential('tlsKey', text)}
      onLeave={() => form.leaveField('tlsKey')}
    />
  );
}

interface PemTextProps {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly begins: string;
  readonly isHidden?: boolean;
  readonly text: string;
  readonly mistake: string | undefined;
  readonly onText: (text: string) => void;
  readonly onLeave: () => void;
}

/** A PEM file is a few kilobytes; whatever is much larger is another file, and not read at all. */
const LARGEST_FILE = 100_000;

function PemText({
  id,
  label,
  description,
  begins,
  isHidden = false,
  text,
  mistake,
  onText,
  onLeave,
}: PemTextProps) {
  const [fileTrouble, setFileTrouble] = useState<string>();
  const read = async (file: File | null) => {
    if (!file) return;
    const isTooLarge = file.size > LARGEST_FILE;
    setFileTrouble(isTooLarge ? `${file.name} is too large to be a PEM file.` : undefined);
    if (isTooLarge) return;
    onText((await file.text()).trim());
    onLeave();
  };
  return (
    <div className={styles['whole']}>
      <Textarea
        id={id}
        label={label}
        description={description}
        placeholder={begins}
        minRows={2}
        maxRows={4}
        autosize
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: `${styles['pemInput']} ${isHidden && text !== '' ? styles['hiddenText'] : ''}` }}
        value={text}
        error={fileTrouble ?? mistake}
        onChange={({ currentTarget: { value } }) => {
          setFileTrouble(undefined);
          onText(value);
        }}
        onBlur={onLeave}
      />
      <FileButton accept=".pem,.crt,.cer,.key,.txt" onChange={(file) => void read(file)}>
        {(props) => (
          <Button
            {...props}
            mt={4}
            variant="default"
            size="compact-xs"
            aria-label={`Choose a file: ${label}`}
            leftSection={<IconFileCertificate size={12} aria-hidden />}
          >
            Choose a file
          </Button>
        )}
      </FileButton>
    </div>
  );
}
