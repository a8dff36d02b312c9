/** What the slots of the diary look like, said once above it. */
import { IconWorld } from '@tabler/icons-react';
import type { EhrSight } from '#shared/domain/ehr.ts';
import { hiddenCounts } from '../../ui/sight-words.ts';
import { SLOT_ICONS } from './diary-slot.tsx';
import styles from './legend.module.css';
import { SLOT_LOOK_WORDS, type SlotLook } from './slot-look.ts';

const SHOWN: readonly SlotLook[] = [
  'booked-online',
  'held',
  'offered',
  'open',
  'booked-by-staff',
  'blocked',
  'embargoed',
];

/** A look that no slot can have, because the EHR does not tell it, is not explained. */
const isPossible = (look: SlotLook, sees: EhrSight): boolean => {
  if (look === 'booked-by-staff') return sees.bookedSlots;
  return look === 'blocked' || look === 'embargoed' ? sees.blockedSlots : true;
};

interface LegendProps {
  readonly sees: EhrSight | undefined;
  readonly ehr: string;
}

export function Legend({ sees, ehr }: LegendProps) {
  const untold = sees ? hiddenCounts(sees, ehr) : '';
  return (
    <ul className={styles['legend']} aria-label="What the slots look like">
      {SHOWN.filter((look) => !sees || isPossible(look, sees)).map((look) => {
        const Icon = look === 'booked-online' ? undefined : (SLOT_ICONS[look] ?? IconWorld);
        return (
          <li key={look} className={styles['entry']}>
            <span className={styles['swatch']} data-look={look} aria-hidden>
              {Icon && <Icon size={11} />}
            </span>
            {SLOT_LOOK_WORDS[look]}
          </li>
        );
      })}
      {untold !== '' && <li className={styles['untold']}>{untold}</li>}
    </ul>
  );
}
