import { FramePace } from './pace.js';

interface Frames {
  requestAnimationFrame: unknown;
  cancelAnimationFrame: unknown;
}

describe('FramePace', () => {
  const frames = new Map<number, () => void>();
  const draw = (): void => {
    const due = [...frames.values()];
    frames.clear();
    for (const frame of due) frame();
  };
  beforeEach(() => {
    jest.useFakeTimers();
    let ids = 0;
    const page = globalThis as unknown as Frames;
    page.requestAnimationFrame = (frame: () => void) => {
      frames.set(++ids, frame);
      return ids;
    };
    page.cancelAnimationFrame = (id: number) => frames.delete(id);
  });
  afterEach(() => {
    jest.useRealTimers();
    frames.clear();
    const page = globalThis as unknown as Partial<Frames>;
    delete page.requestAnimationFrame;
    delete page.cancelAnimationFrame;
  });

  it('shows the last of many changes once a frame', () => {
    const pace = new FramePace();
    const shown: number[] = [];
    for (let change = 1; change <= 500; change++) pace.ask(() => shown.push(change));
    draw();
    draw();
    pace.ask(() => shown.push(501));
    draw();
    expect(shown).toEqual([500, 501]);
    jest.advanceTimersByTime(5_000);
    expect(shown).toEqual([500, 501]);
  });

  it('goes on where the page is hidden and no frame comes', () => {
    const pace = new FramePace();
    const show = jest.fn();
    pace.ask(show);
    jest.advanceTimersByTime(1_000);
    expect(show).toHaveBeenCalledTimes(1);
    draw();
    expect(show).toHaveBeenCalledTimes(1);
  });

  it('shows nothing any more once it is cancelled', () => {
    const pace = new FramePace();
    const show = jest.fn();
    pace.ask(show);
    pace.cancel();
    draw();
    jest.advanceTimersByTime(5_000);
    expect(show).not.toHaveBeenCalled();
  });
});
