import { isIPv6 } from 'node:net';

/** Who has one IPv6 address has all of its /64. */
export function networkOf(address = ''): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::', 2);
  const left = head.split(':');
  if (!address.includes('::')) return left.slice(0, 4).join(':');
  const missing = 8 - left.length - (tail === '' ? 0 : tail.split(':').length);
  return [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail.split(':')]
    .slice(0, 4)
    .join(':');
}
