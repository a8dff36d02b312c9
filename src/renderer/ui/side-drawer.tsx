/** The right-hand drawer for a decision: it wants an answer before the page goes on. What is only looked at opens in a side panel. */
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

interface SideDrawerProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function SideDrawer({ title, isOpen, onClose, children }: SideDrawerProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={title}
      position="right"
      size={400}
      padding="lg"
      shadow="md"
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
