/**
 * The practice's details while they are filled in. Entries are kept in the view store, so that they outlive a look at another
 * screen; credentials are kept here only and are gone with the form.
 */
import { useEffect, useMemo, useState } from 'react';
import type { CredentialName, PracticeSettings, SettingsDraft } from '#shared/contract/settings.ts';
import { useView, useViewStore } from '../../state/context.tsx';
import { type Entries, type FieldName, draftOf, entriesOf, isSameEntries } from '../../state/entries.ts';
import type { DraftPlace } from '../../state/view-store.ts';
import { type Credentials, type Mistakes, findMistakes } from './find-mistakes.ts';

type AnyField = FieldName | CredentialName;

export interface PracticeForm {
  readonly entries: Entries;
  readonly credentials: Credentials;
  readonly kept: ReadonlySet<CredentialName>;
  readonly mistakes: Mistakes;
  readonly draft: SettingsDraft;
  readonly isDirty: boolean;
  /** Only once the field was left, or everything was asked for. */
  readonly mistakeOf: (field: AnyField) => string | undefined;
  readonly chooseKind: (kind: Entries['kind']) => void;
  readonly put: (field: FieldName, text: string) => void;
  readonly putCredential: (name: CredentialName, text: string) => void;
  readonly leaveField: (field: AnyField) => void;
  /** Shows every mistake and moves to the first. True when there is none. */
  readonly isWhole: () => boolean;
  /** Back to what is saved. */
  readonly reset: () => void;
}

/** The field's id on the page. */
export const fieldId = (field: AnyField): string => `field-${field.replaceAll('.', '-')}`;

export function usePracticeForm(settings: PracticeSettings, place: DraftPlace): PracticeForm {
  const view = useViewStore();
  const start = useMemo(() => entriesOf(settings), [settings]);
  const stored = useView((state) => state.drafts[place]);
  const entries = stored ?? start;
  const [credentials, setCredentials] = useState<Credentials>({});
  const [left, setLeft] = useState<ReadonlySet<AnyField>>(new Set());
  const [isAsked, setIsAsked] = useState(false);

  const kept = useMemo(() => keptFor(settings, entries.kind), [settings, entries.kind]);
  const mistakes = useMemo(() => findMistakes(entries, credentials, kept), [entries, credentials, kept]);
  const draft = useMemo(() => draftOf(entries, credentials), [entries, credentials]);
  const hasCredential = Object.values(credentials).some((text) => text !== '');
  const isDirty = hasCredential || (stored !== undefined && !isSameEntries(stored, start));

  useEffect(() => {
    const { leftKnowingly } = view.getState();
    const isNews = isDirty && stored !== leftKnowingly;
    view.setState({ unsaved: hasCredential ? 'credentials' : isNews ? 'entries' : 'nothing' });
    return () => view.setState({ unsaved: 'nothing' });
  }, [view, stored, isDirty, hasCredential]);

  const store = (next: Entries | undefined) =>
    view.setState(({ drafts }) => {
      const { [place]: _old, ...others } = drafts;
      return { drafts: next ? { ...others, [place]: next } : others };
    });

  return {
    entries,
    credentials,
    kept,
    mistakes,
    draft,
    isDirty,
    mistakeOf: (field) => (isAsked || left.has(field) ? mistakes[field] : undefined),
    chooseKind: (kind) => {
      // What is typed for one EHR is never sent to another.
      setCredentials({});
      setIsAsked(false);
      store({ ...entries, kind });
    },
    put: (field, text) => store({ ...entries, texts: { ...entries.texts, [field]: text } }),
    putCredential: (name, text) => setCredentials((before) => ({ ...before, [name]: text })),
    leaveField: (field) => setLeft((before) => new Set(before).add(field)),
    isWhole: () => {
      setIsAsked(true);
      const wrong = Object.keys(mistakes);
      if (wrong.length === 0) return true;
      focusFirst(wrong);
      return false;
    },
    reset: () => {
      setCredentials({});
      setLeft(new Set());
      setIsAsked(false);
      store(undefined);
    },
  };
}

/** Credentials are of one practice and one EHR: those kept for another do not count. */
function keptFor(settings: PracticeSettings, kind: Entries['kind']): ReadonlySet<CredentialName> {
  if (settings.source === 'sample' || settings.ehr.kind !== kind) return new Set();
  return new Set(settings.credentials.flatMap(({ name, isKept }) => (isKept ? [name] : [])));
}

/** The topmost on the page, whatever the order of the checks. */
function focusFirst(wrong: readonly string[]): void {
  const ids = new Set(wrong.map((name) => `field-${name.replaceAll('.', '-')}`));
  for (const field of document.querySelectorAll<HTMLElement>('[id^="field-"]'))
    if (ids.has(field.id)) {
      // A field behind a fold must be in sight before it can take the focus.
      field.closest('details')?.setAttribute('open', '');
      field.focus();
      return;
    }
}
