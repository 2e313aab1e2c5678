import type { WireFrame } from './wire-frame.js';
import type { WireMetrics } from './wire-metrics.js';

/** Whoever gathered frames and writes them when the turn ends. */
export interface Gathering {
  flush(): void;
}

/**
 * A sequence of frames that connections were sent in one turn. Connections with the same sequence stand on the same node, so its
 * bytes are put together once, whatever their number.
 */
export class GatherNode {
  /** Of the whole sequence. */
  readonly bytes: number;
  readonly #parent: GatherNode | undefined;
  readonly #frame: WireFrame | undefined;
  readonly length: number;
  #lastFrame: WireFrame | undefined;
  #lastChild: GatherNode | undefined;
  #children: Map<WireFrame, GatherNode> | undefined;
  #buffer: Buffer | undefined;

  private constructor(parent?: GatherNode, frame?: WireFrame) {
    this.#parent = parent;
    this.#frame = frame;
    this.bytes = (parent?.bytes ?? 0) + (frame?.bytes ?? 0);
    this.length = (parent?.length ?? -1) + 1;
  }

  static root(): GatherNode {
    return new GatherNode();
  }

  /** This sequence and one more. A room is served in a row, so nearly always the same child is asked for again. */
  child(frame: WireFrame): GatherNode {
    if (frame === this.#lastFrame) return this.#lastChild as GatherNode;
    let child = this.#children?.get(frame);
    if (!child) {
      child = new GatherNode(this, frame);
      if (this.#lastFrame) {
        this.#children ??= new Map([[this.#lastFrame, this.#lastChild as GatherNode]]);
        this.#children.set(frame, child);
      }
    }
    this.#lastFrame = frame;
    this.#lastChild = child;
    return child;
  }

  frames(): readonly WireFrame[] {
    return GatherNode.#framesOf(this);
  }

  /** The bytes of the sequence, shared: nobody may change them. */
  get buffer(): Buffer {
    if (this.#buffer) return this.#buffer;
    const frames = this.frames();
    this.#buffer =
      frames.length === 1
        ? (frames[0] as WireFrame).buffer
        : Buffer.concat(
            frames.map((frame) => frame.buffer),
            this.bytes,
          );
    return this.#buffer;
  }

  static #framesOf(last: GatherNode): WireFrame[] {
    const frames = new Array<WireFrame>(last.length);
    for (let node = last, index = last.length - 1; index >= 0; index--) {
      frames[index] = node.#frame as WireFrame;
      node = node.#parent as GatherNode;
    }
    return frames;
  }
}

/**
 * Collects what all connections are sent in one turn of the event loop and has each write it when the turn ends.
 * Invariant: a connection that holds a node of this turn stands in the list, so nothing gathered is left behind.
 */
export class Gather {
  #root = GatherNode.root();
  #waiting: Gathering[] = [];
  readonly #windowMs: number;

  /** @param windowMs 0: to the end of the turn; else what is sent within this time leaves together, later but in fewer writes */
  constructor(
    readonly metrics: WireMetrics,
    windowMs = 0,
  ) {
    this.#windowMs = windowMs;
  }

  /** The empty sequence of this turn; `member.flush` is called when it ends. */
  enlist(member: Gathering): GatherNode {
    if (this.#waiting.push(member) === 1) {
      if (this.#windowMs > 0) setTimeout(() => this.flush(), this.#windowMs);
      else setImmediate(() => this.flush());
    }
    return this.#root;
  }

  flush(): void {
    const members = this.#waiting;
    if (members.length === 0) return;
    this.#waiting = [];
    this.#root = GatherNode.root();
    for (const member of members) member.flush();
    this.metrics.turnEnded();
  }
}
