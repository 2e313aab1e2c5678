import fc from 'fast-check';
import { TrustedProxies, type Proxies } from './trusted-proxies.js';

const sender = (peer: string | undefined, headers: Record<string, string | string[]> = {}) => ({
  peer,
  headers,
});
const addressOf = (proxies: Proxies, peer: string, told?: string | string[]) =>
  new TrustedProxies(proxies).addressOf(sender(peer, told === undefined ? {} : { 'x-forwarded-for': told }));
const hostOf = (proxies: Proxies, peer: string, headers: Record<string, string>) =>
  new TrustedProxies(proxies).hostOf(sender(peer, headers));

describe('the client behind proxies', () => {
  it('is whoever connects, when nobody is believed', () => {
    expect(addressOf(undefined, '203.0.113.9', '6.6.6.6')).toBe('203.0.113.9');
    expect(hostOf(undefined, '203.0.113.9', { host: 'a', 'x-forwarded-host': 'b' })).toBe('a');
  });

  it('is who the proxies tell, not what the client told them before', () => {
    expect(addressOf(1, '10.0.0.1', '6.6.6.6, 203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf(2, '10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2')).toBe('203.0.113.9');
    expect(addressOf(1, '10.0.0.1')).toBe('10.0.0.1');
    expect(addressOf(1, '10.0.0.1', ['6.6.6.6', '203.0.113.9'])).toBe('203.0.113.9');
  });

  it('is found by the addresses of the proxies, however they are written', () => {
    const proxies = ['10.0.0.0/8', 'fd00::/8', '192.0.2.7'];
    expect(addressOf(proxies, '10.9.9.9', '6.6.6.6, 203.0.113.9, 192.0.2.7')).toBe('203.0.113.9');
    expect(addressOf(proxies, '::ffff:10.9.9.9', '203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf(proxies, 'fd12::1', '2001:db8::1')).toBe('2001:db8::1');
    expect(addressOf(proxies, '192.0.2.8', '6.6.6.6')).toBe('192.0.2.8');
    expect(addressOf(proxies, '10.0.0.1', '6.6.6.6, unknown')).toBe('unknown');
  });

  it('asked for the host that a believed proxy tells', () => {
    const headers = { host: 'node:3000', 'x-forwarded-host': 'scores.example' };
    expect(hostOf(1, '10.0.0.1', headers)).toBe('scores.example');
    expect(hostOf(['10.0.0.0/8'], '10.0.0.1', headers)).toBe('scores.example');
    expect(hostOf(['10.0.0.0/8'], '203.0.113.9', headers)).toBe('node:3000');
    expect(hostOf(1, '10.0.0.1', { host: 'a', 'x-forwarded-host': 'evil, scores.example' })).toBe(
      'scores.example',
    );
  });

  it('is never further away than what is believed, whatever the header holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(5), (told, hops) => {
        const entries = told.join(',').split(',').length;
        const address = addressOf(hops, 'peer', told.length === 0 ? undefined : told.join(','));
        const chain = ['peer', ...(told.length === 0 ? [] : told.join(',').split(',').reverse())];
        expect(address).toBe(chain[Math.min(hops, told.length === 0 ? 0 : entries)]?.trim());
      }),
    );
  });
});
