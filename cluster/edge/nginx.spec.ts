import { PUBLIC_LIMITS, type EdgeConfig } from './edge-config.js';
import { edgeConfig } from './main.js';
import { renderHaproxy } from './haproxy.js';
import { renderNginx } from './nginx.js';
import type { NginxConfig } from './nginx-config.js';

const nodes = ['n1', 'n2', 'n3'].map((id, index) => ({ id, address: `10.0.0.${index + 1}:3000` }));
const nginx = (change: Partial<NginxConfig> = {}) =>
  renderNginx({ form: 'map', nodes, listen: '80', statusListen: '8081', ...change });
const haproxy = (change: Partial<EdgeConfig> = {}) =>
  renderHaproxy({ nodes, listen: '80', controlSocket: '/run/control.sock', ...change });

/** The body of the block that this line opens. */
function block(text: string, opening: string): string {
  const start = text.indexOf(`${opening} {`);
  if (start < 0) throw new Error(`There is no ${opening}.`);
  const indent = /[ ]*$/.exec(text.slice(0, start))?.[0] ?? '';
  return text.slice(start, text.indexOf(`\n${indent}}`, start));
}

describe('the configuration of NGINX', () => {
  it('gives each node a route of its own that only a whole session id leads to', () => {
    const map = block(nginx(), 'map $arg_sid $session_upstream');
    const pattern = new RegExp(/"~(\^n1.*)" node_n1/.exec(map)?.[1] ?? '');
    expect(pattern.test(`n1.${'a'.repeat(20)}`)).toBe(true);
    for (const sid of [
      'n1.short',
      `n11.${'a'.repeat(20)}`,
      `n1x${'a'.repeat(20)}`,
      `xn1.${'a'.repeat(20)}`,
      `n1.${'a'.repeat(20)}/`,
      `n1.${'a'.repeat(65)}`,
    ]) {
      expect([sid, pattern.test(sid)]).toEqual([sid, false]);
    }
  });

  it('never repeats a request that a node may have taken to another one, whatever the place', () => {
    for (const form of ['map', 'route'] as const) expect(nginx({ form })).not.toContain('non_idempotent;');
    const rest = block(nginx(), 'location /api/');
    expect(rest).not.toContain('proxy_next_upstream error timeout http');
  });

  it('waits for another node longer than for one', () => {
    const text = nginx({ limits: PUBLIC_LIMITS });
    for (const [opening] of text.matchAll(/location [^{]+(?= \{\n)/g)) {
      const body = block(text, opening.trim());
      const read = /proxy_read_timeout (\d+)s/.exec(body)?.[1];
      const next = /proxy_next_upstream_timeout (\d+)s/.exec(body)?.[1];
      if (read === undefined) continue;
      expect([opening, Number(next) > Number(read)]).toEqual([opening, true]);
    }
  });

  it('keeps a node that drains out of the pool, and its sessions with it', () => {
    const draining = nodes.map((node) => ({ ...node, draining: node.id === 'n2' }));
    const map = nginx({ nodes: draining });
    expect(block(map, 'upstream nodes')).toMatch(/server 10\.0\.0\.2:3000 [^\n]* down;/);
    expect(block(map, 'upstream node_n2')).not.toContain('down');
    expect(nginx({ form: 'route', nodes: draining })).toMatch(/10\.0\.0\.2:3000 route=n2 [^\n]* drain;/);
    expect(haproxy({ nodes: draining })).toContain('server n2 10.0.0.2:3000 weight 0');
  });

  it('limits handshakes also behind the rewrite, and nothing when there are no limits', () => {
    const text = nginx({ limits: PUBLIC_LIMITS });
    expect(block(text, 'location /socket.io/')).toContain('limit_req zone=handshakes');
    expect(block(text, 'location = /.handshake')).toContain('limit_req zone=handshakes');
    expect(nginx()).not.toMatch(/limit_(conn|req)/);
  });

  it.each([
    ['a node id', { nodes: [{ id: 'N1', address: '10.0.0.1:3000' }] }, /"N1" is no node id/],
    ['an address', { nodes: [{ id: 'n1', address: '10.0.0.1:3000; }' }] }, /is no address of node n1/],
    ['a second node of one id', { nodes: [...nodes, ...nodes] }, /n1 is there twice/],
    ['no node', { nodes: [] }, /at least one node/],
    ['a listener', { listen: '80; access_log off' }, /is no listen address/],
    [
      'a certificate',
      { tls: { listen: '443', certificate: 'a b', key: 'k' } },
      /is no path of the certificate/,
    ],
    ['a balancer', { proxy: { listen: '81', balancers: ['all;'] } }, /is no balancer/],
  ] as const)('refuses %s that is none, instead of writing it down', (_, change, message) => {
    expect(() => nginx(change)).toThrow(message);
    expect(() => haproxy(change)).toThrow(message);
  });
});

describe('the command that prints a configuration', () => {
  it('takes nodes, listeners and what is draining', () => {
    const text = edgeConfig(
      '--node n1=a:3000 --node n2=b:3000 --drain n2 --form route --listen 8080 --tls-listen 443 --certificate /c.pem --key /k.pem --proxy-listen 81 --balancer 10.0.0.0/8'.split(
        ' ',
      ),
    );
    for (const part of [
      'server a:3000 route=n1',
      /server b:3000 route=n2 [^\n]* drain;/,
      /listen 8080/,
      /listen 443 ssl/,
      'http2 on;',
      /listen 81 proxy_protocol/,
      'set_real_ip_from 10.0.0.0/8;',
      'limit_conn connections 2000;',
    ]) {
      expect(text).toMatch(part);
    }
    expect(edgeConfig(['--node', 'n1=a:3000', '--edge', 'haproxy', '--no-limits'])).not.toContain(
      'stick-table',
    );
  });

  it.each([
    ['--edge apache', /give nginx or haproxy/],
    ['--form hash', /give map or route/],
    ['--node n1=a:3000 --drain n2', /--drain n2: no --node has this id/],
    ['--node n1=a:3000 --tls-listen 443', /--certificate and --key/],
    ['--node n1=a:3000 --proxy-listen 81', /--balancer/],
    ['--node n1', /is no address of node n1/],
    ['', /at least one node/],
  ])('answers %j with what to give instead', (line, message) => {
    expect(() => edgeConfig(line.split(' ').filter((word) => word !== ''))).toThrow(message);
  });
});
