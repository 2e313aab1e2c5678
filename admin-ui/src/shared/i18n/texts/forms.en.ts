export const forms = {
  'form.close': 'Close',
  'form.expired':
    'Your session had ended, so nothing was done. Sign in again, then press the button once more.',
  'secret.once': 'This is the only time that it is shown. Store it now, where secrets are kept.',
  'secret.copy': 'Copy',
  'secret.copied': 'Copied.',
  'secret.selected': 'It is selected: copy it with Ctrl+C (on a Mac ⌘C).',
  'secret.stored': 'I have stored it',
  'secret.done': 'Done',
} as const;
