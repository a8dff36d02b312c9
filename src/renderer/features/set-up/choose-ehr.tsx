/** Which EHR, with what each lets Slotkeeper see and what not. */
import { Radio } from '@mantine/core';
import { EHR_KINDS, type EhrKind, PRODUCT_OF } from '#shared/domain/ehr.ts';
import { KIND_WORDS } from '../practice-form/form-words.ts';
import styles from './set-up.module.css';

interface ChooseEhrProps {
  readonly kind: EhrKind;
  readonly onKind: (kind: EhrKind) => void;
}

export function ChooseEhr({ kind, onKind }: ChooseEhrProps) {
  return (
    <Radio.Group
      aria-label="Which EHR"
      value={kind}
      onChange={(value) => {
        const chosen = EHR_KINDS.find((one) => one === value);
        if (chosen) onKind(chosen);
      }}
    >
      <div className={styles['choices']}>
        {EHR_KINDS.map((one) => (
          <Radio.Card key={one} value={one} className={styles['choice']} aria-label={PRODUCT_OF[one]}>
            <Radio.Indicator className={styles['mark']} />
            <span>
              <span className={styles['choiceName']}>{PRODUCT_OF[one]}</span>
              <span className={styles['choiceWords']}>{KIND_WORDS[one].for}</span>
              <span className={styles['choiceMore']}>{KIND_WORDS[one].sees}</span>
              <span className={styles['choiceMore']}>{KIND_WORDS[one].not}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
