import { ActionIcon } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Editor } from '../../../../src/core/protocol/messages.js';
import { editorName } from '../../shared/editing/editor-name.js';
import { eventLine, periodName } from '../../shared/feed/describe-event.js';
import { changeText, priceText } from '../../shared/feed/price.js';
import { count, object, pair, text } from '../../shared/feed/read.js';
import { statusOf } from '../../shared/feed/status.js';
import { SIDES, teamsOf, type Teams } from '../../shared/feed/teams.js';
import { useLanguage, useText } from '../../shared/i18n/language.js';
import { Age } from '../../shared/ui/age.js';
import { MatchClock } from '../../shared/ui/match-clock.js';
import { StatusBadge } from '../../shared/ui/status-badge.js';
import { TeamMark } from '../../shared/ui/team-mark.js';
import type { DeskFeed } from './desk-filter.js';
import classes from './feed-card.module.css';
import { useLastEvent } from './use-last-event.js';

interface FeedCardProps {
  readonly feed: DeskFeed;
  readonly pinned: boolean;
  readonly waits: number;
  /** Who has its desk open. */
  readonly editors: readonly Editor[];
  /** Undefined: not known, or not to be known. */
  readonly viewers: number | undefined;
  readonly onPin: (id: string) => void;
}

/** One feed at a glance; the whole card leads to its desk. */
export const FeedCard = memo(
  function FeedCard({ feed, pinned, waits, editors, viewers, onPin }: FeedCardProps): ReactNode {
    const t = useText();
    const { ref, inViewport } = useInViewport<HTMLElement>();
    const status = statusOf(feed.state);
    const teams = teamsOf(feed.config, { home: t('team.home'), away: t('team.away') });
    return (
      <article
        ref={ref}
        className={classes['card']}
        data-phase={feed.phase}
        data-health={feed.health.status}
        data-feed={feed.id}
      >
        <header className={classes['head']}>
          <span className={classes['kind']}>{t(`kind.${feed.kind}`)}</span>
          {status !== undefined && <StatusBadge status={status} />}
          {viewers !== undefined && <ViewerCount viewers={viewers} />}
          <ActionIcon
            className={classes['pin']}
            variant="subtle"
            color="gray"
            aria-pressed={pinned}
            aria-label={t(pinned ? 'desk.unpin' : 'desk.pin', { title: feed.title })}
            onClick={() => onPin(feed.id)}
          >
            <Pin filled={pinned} />
          </ActionIcon>
        </header>
        <h3 className={classes['title']}>
          <Link href={`/feeds/${encodeURIComponent(feed.id)}`} className={classes['link']}>
            {feed.title}
          </Link>
        </h3>
        <Body feed={feed} teams={teams} />
        <Foot feed={feed} teams={teams} waits={waits} seen={inViewport} />
        {editors.length > 0 && <Editors editors={editors} />}
      </article>
    );
  },
  (before, after) =>
    before.pinned === after.pinned &&
    before.waits === after.waits &&
    before.viewers === after.viewers &&
    before.editors === after.editors &&
    before.feed.seq === after.feed.seq &&
    before.feed.title === after.feed.title &&
    before.feed.config === after.feed.config &&
    before.feed.health.status === after.feed.health.status &&
    before.feed.state === after.feed.state,
);

function ViewerCount({ viewers }: { readonly viewers: number }): ReactNode {
  const { t, language } = useLanguage();
  const shown = viewers.toLocaleString(language);
  const text = t('editing.viewers', { count: viewers, shown });
  return (
    <span className={classes['viewers']} title={text}>
      <svg viewBox="0 0 24 24" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M2 12s3.5-6.5 10-6.5S22 12 22 12s-3.5 6.5-10 6.5S2 12 2 12Z" strokeWidth="1.8" />
        <circle cx="12" cy="12" r="2.8" strokeWidth="1.8" />
      </svg>
      <span aria-hidden="true">{shown}</span>
      <span className={classes['hidden']}>{text}</span>
    </span>
  );
}

function Editors({ editors }: { readonly editors: readonly Editor[] }): ReactNode {
  const t = useText();
  const names = [...new Set(editors.map((editor) => editorName(t, editor)))].join(', ');
  return <p className={classes['editors']}>{t('editing.editors', { names })}</p>;
}

