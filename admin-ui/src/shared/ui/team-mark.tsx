import type { ReactNode } from 'react';
import classes from './team-mark.module.css';

/** The bar of a team's colour. Decoration: the name says who it is. */
export function TeamMark({ color }: { readonly color: string | undefined }): ReactNode {
  return (
    <span className={classes['mark']} aria-hidden="true" style={{ background: color ?? 'var(--tl-muted)' }} />
  );
}
