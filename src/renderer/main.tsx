/** Starts the window: stores, connection, first drawing. No decisions. */
import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme.css';
import { bridge } from './bridge.ts';
import { startWindow } from './start-window.tsx';

startWindow(bridge);
