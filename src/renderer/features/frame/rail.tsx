/** The way between screens. Folds to icons below 1100 px, or when the person wants it so. */
import {
  IconCalendarEvent,
  IconHelpHexagon,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLifebuoy,
  IconPlugConnected,
  IconSettings,
  IconTags,
  IconTool,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useChoose, useSnapshot, useView } from '../../state/context.tsx';
import { SCREEN_NAMES, type Screen, formatHash } from '../../state/route.ts';
import { bookingsNeedingYou } from '../../state/selectors.ts';
import styles from './rail.module.css';

const ICONS: Readonly<Record<Screen, typeof IconSettings>> = {
  'live-bookings': IconCalendarEvent,
  'slot-types': IconTags,
  'why-missing': IconHelpHexagon,
  connection: IconPlugConnected,
  help: IconLifebuoy,
  settings: IconSettings,
  'set-up': IconTool,
};

const ABOVE: readonly Screen[] = ['live-bookings', 'slot-types', 'why-missing', 'connection', 'help'];

export function Rail() {
  const isCollapsed = useView((view) => view.preferences.isRailCollapsed);
  const choose = useChoose();
  const snapshot = useSnapshot();
  const needed = useMemo(() => bookingsNeedingYou(snapshot).length, [snapshot]);
  const Fold = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const foldWords = isCollapsed ? 'Widen the menu' : 'Fold the menu';
  return (
    <nav className={styles['rail']} data-collapsed={isCollapsed} aria-label="Screens">
      <div className={styles['brand']}>
        <span className={styles['mark']} aria-hidden />
        <span className={styles['word']}>Slotkeeper</span>
      </div>
      {ABOVE.map((screen) => (
        <RailLink key={screen} screen={screen} count={screen === 'live-bookings' ? needed : 0} />
      ))}
      <div className={styles['gap']} />
      <RailLink screen="settings" count={0} />
      <button
        type="button"
        className={`${styles['link']} ${styles['fold']}`}
        aria-label={foldWords}
        title={foldWords}
        onClick={() => choose({ isRailCollapsed: !isCollapsed })}
      >
        <Fold size={18} aria-hidden />
        <span className={styles['word']}>{foldWords}</span>
      </button>
    </nav>
  );
}

function RailLink({ screen, count }: { readonly screen: Screen; readonly count: number }) {
  const isOpen = useView((view) => view.route.screen === screen);
  const Icon = ICONS[screen];
  const name = SCREEN_NAMES[screen];
  return (
    <a
      href={formatHash(screen)}
      className={styles['link']}
      aria-current={isOpen ? 'page' : undefined}
      title={name}
    >
      <Icon size={18} aria-hidden />
      <span className={styles['word']}>{name}</span>
      {count > 0 && (
        <span className={styles['count']}>
          {count}
          <span className={styles['hidden']}> need you</span>
        </span>
      )}
    </a>
  );
}
