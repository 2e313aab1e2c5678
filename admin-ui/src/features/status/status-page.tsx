import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { describeError } from '../../shared/api/describe-error.js';
import { wordFor } from '../../shared/feed/describe-event.js';
import { useLanguage } from '../../shared/i18n/language.js';
import { useLive } from '../../shared/live/live-context.js';
import { useNow } from '../../shared/live/use-now.js';
import { durationText, msText } from '../../shared/number-text.js';
import { useSession } from '../../shared/session/session-context.js';
import { timeText } from '../../shared/time-text.js';
import { Callout } from '../../shared/ui/callout.js';
import { Instant } from '../../shared/ui/instant.js';
import { PageHead } from '../../shared/ui/page-head.js';
import { Tag } from '../../shared/ui/tag.js';
import { readinessQuery, systemQuery, type Readiness, type System } from './api.js';
import classes from './status.module.css';

/** How the system is, and what its operator may want to change. */
export function StatusPage(): ReactNode {
  const { t } = useLanguage();
  const { api } = useSession();
  const readiness = useQuery(readinessQuery);
  const system = useQuery(systemQuery(api));
  const error = system.error ?? readiness.error;
  const readAt = system.dataUpdatedAt;
  return (
    <>
      <PageHead title={t('system.title')} help={t('system.help')} />
      {error && (
        <Callout
          tone={system.data ? 'warn' : 'bad'}
          role="alert"
          title={system.data ? t('system.stale', { time: timeText(readAt) }) : t('system.unknown')}
        >
          <p>{describeError(error, t)}</p>
        </Callout>
      )}
      {!system.data && !error && <Loader type="dots" role="status" aria-label={t('app.loading')} />}
      <div className={classes['told']} data-old={Boolean(error)}>
        {readiness.data && <Ready readiness={readiness.data} here={system.data?.node} />}
        {system.data && <Facts system={system.data} />}
        {system.data && <Hints system={system.data} />}
      </div>
      <Links />
    </>
  );
}

const READY_TONES = { ready: 'good', draining: 'warn', unavailable: 'bad' } as const;

interface ReadyProps {
  readonly readiness: Readiness;
  /** The node that told the rest; an edge may have asked another one for this. */
  readonly here: string | undefined;
}

function Ready({ readiness, here }: ReadyProps): ReactNode {
  const { t } = useLanguage();
  const { status, checks, node } = readiness;
  return (
    <Callout tone={READY_TONES[status]} role="status" title={t(`system.ready.${status}`)}>
      {node !== here && here !== undefined && (
        <p className={classes['muted']}>{t('system.ofNode', { node })}</p>
      )}
      <ul className={classes['checks']}>
        {Object.entries(checks).map(([name, { status: found, detail }]) => (
          <li key={name}>
            <Tag tone={found === 'ok' ? 'good' : 'bad'}>
              {t(found === 'ok' ? 'system.ok' : 'system.failed')}
            </Tag>{' '}
            {wordFor(t, 'system.check', name)}
            {detail !== undefined && <span className={classes['muted']}>: {detail}</span>}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

function Facts({ system }: { readonly system: System }): ReactNode {
  const { t, language } = useLanguage();
  const now = useNow('seconds');
  const { client, status } = useLive();
  const { database, relay, epoch } = system;
  const ahead = database.clockAheadMs ?? 0;
  return (
    <dl className={classes['facts']}>
      <Fact name={t('system.node')}>{system.node}</Fact>
      <Fact name={t('system.version')}>
        {system.version}
        <span className={classes['detail']}>Node.js {system.runtime}</span>
      </Fact>
      <Fact name={t('system.up')}>
        {durationText(now - Date.parse(system.startedAt), language)}
        <span className={classes['detail']}>
          {t('system.since')} <Instant at={system.startedAt} />
        </span>
      </Fact>
      <Fact name={t('system.database')}>
        {t(`system.database.${database.kind}`)} {database.version}
        <span className={classes['detail']}>
          {database.answeredInMs === undefined
            ? t('system.noAnswer')
            : t('system.answeredIn', { ms: msText(database.answeredInMs, language) })}
        </span>
      </Fact>
      <Fact name={t('system.relay')}>
        {t(`system.relay.${relay.kind}`)}
        <span className={classes['detail']}>
          {t(relay.status === 'ok' ? 'system.relayGood' : 'system.relayBad')}
        </span>
      </Fact>
      <Fact name={t('system.clocks')}>
        {t('system.clockDatabase', { ms: msText(Math.abs(ahead), language) })}
        <span className={classes['detail']}>
          {t('system.clockBrowser', { ms: msText(Math.abs(client.serverOffsetMs), language) })}
        </span>
      </Fact>
      <Fact name={t('system.epoch')}>
        {epoch === undefined ? t('system.noAnswer') : <code>{epoch}</code>}
        <span className={classes['detail']}>{t('system.epochHelp')}</span>
      </Fact>
      <Fact name={t('system.live')}>{t(`connection.${status}`)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const NEAR = ['localhost', '127.0.0.1', '[::1]'];

/** The server says it in English; what this version knows it says in the reader's language. */
function Hints({ system }: { readonly system: System }): ReactNode {
  const { t } = useLanguage();
  const plain = location.protocol === 'http:' && !NEAR.includes(location.hostname);
  const hints = [...(plain ? [{ code: 'plain_http', detail: '' }] : []), ...system.hints];
  return (
    <section aria-label={t('system.hints')}>
      <h2 className={classes['subtitle']}>{t('system.hints')}</h2>
      {hints.length === 0 && <p className={classes['muted']}>{t('system.noHints')}</p>}
      <ul className={classes['hints']}>
        {hints.map(({ code, detail }) => {
          const words = wordFor(t, 'system.hint', code);
          return <li key={code}>{words === code ? detail : words}</li>;
        })}
      </ul>
    </section>
  );
}

const LINKS = {
  docs: '/api/docs',
  openapi: '/api/openapi.json',
  asyncapi: '/api/asyncapi.json',
  metrics: '/metrics',
  ready: '/readyz',
} as const;

function Links(): ReactNode {
  const { t } = useLanguage();
  return (
    <section aria-label={t('system.links')}>
      <h2 className={classes['subtitle']}>{t('system.links')}</h2>
      <ul className={classes['links']}>
        <li>
          <Link href="/cluster">{t('cluster.title')}</Link>
        </li>
        {Object.entries(LINKS).map(([name, href]) => (
          <li key={name}>
            <a href={href} target="_blank" rel="noopener">
              {wordFor(t, 'system.link', name)}
            </a>
          </li>
        ))}
      </ul>
      <p className={classes['muted']}>{t('system.metricsHelp')}</p>
    </section>
  );
}
