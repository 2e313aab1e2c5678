import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createRegistry } from '../../src/platform/metrics/registry.js';
import { openTestDatabase } from '../support/database.js';
import { FullApp } from '../support/full-app.js';
import { useRedisServer } from '../support/redis.js';
import { describeWith, requireProgram } from '../support/requirements.js';

const root = join(__dirname, '../..');
/** What Prometheus adds, and what every metric of a node bears. */
const GIVEN_LABELS = ['job', 'instance', 'node', 'le'];

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

interface Known {
  readonly name: string;
  readonly type: unknown;
  readonly labelNames?: readonly string[];
}

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function alertExpressions(): string[] {
  return [...text('monitoring/alerts.yml').matchAll(/^ +expr: (.+)$/gm)].map(
    ([, expression]) => expression as string,
  );
}

function dashboardExpressions(): string[] {
  const { panels } = JSON.parse(text('monitoring/grafana/dashboards/touchline.json')) as Dashboard;
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}

/** Each metric that an expression reads, with the labels that it asks for. */
function readBy(expression: string): { readonly name: string; readonly labels: readonly string[] }[] {
  return [...expression.matchAll(/\b((?:touchline|process|nodejs)_[a-z0-9_]+)(\{[^}]*\})?/g)].map(
    ([, name = '', matchers = '']) => ({
      name,
      labels: [...matchers.matchAll(/([a-z]+)(?:=|!)/g)].map(([, label]) => label as string),
    }),
  );
}

describeWith(['postgres', 'redis-server'], 'monitoring/', () => {
  const redis = useRedisServer();
  /** By series, the labels that it may have. */
  const series = new Map<string, readonly string[]>();

  beforeAll(async () => {
    const { database, databaseUrl } = await openTestDatabase('postgres');
    await using app = await FullApp.on(database, databaseUrl, { REDIS_URL: redis().url });
    // The process's own metrics come with the registry that main.ts makes.
    for (const registry of [app.app.get(Registry, { strict: false }), createRegistry('n1')]) {
      for (const { name, type, labelNames = [] } of registry.getMetricsAsArray() as unknown as Known[]) {
        const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
        for (const part of parts) series.set(name + part, labelNames);
      }
    }
  });

  it.each([
    ['the alerts', alertExpressions, 20],
    ['the dashboard', dashboardExpressions, 30],
  ] as const)('%s read only metrics and labels that a running node has', (_, expressions, atLeast) => {
    const all = expressions();
    expect(all.length).toBeGreaterThanOrEqual(atLeast);
    for (const expression of all) {
      const metrics = readBy(expression);
      if (!expression.includes('up{')) expect(metrics).not.toEqual([]);
      for (const { name, labels } of metrics) {
        expect([...series.keys()]).toContain(name);
        for (const label of labels) expect([...GIVEN_LABELS, ...(series.get(name) ?? [])]).toContain(label);
      }
    }
  });

  it('has alerts that say what to do, and that docs/operations.md explains', () => {
    const rules = text('monitoring/alerts.yml').split('- alert: ').slice(1);
    const manual = text('docs/operations.md');
    for (const rule of rules) {
      expect(rule).toMatch(/severity: (critical|warning|info)[\s\S]*summary: [\s\S]*action: /);
      expect(manual).toContain(rule.split('\n', 1)[0]);
    }
  });
});

describeWith('promtool', 'the rules and the configuration of Prometheus', () => {
  it('are accepted by promtool', () => {
    const check = (...args: string[]): string =>
      execFileSync(requireProgram('promtool'), ['check', ...args], {
        cwd: join(root, 'monitoring'),
        encoding: 'utf8',
      });
    expect(check('rules', 'alerts.yml')).toContain('SUCCESS');
    expect(check('config', '--syntax-only', 'prometheus.yml')).toContain('SUCCESS');
  });
});