function Pin({ filled }: { readonly filled: boolean }): ReactNode {
  return (
    <svg
      viewBox="0 0 24 24"
      width="16"
      height="16"
      aria-hidden="true"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinejoin="round"
    >
      <path d="M9 3h6l-1 6 4 4v2H6v-2l4-4-1-6Z" />
      <path d="M12 15v6" strokeLinecap="round" />
    </svg>
  );
}

function Body({ feed, teams }: { readonly feed: DeskFeed; readonly teams: Teams }): ReactNode {
  if (feed.kind === 'quote') return <Quote feed={feed} />;
  if (feed.kind === 'custom') return <Facts feed={feed} />;
  return <Match feed={feed} teams={teams} />;
}

function Match({
  feed: { state, kind },
  teams,
}: {
  readonly feed: DeskFeed;
  readonly teams: Teams;
}): ReactNode {
  const t = useText();
  const score = pair(state, 'score');
  const points = object(state, 'points');
  const period = text(state, 'period');
  return (
    <div className={classes['match']}>
      <div className={classes['teams']}>
        {SIDES.map((side) => (
          <div key={side} className={classes['team']}>
            <TeamMark color={teams[side].color} />
            <span className={classes['name']}>{teams[side].name}</span>
            {text(points, side) !== undefined && (
              <span className={classes['points']}>{text(points, side)}</span>
            )}
            <span className={classes['score']}>{score?.[side] ?? '–'}</span>
          </div>
        ))}
      </div>
      <p className={classes['clock']}>
        <MatchClock state={state} />
        {period !== undefined && <span className={classes['period']}>{periodName(t, period, kind)}</span>}
      </p>
    </div>
  );
}

function Quote({ feed: { state, config } }: { readonly feed: DeskFeed }): ReactNode {
  const { t, language } = useLanguage();
  const change = text(state, 'changePercent');
  const direction = Math.sign(Number(change ?? 0));
  const last = text(state, 'last');
  return (
    <div className={classes['quote']} data-direction={direction > 0 ? 'up' : direction < 0 ? 'down' : 'none'}>
      <span className={classes['last']}>
        {last === undefined ? '–' : priceText(last, count(config, 'priceScale') ?? 0)}
      </span>
      <span className={classes['currency']}>{text(config, 'currency')}</span>
      {change !== undefined && <span className={classes['change']}>{changeText(change)}</span>}
      <span className={classes['volume']}>
        {t('desk.volume', { value: Number(text(state, 'volume') ?? 0).toLocaleString(language) })}
      </span>
    </div>
  );
}

const SHOWN_FACTS = 3;

function Facts({ feed: { state } }: { readonly feed: DeskFeed }): ReactNode {
  const facts = Object.entries(state)
    .filter(([, value]) => typeof value !== 'object')
    .slice(0, SHOWN_FACTS);
  return (
    <dl className={classes['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FootProps {
  readonly feed: DeskFeed;
  readonly teams: Teams;
  readonly waits: number;
  readonly seen: boolean;
}

function Foot({ feed, teams, waits, seen }: FootProps): ReactNode {
  const { t, language } = useLanguage();
  const isQuote = feed.kind === 'quote';
  const last = useLastEvent(feed.id, feed.seq, seen && !isQuote);
  const lastAt = isQuote ? text(feed.state, 'lastAt') : last?.at;
  const begins = feed.seq === 0 && feed.startsAt !== undefined ? new Date(feed.startsAt) : undefined;
  return (
    <footer className={classes['foot']}>
      <p className={classes['event']}>
        {begins
          ? t('desk.startsAt', {
              when: begins.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }),
            })
          : last
            ? eventLine(last.event, teams, t, feed.kind)
            : feed.seq === 0
              ? t('desk.noEvent')
              : ''}
      </p>
      <p className={classes['meta']}>
        {waits > 0 && <span className={classes['waits']}>{t('desk.waiting', { count: waits })}</span>}
        {feed.health.status !== 'ok' && (
          <span className={classes['unwell']}>{t(`health.${feed.health.status}`)}</span>
        )}
        {lastAt !== undefined && <Age at={lastAt} />}
      </p>
    </footer>
  );
}
