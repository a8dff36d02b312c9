/** Asks once before a screen is left with something unsaved on it. */
import { Button, Group, Modal } from '@mantine/core';
import { go } from '../../state/go.ts';
import { useView, useViewStore } from '../../state/context.tsx';
import { type Unsaved, leaveUnsaved } from '../../state/view-store.ts';

const WORDS: Readonly<Record<Unsaved, string>> = {
  nothing: '',
  entries: 'What you filled in is not saved yet. It stays there until Slotkeeper is closed.',
  credentials:
    'What you filled in is not saved yet. It stays there until Slotkeeper is closed, but not the credentials: those would have to be put in again.',
};

export function LeaveQuestion() {
  const view = useViewStore();
  const leavingFor = useView((state) => state.leavingFor);
  const unsaved = useView((state) => state.unsaved);
  const stay = () => view.setState({ leavingFor: undefined });
  const leave = () => {
    leaveUnsaved(view);
    if (leavingFor !== undefined) go(leavingFor);
  };
  return (
    <Modal opened={leavingFor !== undefined} onClose={stay} title="Leave without saving?" size={440} centered>
      <p style={{ margin: 0 }}>{WORDS[unsaved]}</p>
      <Group gap={8} mt={16}>
        <Button data-autofocus onClick={stay}>
          Stay here
        </Button>
        <Button variant="default" onClick={leave}>
          Leave
        </Button>
      </Group>
    </Modal>
  );
}
