import { useSyncExternalStore, type ReactNode } from 'react';
import type { Feed } from '../../../shared/api/feed.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import { heads } from '../../../shared/live/heads.js';
import type { Summary } from '../model/delay-meter.js';
import { msText } from '../model/ms-text.js';
import type { Spectated } from '../spectator.js';
import classes from './preview-pane.module.css';

interface DelayFactsProps {
  readonly feed: Feed;
  readonly seen: Spectated;
}

/** How late spectators are: by what is meant, by the way, and in events. */
export function DelayFacts({ feed, seen: { delays, effective, seq } }: DelayFactsProps): ReactNode {
  const t = useText();
  const delaySeconds = effective?.delaySeconds ?? 0;
  const rate = effective?.contract === 'latest' ? effective.maxRateHz : undefined;
  return (
    <dl className={classes['facts']}>
      <Measured
        name="press"
        label={t('preview.press')}
        summary={delays.press}
        none={t('preview.pressNone')}
      />
      <Measured name="commit" label={t('preview.commit')} summary={delays.commit} none="–" />
      <div data-measure="release" data-seconds={delaySeconds}>
        <dt>{t('preview.release')}</dt>
        <dd>
          {delaySeconds === 0 ? t('preview.releaseNone') : t('preview.seconds', { count: delaySeconds })}
        </dd>
      </div>
      {feed.holdSeconds > 0 && (
        <div>
          <dt>{t('preview.hold')}</dt>
          <dd>{t('preview.seconds', { count: feed.holdSeconds })}</dd>
        </div>
      )}
      <Behind feed={feed.id} seq={seq} delayed={delaySeconds > 0} />
      {rate !== undefined && (
        <div>
          <dt>{t('preview.contract')}</dt>
          <dd>{t('preview.latest', { rate })}</dd>
        </div>
      )}
      {delays.hindered > 0 && (
        <div>
          <dt>{t('preview.notCounted')}</dt>
          <dd>{t('preview.hindered', { count: delays.hindered })}</dd>
        </div>
      )}
    </dl>
  );
}

interface MeasuredProps {
  readonly name: 'press' | 'commit';
  readonly label: string;
  readonly summary: Summary | undefined;
  readonly none: string;
}

function Measured({ name, label, summary, none }: MeasuredProps): ReactNode {
  const t = useText();
  return (
    <div data-measure={name} data-count={summary?.count ?? 0} data-ms={summary?.last.wayMs}>
      <dt>{label}</dt>
      <dd>{summary ? summaryText(summary, t) : none}</dd>
    </div>
  );
}

interface BehindProps {
  readonly feed: string;
  readonly seq: number;
  readonly delayed: boolean;
}

function Behind({ feed, seq, delayed }: BehindProps): ReactNode {
  const t = useText();
  const head = Math.max(useSyncExternalStore(heads.subscribe, () => heads.get(feed)) ?? seq, seq);
  const behind = head - seq;
  return (
    <div data-measure="seq" data-behind={behind}>
      <dt>{t('preview.seq')}</dt>
      <dd>
        {t('preview.seqOf', { seq, head })}
        {behind > 0 && delayed && ` · ${t('preview.behind', { count: behind })}`}
      </dd>
    </div>
  );
}

/** `43 ms · median 38 ms of 12`; what is kept back on purpose stands before. */
function summaryText({ last, medianMs, worstMs, count }: Summary, t: Translate): string {
  const way = msText(last.wayMs);
  const shown = last.releaseMs === 0 ? way : t('preview.plus', { release: msText(last.releaseMs), way });
  if (count === 1) return shown;
  return t('preview.summary', { last: shown, median: msText(medianMs), worst: msText(worstMs), count });
}
