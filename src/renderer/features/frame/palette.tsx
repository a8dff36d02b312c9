/** Search over everything (Ctrl K): type, arrow, Enter. The field keeps the focus; the list says which row is chosen. */
import { Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { go } from '../../state/go.ts';
import { useSnapshot, useView, useViewStore } from '../../state/context.tsx';
import { type Found, findThings } from './find-things.ts';
import styles from './palette.module.css';

export function Palette() {
  const isOpen = useView((view) => view.isPaletteOpen);
  const view = useViewStore();
  const close = () => view.setState({ isPaletteOpen: false });
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      withCloseButton={false}
      size={560}
      padding={0}
      yOffset={96}
      attributes={{ content: { 'aria-label': 'Search' } }}
    >
      <Search onDone={close} />
    </Modal>
  );
}

function Search({ onDone }: { readonly onDone: () => void }) {
  const snapshot = useSnapshot();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  // The modal's own focus comes a moment later, and the first letters of a quick typist would be lost.
  useEffect(() => field.current?.focus(), []);
  const found = useMemo(() => findThings(snapshot, typed), [snapshot, typed]);
  const at = Math.min(chosen, Math.max(0, found.length - 1));

  const open = (thing: Found | undefined) => {
    if (!thing) return;
    go(thing.hash);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0));
    else if (event.key === 'Enter') open(found[at]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <TextInput
        ref={field}
        data-autofocus
        size="md"
        variant="unstyled"
        className={styles['field']}
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder="Patient’s name, slot type or screen"
        aria-label="Search for a patient’s name, a slot type or a screen"
        role="combobox"
        aria-expanded
        aria-controls="search-found"
        aria-activedescendant={found[at] ? `found-${found[at].id}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="search-found" role="listbox" aria-label="Found" className={styles['list']}>
        {found.map((thing, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are handled by the field, which keeps the focus
          <div
            key={thing.id}
            id={`found-${thing.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={styles['item']}
            onClick={() => open(thing)}
            onMouseMove={() => setChosen(index)}
          >
            <span className={styles['title']}>{thing.title}</span>
            <span className={styles['detail']}>{thing.detail}</span>
            <span className={styles['kind']}>{thing.kind}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className={styles['none']} role="status">
          Nothing found. Only patients with an online booking from today on can be found here.
        </p>
      )}
    </>
  );
}
