import { Registry } from 'prom-client';
import { AddressSlots } from './address-slots.js';

describe('the connections of an address', () => {
  const metric = async (registry: Registry, name: string) =>
    (await registry.getSingleMetric(`touchline_address_connections_${name}`)?.get())?.values[0]?.value;

  it('are bounded by address, and what is closed makes room, once', () => {
    const slots = new AddressSlots(2, new Registry());
    const [first] = [slots.take('203.0.113.9'), slots.take('203.0.113.9')];
    expect(slots.refusal('203.0.113.9')).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 5 });
    expect(slots.refusal('203.0.113.10')).toBeUndefined();
    first?.();
    first?.();
    expect(slots.refusal('203.0.113.9')).toBeUndefined();
    slots.take('203.0.113.9');
    expect(slots.refusal('203.0.113.9')).toBeDefined();
  });

  it('count a network of IPv6 as one, since whoever has one address has all of it', () => {
    const slots = new AddressSlots(1, new Registry());
    slots.take('2001:db8:0:7::1');
    expect(slots.refusal('2001:db8:0:7:ffff::2')).toBeDefined();
    expect(slots.refusal('2001:db8:0:8::1')).toBeUndefined();
  });

  it('are any number when the limit is 0, and are measured all the same', async () => {
    const registry = new Registry();
    const slots = new AddressSlots(0, registry);
    const open = Array.from({ length: 5 }, () => slots.take('203.0.113.9'));
    slots.take('203.0.113.10');
    expect(slots.refusal('203.0.113.9')).toBeUndefined();
    expect([await metric(registry, 'max'), await metric(registry, 'networks')]).toEqual([5, 2]);
    for (const close of open) close();
    expect([await metric(registry, 'max'), await metric(registry, 'networks')]).toEqual([1, 1]);
  });
});
