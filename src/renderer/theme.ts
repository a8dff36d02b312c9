/** Mantine told to look as look.md says. Colours that mean something are CSS variables in theme.css, so that both schemes are side by side. */
import { createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eaf2fb',
  '#d3e3f5',
  '#a9c8ea',
  '#7cabdf',
  '#5590d3',
  '#3578c4',
  '#1c5fb0',
  '#17509a',
  '#12417e',
  '#0c3163',
];

/** Greys with a touch of blue. */
const gray: MantineColorsTuple = [
  '#f6f8fa',
  '#eef1f5',
  '#e2e7ed',
  '#d3dae3',
  '#b8c2ce',
  '#8592a3',
  '#566171',
  '#414b59',
  '#2c3541',
  '#1a212b',
];

const dark: MantineColorsTuple = [
  '#dde4ec',
  '#c0cad6',
  '#9aa7b8',
  '#76859a',
  '#48566a',
  '#35404f',
  '#262f3b',
  '#1b222c',
  '#151b23',
  '#0f141b',
];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 5 },
  colors: { brand, gray, dark },
  black: '#1a212b',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  shadows: { md: 'var(--sk-shadow)', lg: 'var(--sk-shadow)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs', fw: 550 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Text: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    SegmentedControl: {
      defaultProps: { size: 'xs' },
      styles: { root: { background: 'var(--sk-track)' } },
    },
    InputWrapper: {
      styles: {
        description: { fontSize: 12, lineHeight: '16px' },
        error: { fontSize: 12, lineHeight: '16px' },
      },
    },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 100 } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    // The page itself never scrolls, so there is no scroll to lock (and no style element to be refused by the CSP).
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Modal: {
      defaultProps: {
        lockScroll: false,
        transitionProps: { duration: 100, transition: 'fade' },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: { title: { fontSize: 16, lineHeight: '24px', fontWeight: 650 } },
    },
  },
});
