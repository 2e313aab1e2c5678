import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The green of the spectators' page: its light accent at 7, its dark one at 4. */
const pitch: MantineColorsTuple = [
  '#e8faf2',
  '#cdf3e2',
  '#a2e9c9',
  '#74e0b0',
  '#3ddc97',
  '#1fb87a',
  '#11915c',
  '#0b7a4b',
  '#08613b',
  '#05482c',
];

/** Dialogs that lock scrolling by a `<style>` element would break the content policy: styles.css locks it instead. */
const dialog = { defaultProps: { lockScroll: false } };

export const theme = createTheme({
  primaryColor: 'pitch',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.28,
  colors: { pitch },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: { Modal: dialog, Drawer: dialog, Spotlight: dialog },
});
