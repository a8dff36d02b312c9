/// <reference types="vite/client" />
// The window on an in-memory practice: `?scene=trouble` chooses the day. For looking at it, and for axe.
import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../../src/renderer/theme.css';
import { asInstant } from '#shared/domain/time.ts';
import { startWindow } from '../../src/renderer/start-window.tsx';
import { SCENES, createWindowFixture } from '../support/window-fixture.ts';

const asked = new URLSearchParams(location.search).get('scene');
const scene = SCENES.find((name) => name === asked) ?? 'well';
const fixture = createWindowFixture(asInstant(Date.now()), scene);
// For tests that change rows while the window is open.
Object.assign(window, { fixture });
startWindow(fixture.bridge);
