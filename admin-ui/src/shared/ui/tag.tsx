import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'past';

interface TagProps {
  readonly tone?: Tone;
  /** For what machines read, such as patterns. */
  readonly code?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A word or two about a thing. The tone only repeats what the words say. */
export function Tag({ tone = 'plain', code = false, title, children }: TagProps): ReactNode {
  return (
    <span className={classes['tag']} data-tone={tone} data-code={code || undefined} title={title}>
      {children}
    </span>
  );
}

export function Tags({ children }: { readonly children: ReactNode }): ReactNode {
  return <span className={classes['tags']}>{children}</span>;
}
