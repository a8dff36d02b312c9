/**
 * The mistakes that the simulation must catch, each as a change of one place in the product's source (reliability.md 3 and
 * 7). They are made while a file is loaded, in a process of its own, and never on disk. `find` must occur exactly once:
 * where the product has changed, the mutant says so rather than to do nothing.
 */
export interface Mutant {
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const NO_IS_THE_END: Mutant = {
  what: 'the EHR’s *no* is taken for the end of it',
  file: 'src/main/outbox/book/settle-book.ts',
  find: "case 'ambiguous':\n      return 'unknown';",
  put: "case 'ambiguous':\n      return answer.saidNo && answer.failure.kind !== 'try-later' ? 'rejected' : 'unknown';",
};
const BLIND_RETRY: readonly Mutant[] = [
  {
    what: 'after a time-out it is sent again, without a look',
    file: 'src/main/outbox/book/settle-book.ts',
    find: "if (sighting === 'ours') return move('confirmed');",
    put: "if (doubt.isBeforeDeadline) return move('ready');",
  },
  {
    what: 'and before sending nobody looks',
    file: 'src/main/outbox/book/write-intent.ts',
    find: "if (settled.kind === 'move') {",
    put: "if (settled.kind === 'move' && command.attempts === 0) {",
  },
];
const NO_SETTLE_TIME: Mutant = {
  what: 'a read-back is believed at once when it finds nothing',
  file: 'src/main/outbox/send-commands.ts',
  find: 'Math.max(settings.settleSeconds, 2 * settings.requestTimeoutSeconds) * SECOND',
  put: '0',
};

export const MUTANTS: Readonly<Record<string, readonly Mutant[]>> = {
  S1: [
    {
      what: 'slots are taken off after an answer that was cut',
      file: 'src/main/sync/prove-reading.ts',
      find: 'if (isActive(type) && (totals.get(type) ?? 0) !== (counted.get(type) ?? 0))',
      put: 'if (isActive(type) && (totals.get(type) ?? 0) > (counted.get(type) ?? 0))',
    },
  ],
  S2: [
    {
      what: 'an older reading overwrites what a booking of ours has just taught us',
      file: 'src/main/sync/plan-diary-changes.ts',
      find: '(slot?.touchedAt ?? -1) >= startedAt',
      put: 'false && (slot?.touchedAt ?? -1) >= startedAt',
    },
    {
      what: 'and the store does not ask when the reading began',
      file: 'src/main/store/apply-day.ts',
      find: 'const { day, countsReadAt: readAt } = change;',
      put: 'const { day } = change; const readAt = at;',
    },
  ],
  S3: [
    {
      what: 'a reading counts as made when it ended',
      file: 'src/main/sync/read-day.ts',
      find: 'const slotsReadAt = slotsReadAtOf(pulled.sessions, reads, activeSince, startedAt) ?? before?.slotsReadAt;',
      put: 'const slotsReadAt = now;',
    },
  ],
  S4: [
    {
      what: 'whether the slot type is still on is not asked again before sending',
      file: 'src/main/outbox/book/still-allowed.ts',
      find: '!activeTypes.has(slot.slotTypeId)',
      put: 'false && !activeTypes.has(slot.slotTypeId)',
    },
  ],
  S5: [
    {
      what: 'an older reading may follow a newer one',
      file: 'src/main/sync/read-day.ts',
      find: 'if (before && before.generation > generation)',
      put: 'if (false && before && before.generation > generation)',
    },
    {
      what: 'and the store takes it',
      file: 'src/main/store/apply-day.ts',
      find: 'if (stored !== undefined && change.generation < stored.generation) return;',
      put: '',
    },
  ],
  S6: [
    {
      what: 'what somebody holds is offered to others',
      file: 'src/main/offer/offer-slot.ts',
      find: 'hold.endedAt === undefined && hold.expiresAt > context.now',
      put: 'hold.endedAt === undefined && hold.expiresAt > context.now && context.now < 0',
    },
  ],
  M1: BLIND_RETRY,
  M2: [
    {
      what: 'the intent to send is not on disk',
      file: 'src/main/outbox/book/write-intent.ts',
      find: "to: 'sending',",
      put: "to: 'ready',",
    },
  ],
  M3: [NO_SETTLE_TIME],
  M5: [NO_IS_THE_END, ...BLIND_RETRY],
  M6: [NO_IS_THE_END, NO_SETTLE_TIME],
  M7: [
    {
      what: 'sent again although this EHR does not show what was cancelled',
      file: 'src/main/outbox/book/settle-book.ts',
      find: 'const provesNone = sees.provesNeverBooked && !doubt.hasStarted;',
      put: 'const provesNone = !doubt.hasStarted;',
    },
  ],
};
