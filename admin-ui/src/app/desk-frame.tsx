import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { PreviewToggle } from '../features/preview/ui/preview-toggle.js';
import { usePreviewOpen } from '../features/preview/use-preview-open.js';
import type { Feed } from '../shared/api/feed.js';
import { DeskTools } from '../shared/ui/desk-tools.js';
import classes from './desk-frame.module.css';
import { Loading } from './loading.js';

const PreviewPane = lazy(() =>
  import('../features/preview/ui/preview-pane.js').then(({ PreviewPane: part }) => ({ default: part })),
);

interface DeskFrameProps {
  readonly feed: Feed;
  readonly children: ReactNode;
}

/** A desk, and beside it what spectators see of its feed. */
export function DeskFrame({ feed, children }: DeskFrameProps): ReactNode {
  const [open, toggle] = usePreviewOpen();
  const tools = useMemo(() => <PreviewToggle open={open} onToggle={toggle} />, [open, toggle]);
  return (
    <DeskTools value={tools}>
      <div className={classes['frame']} data-preview={open}>
        <div className={classes['desk']}>{children}</div>
        {open && (
          <div className={classes['preview']}>
            <Suspense fallback={<Loading />}>
              <PreviewPane feed={feed} />
            </Suspense>
          </div>
        )}
      </div>
    </DeskTools>
  );
}
