/** Wires stores, bridge and drawing together. Apart from main.tsx, so that a harness can start the window on a bridge of its own. */
import { createRoot } from 'react-dom/client';
import type { Bridge } from '#shared/contract/contract.ts';
import { App } from './app.tsx';
import { createAppStore } from './state/app-store.ts';
import { connect } from './state/connect.ts';
import { WindowProvider } from './state/context.tsx';
import { createViewStore, followAddress } from './state/view-store.ts';

export function startWindow(bridge: Bridge): void {
  const root = document.getElementById('root');
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  if (!root) throw new Error('index.html has no #root.');

  const app = createAppStore();
  const view = createViewStore(location.hash);
  window.addEventListener('hashchange', () => {
    const stay = followAddress(view, location.hash);
    if (stay !== undefined) history.replaceState(null, '', stay);
  });
  connect(bridge.app, app, {
    later: (work, ms) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
  void bridge.preferences.read().then((outcome) => {
    if (outcome.ok) view.setState({ preferences: outcome.value });
  });

  createRoot(root).render(
    <WindowProvider value={{ bridge, app, view }}>
      <App nonce={nonce} />
    </WindowProvider>,
  );
}
