import { Slots } from './slots.js';

describe('places', () => {
  it('go to whoever waited longest, and never more than there are', async () => {
    const slots = new Slots(2);
    const leave = await slots.take();
    await slots.take();
    const order: string[] = [];
    const waiting = ['first', 'second'].map((name) => slots.take().then((next) => (order.push(name), next)));
    expect([slots.taken, slots.waiting, slots.tryTake()]).toEqual([2, 2, undefined]);
    leave();
    leave();
    const next = await waiting[0];
    expect(order).toEqual(['first']);
    expect([slots.taken, slots.waiting]).toEqual([2, 1]);
    next?.();
    await waiting[1];
    expect(order).toEqual(['first', 'second']);
  });
});
