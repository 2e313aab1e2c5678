import { Button, createTheme, type MantineColorsTuple } from '@mantine/core';
import type { FocusEvent } from 'react';
import { moveFocusMark } from '../shared/ui/focus-mark.js';

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

/** The blues of the spectators' page by night. */
const dark: MantineColorsTuple = [
  '#e8edf2',
  '#c3ccd6',
  '#9aa8b6',
  '#6b7a89',
  '#3a4755',
  '#2b3744',
  '#1b2530',
  '#151c24',
  '#0c1117',
  '#070b10',
];

/** The main button bears the accent of the colour scheme, and the text that can be read on it. */
const button = Button.extend({
  vars: (_theme, { variant, color }) => ({
    root:
      (variant === undefined || variant === 'filled') && color === undefined
        ? {
            '--button-bg': 'var(--tl-accent)',
            '--button-color': 'var(--tl-accent-text)',
            '--button-hover': 'var(--tl-accent-hover)',
          }
        : {},
  }),
});

/** Dialogs that lock scrolling by a `<style>` element would break the content policy: styles.css locks it instead. */
const dialog = { defaultProps: { lockScroll: false } };

/** A menu opens with the focus on no item: an item that a fast hand has reached by then keeps it. */
const menuDropdown = {
  defaultProps: {
    onFocus: ({ currentTarget, target }: FocusEvent<HTMLElement>) => moveFocusMark(currentTarget, target),
  },
};

export const theme = createTheme({
  primaryColor: 'pitch',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.28,
  colors: { pitch, dark },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: button,
    Modal: dialog,
    Drawer: dialog,
    Spotlight: dialog,
    MenuDropdown: menuDropdown,
  },
});
