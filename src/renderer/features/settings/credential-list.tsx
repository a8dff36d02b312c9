/** Which credentials are kept and by whom; each can be replaced or taken away, none can be read. Both open the practice anew. */
import { Button, Group, Modal, PasswordInput, Textarea } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useState } from 'react';
import type { CredentialName, KeptCredential, PracticeSettings } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import { CREDENTIAL_WORDS, KEEPER_WORDS } from '../practice-form/form-words.ts';
import { findSecretMistake } from '../practice-form/find-mistakes.ts';
import form from '../practice-form/practice-form.module.css';
import type { Opening } from '../practice-form/use-opening.ts';
import styles from './settings.module.css';

interface CredentialListProps {
  readonly settings: PracticeSettings;
  readonly opening: Opening;
}

export function CredentialList({ settings, opening }: CredentialListProps) {
  const { practice, ehr, credentials, keeper } = settings;
  const [replacing, setReplacing] = useState<CredentialName>();
  const [taking, setTaking] = useState<CredentialName>();
  const keep = (name: CredentialName, text: string) =>
    opening.save({ practice, ehr, credentials: { [name]: text } });
  const isBusy = opening.state !== 'still' || keeper === 'not-answering';
  return (
    <>
      <h3 className={styles['subheading']}>Credentials</h3>
      <p className={styles['soft']}>{KEEPER_WORDS[keeper]}. They are never shown again.</p>
      <ul className={styles['credentials']}>
        {credentials.map((credential) => (
          <li key={credential.name} className={styles['credential']}>
            <CredentialLine
              credential={credential}
              isBusy={isBusy}
              onReplace={() => setReplacing(credential.name)}
              onTakeAway={() => setTaking(credential.name)}
            />
            {replacing === credential.name && (
              <Replace
                name={credential.name}
                isBusy={isBusy}
                onKeep={(text) => keep(credential.name, text)}
                onCancel={() => setReplacing(undefined)}
              />
            )}
          </li>
        ))}
      </ul>
      <Modal
        opened={taking !== undefined}
        onClose={() => setTaking(undefined)}
        title={taking === undefined ? '' : `Take away: ${CREDENTIAL_WORDS[taking]}?`}
        size={440}
        centered
      >
        <p style={{ margin: 0 }}>
          {taking === 'deviceId'
            ? 'SystmOne will ask again on this PC whether Slotkeeper may use it. Until somebody approves it, nothing is read and nothing is offered to patients.'
            : `Slotkeeper can then no longer reach ${PRODUCT_OF[ehr.kind]}: nothing is read, and nothing is offered to patients, until a new one is put in.`}
        </p>
        <Group gap={8} mt={16}>
          <Button data-autofocus onClick={() => setTaking(undefined)}>
            Keep it
          </Button>
          <Button
            variant="default"
            c="var(--sk-bad)"
            onClick={() => {
              if (taking !== undefined) keep(taking, '');
              setTaking(undefined);
            }}
          >
            Take away
          </Button>
        </Group>
      </Modal>
    </>
  );
}

interface CredentialLineProps {
  readonly credential: KeptCredential;
  readonly isBusy: boolean;
  readonly onReplace: () => void;
  readonly onTakeAway: () => void;
}

function CredentialLine({
  credential: { name, isKept },
  isBusy,
  onReplace,
  onTakeAway,
}: CredentialLineProps) {
  const label = CREDENTIAL_WORDS[name];
  const Icon = isKept ? IconLock : IconLockOpen;
  // SystmOne gives its approval itself: there is nothing to type.
  const isTyped = name !== 'deviceId';
  return (
    <div className={styles['credentialLine']}>
      <Icon size={16} aria-hidden />
      <span className={styles['credentialName']}>{label}</span>
      <span className={styles['credentialState']}>{isKept ? 'Kept' : isTyped ? 'Not there' : 'Not yet'}</span>
      {isTyped && (
        <Button
          variant="default"
          size="compact-xs"
          disabled={isBusy}
          aria-label={`${isKept ? 'Replace' : 'Put in'}: ${label}`}
          onClick={onReplace}
        >
          {isKept ? 'Replace' : 'Put in'}
        </Button>
      )}
      {isKept && (
        <Button
          variant="default"
          size="compact-xs"
          disabled={isBusy}
          aria-label={`Take away: ${label}`}
          onClick={onTakeAway}
        >
          Take away
        </Button>
      )}
    </div>
  );
}

interface ReplaceProps {
  readonly name: CredentialName;
  readonly isBusy: boolean;
  readonly onKeep: (text: string) => void;
  readonly onCancel: () => void;
}

function Replace({ name, isBusy, onKeep, onCancel }: ReplaceProps) {
  const [text, setText] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const label = `New: ${CREDENTIAL_WORDS[name]}`;
  const mistake = findSecretMistake(name, text.trim());
  const error = isAsked ? mistake : undefined;
  const send = () => {
    setIsAsked(true);
    if (mistake === undefined) onKeep(text.trim());
  };
  return (
    <form
      className={styles['replace']}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {name === 'tlsKey' ? (
        <Textarea
          label={label}
          description="PEM, without a password."
          minRows={2}
          maxRows={4}
          autosize
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: `${form['pemInput']} ${text === '' ? '' : form['hiddenText']}` }}
          value={text}
          error={error}
          onChange={({ currentTarget: { value } }) => setText(value)}
        />
      ) : (
        <PasswordInput
          label={label}
          autoComplete="off"
          value={text}
          error={error}
          onChange={({ currentTarget: { value } }) => setText(value)}
        />
      )}
      <Group gap={8} mt={8}>
        <Button type="submit" disabled={isBusy}>
          Keep it and open again
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
