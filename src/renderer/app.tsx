/** The frame around one open screen, in the colours the person chose. */
import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { Connection } from './features/connection/connection.tsx';
import { Frame } from './features/frame/frame.tsx';
import { Help } from './features/help/help.tsx';
import { LiveBookings } from './features/live-bookings/live-bookings.tsx';
import { SetUp } from './features/set-up/set-up.tsx';
import { Settings } from './features/settings/settings.tsx';
import { SlotTypes } from './features/slot-types/slot-types.tsx';
import { WhyMissing } from './features/why-missing/why-missing.tsx';
import { useView } from './state/context.tsx';
import { theme } from './theme.ts';

function OpenScreen() {
  const { screen, query } = useView((view) => view.route);
  switch (screen) {
    case 'live-bookings':
      return <LiveBookings query={query} />;
    case 'slot-types':
      return <SlotTypes query={query} />;
    case 'why-missing':
      return <WhyMissing query={query} />;
    case 'connection':
      return <Connection />;
    case 'help':
      return <Help />;
    case 'settings':
      return <Settings />;
    case 'set-up':
      return <SetUp />;
  }
}

export function App({ nonce }: { readonly nonce: string }) {
  const system = useColorScheme('light', { getInitialValueInEffect: false });
  const appearance = useView((view) => view.preferences.appearance);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={appearance === 'auto' ? system : appearance}
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-center" limit={3} autoClose={8_000} />
      <Frame>
        <OpenScreen />
      </Frame>
    </MantineProvider>
  );
}
