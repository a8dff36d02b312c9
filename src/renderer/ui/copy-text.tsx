/** Copies a text. The app denies every permission, the clipboard's too, so the copying of a selection takes over where that is refused. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';

function copySelected(text: string): boolean {
  const box = document.createElement('textarea');
  box.value = text;
  box.readOnly = true;
  box.className = 'sk-off-screen';
  const before = document.activeElement;
  document.body.append(box);
  box.select();
  // Deprecated, and the only way that asks for no permission.
  const isCopied = document.execCommand('copy');
  box.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return isCopied;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

const LOOK = {
  still: { Icon: IconCopy },
  copied: { Icon: IconCheck },
  refused: { Icon: IconAlertTriangle },
} as const;

export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<keyof typeof LOOK>('still');
  const { Icon } = LOOK[state];
  const words = { still: label, copied: 'Copied', refused: 'Could not be copied' }[state];
  return (
    <Button
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      aria-live="polite"
      onClick={() => void copy(text).then((isCopied) => setState(isCopied ? 'copied' : 'refused'))}
      onBlur={() => setState('still')}
    >
      {words}
    </Button>
  );
}
