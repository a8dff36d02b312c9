/// <reference types="vite/client" />
// The window on an in-memory practice: `?scene=trouble&ehr=systmone` chooses the day and the EHR. For looking at it, and for axe.
import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../../src/renderer/theme.css';
import { EHR_KINDS } from '#shared/domain/ehr.ts';
import { asInstant } from '#shared/domain/time.ts';
import { startWindow } from '../../src/renderer/start-window.tsx';
import { createWindowFixture } from '../support/window-fixture.ts';
import { SCENES } from '../support/window-scenes.ts';

const asked = new URLSearchParams(location.search);
const scene = SCENES.find((name) => name === asked.get('scene')) ?? 'well';
const kind = EHR_KINDS.find((name) => name === asked.get('ehr')) ?? 'emis-web';
const fixture = createWindowFixture(asInstant(Date.now()), scene, kind);
// For tests that change rows while the window is open.
Object.assign(window, { fixture });
startWindow(fixture.bridge);
