/** Rail, top bar, notices and the open screen. Always in sight: which practice, which EHR, whether it is all right. */
import type { ReactNode } from 'react';
import { useHotkeys } from '@mantine/hooks';
import { useViewStore } from '../../state/context.tsx';
import styles from './frame.module.css';
import { KeyStory } from './key-story.tsx';
import { LeaveQuestion } from './leave-question.tsx';
import { Notices } from './notices.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { SampleBanner } from './sample-banner.tsx';
import { TopBar } from './top-bar.tsx';

export function Frame({ children }: { readonly children: ReactNode }) {
  const view = useViewStore();
  useHotkeys([['mod+K', () => view.setState({ isPaletteOpen: true })]], []);
  return (
    <div className={styles['frame']}>
      <a
        className={styles['skip']}
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to the content
      </a>
      <Rail />
      <div className={styles['right']}>
        <SampleBanner />
        <TopBar />
        <KeyStory />
        <Notices />
        <main id="content" className={styles['content']} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Palette />
      <LeaveQuestion />
    </div>
  );
}
