/** Asks whether a slot type was renamed. Until somebody answers, patients are offered nothing of the new name. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconHandStop } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { SlotTypeRow } from '#shared/contract/rows.ts';
import { causeOf } from '#shared/domain/failure-words.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { useBridge } from '../../state/context.tsx';
import { type RenameQuestion, askRename, renameQuestions } from './rename-words.ts';
import { focusTitle } from '../../ui/page.tsx';
import styles from './slot-types.module.css';

interface RenameNoticesProps {
  readonly types: readonly SlotTypeRow[];
  readonly ehr: string;
}

export function RenameNotices({ types, ehr }: RenameNoticesProps) {
  const questions = useMemo(() => renameQuestions(types), [types]);
  return questions.map((question) => <RenameNotice key={question.gone.id} question={question} ehr={ehr} />);
}

function RenameNotice({ question, ehr }: { readonly question: RenameQuestion; readonly ehr: string }) {
  const bridge = useBridge();
  const [isAsking, setIsAsking] = useState(false);
  const { gone, candidates } = question;
  const [only] = candidates;
  const isOne = candidates.length === 1;

  const settle = async (appearedId: SlotTypeId, isSame: boolean): Promise<boolean> => {
    const outcome = await bridge.slotTypes.settleRename({ goneId: gone.id, appearedId, isSame });
    if (!outcome.ok)
      notifications.show({
        color: 'red',
        title: 'Not settled',
        message: causeOf(outcome.failure, ehr),
      });
    return outcome.ok;
  };
  const sayYes = async (to: SlotTypeRow) => {
    setIsAsking(true);
    const isDone = await settle(to.id, true);
    setIsAsking(false);
    if (!isDone) return;
    focusTitle();
    notifications.show({
      title: `“${to.name}” takes the place of “${gone.name}”`,
      message: 'It is active now. To undo it, switch it off.',
    });
  };
  const sayNo = async () => {
    setIsAsking(true);
    let isDone = true;
    for (const { id } of candidates) if (isDone) isDone = await settle(id, false);
    setIsAsking(false);
    if (isDone) focusTitle();
  };

  return (
    <section className={styles['rename']} data-many={!isOne} aria-label={`Was ${gone.name} renamed?`}>
      <IconHandStop size={18} aria-hidden />
      <span className={styles['renameWords']}>
        <span className={styles['renameAsk']}>{askRename(question, ehr)}</span>
        <span className={styles['renameMore']}>
          Until this is answered, patients are offered neither. If it is the same, patients can book it under
          its new name.
        </span>
      </span>
      <span className={styles['renameActs']}>
        {isOne && only ? (
          <Button disabled={isAsking} onClick={() => void sayYes(only)}>
            Yes, it is the same
          </Button>
        ) : (
          candidates.map((type) => (
            <Button key={type.id} disabled={isAsking} onClick={() => void sayYes(type)}>
              It is “{type.name}” now
            </Button>
          ))
        )}
        <Button variant="default" disabled={isAsking} onClick={() => void sayNo()}>
          {isOne ? 'No, another type' : 'No, none of them'}
        </Button>
      </span>
    </section>
  );
}
