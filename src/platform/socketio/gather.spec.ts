import fc from 'fast-check';
import { Registry } from 'prom-client';
import { Gather, GatherNode } from './gather.js';
import { WireFrame } from './wire-frame.js';
import { WireMetrics } from './wire-metrics.js';

const frames = Array.from(
  { length: 6 },
  (_, index) => new WireFrame('feed.check', JSON.stringify({ index })),
);

function bytesOf(sequence: readonly WireFrame[]): Buffer {
  return Buffer.concat(sequence.map((frame) => frame.buffer));
}

describe('GatherNode', () => {
  it('gives every connection exactly the frames that it was sent, in order, however sends interleave', () => {
    const sends = fc.array(fc.tuple(fc.nat(4), fc.nat(frames.length - 1)), { maxLength: 60 });
    fc.assert(
      fc.property(sends, (sent) => {
        const root = GatherNode.root();
        const nodes = Array.from({ length: 5 }, () => root);
        const expected: WireFrame[][] = nodes.map(() => []);
        for (const [connection, index] of sent) {
          const frame = frames[index] as WireFrame;
          nodes[connection] = (nodes[connection] as GatherNode).child(frame);
          expected[connection]?.push(frame);
        }
        nodes.forEach((node, connection) => {
          const wanted = expected[connection] as WireFrame[];
          expect(node.frames()).toEqual(wanted);
          expect(node.bytes).toBe(bytesOf(wanted).length);
          if (wanted.length > 0) expect(node.buffer.equals(bytesOf(wanted))).toBe(true);
        });
      }),
    );
  });

  it('keeps one buffer for all connections with the same sequence', () => {
    const root = GatherNode.root();
    const [first, second, third] = frames as [WireFrame, WireFrame, WireFrame];
    const one = root.child(first).child(second);
    root.child(third);
    const other = root.child(first).child(second);
    expect(other.buffer).toBe(one.buffer);
    expect(root.child(third).buffer).toBe(third.buffer);
  });
});

describe('Gather', () => {
  it('has everyone who gathered in a turn write once, when the turn ends', async () => {
    const gather = new Gather(new WireMetrics(new Registry()));
    const written: string[] = [];
    const member = (name: string) => ({ flush: () => void written.push(name) });
    gather.enlist(member('a'));
    gather.enlist(member('b'));
    await Promise.resolve();
    expect(written).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toEqual(['a', 'b']);
  });

  it('starts a new sequence after each turn', () => {
    const gather = new Gather(new WireMetrics(new Registry()));
    const member = { flush: () => undefined };
    const before = gather.enlist(member);
    gather.flush();
    expect(gather.enlist(member)).not.toBe(before);
    gather.flush();
  });
});

describe('WireFrame', () => {
  it.each([
    ['short', 1],
    ['of two length bytes', 200],
    ['at the border of one length byte', 125 - '42["feed.meta",""]'.length],
    ['of eight length bytes', 70_000],
    ['at the border of two length bytes', 65_535 - '42["feed.meta",""]'.length],
  ])('is the WebSocket text frame of a Socket.IO event: %s', (_name, length) => {
    const json = JSON.stringify('ü'.repeat(Math.floor(length / 2)) + 'x'.repeat(length % 2));
    const frame = new WireFrame('feed.meta', json);
    const text = Buffer.from(`42["feed.meta",${json}]`);
    const header = frame.buffer.length - text.length;
    expect(frame.buffer[0]).toBe(0x81);
    expect(frame.buffer.subarray(header).equals(text)).toBe(true);
    if (header === 2) expect(frame.buffer[1]).toBe(text.length);
    if (header === 4) expect([frame.buffer[1], frame.buffer.readUInt16BE(2)]).toEqual([126, text.length]);
    if (header === 10) {
      expect([frame.buffer[1], frame.buffer.readBigUInt64BE(2)]).toEqual([127, BigInt(text.length)]);
    }
    expect(header).toBe(text.length < 126 ? 2 : text.length < 65_536 ? 4 : 10);
  });
});
