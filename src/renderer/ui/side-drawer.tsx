/** The right-hand drawer for what is chosen. `isBeside`: the page stays usable beside it; else it wants an answer first. */
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

interface SideDrawerProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly isBeside?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function SideDrawer({ title, isOpen, isBeside = false, onClose, children }: SideDrawerProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={title}
      position="right"
      size={400}
      padding="lg"
      shadow="md"
      withOverlay={!isBeside}
      trapFocus={!isBeside}
      closeOnClickOutside={!isBeside}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{
        title: { fontSize: 16, lineHeight: '24px', fontWeight: 650 },
        content: { background: 'var(--sk-raised)' },
        header: { background: 'var(--sk-raised)' },
      }}
    >
      {children}
    </Drawer>
  );
}
