/** The sample practice for a while, on an EHR of one's choice, in place of a practice of one's own. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { EHR_KINDS, PRODUCT_OF } from '#shared/domain/ehr.ts';
import type { Opening } from './use-opening.ts';

export function SampleMenu({ opening, label }: { readonly opening: Opening; readonly label: string }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          disabled={opening.state !== 'still'}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {EHR_KINDS.map((one) => (
          <Menu.Item key={one} onClick={() => opening.open('sample', one)}>
            {PRODUCT_OF[one]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
