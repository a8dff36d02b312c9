/** Saves or opens, and waits to be loaded afresh by the main process: until then nothing on the screen may be pressed twice. */
import { useState } from 'react';
import type { SettingsDraft } from '#shared/contract/settings.ts';
import type { EhrKind } from '#shared/domain/ehr.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import { useBridge, useViewStore } from '../../state/context.tsx';

export interface Opening {
  /** `opening`: done, and the window is about to be loaded afresh. */
  readonly state: 'still' | 'asking' | 'opening';
  readonly failure: Failure | undefined;
  readonly save: (draft: SettingsDraft) => void;
  readonly open: (what: 'sample' | 'practice', ehr?: EhrKind) => void;
}

export function useOpening(): Opening {
  const bridge = useBridge();
  const view = useViewStore();
  const [state, setState] = useState<Opening['state']>('still');
  const [failure, setFailure] = useState<Failure>();

  const ask = async (request: () => Promise<Outcome<void>>) => {
    setState('asking');
    setFailure(undefined);
    const outcome = await request();
    setState(outcome.ok ? 'opening' : 'still');
    if (!outcome.ok) {
      setFailure(outcome.failure);
      return;
    }
    view.setState({ unsaved: 'nothing' });
  };
  return {
    state,
    failure,
    save: (draft) => void ask(() => bridge.settings.save(draft)),
    open: (what, ehr) => void ask(() => bridge.settings.open(ehr === undefined ? { what } : { what, ehr })),
  };
}
