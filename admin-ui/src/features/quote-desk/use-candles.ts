import { useEffect, useRef, useState } from 'react';
import type { FeedView } from '../../shared/live/feed-log.js';
import { useSession } from '../../shared/session/session-context.js';
import { readCandles } from './api/candles.js';
import { useLatestRef } from './use-latest-ref.js';
import { useSlow } from './use-slow.js';
import { beginSeries, readAgain, take, type CandleSeries, type Interval } from './model/candle-series.js';

const AGAIN_MS = 300;
/** A feed that never pauses is not asked for ever more often. */
const AGAIN_MAX_MS = 30_000;
const RETRY_MS = 3_000;
/** A chart is drawn anew so often at most: the price beside it moves with each frame. */
const REDRAW_MS = 150;

export interface Candles {
  readonly series: CandleSeries | undefined;
  readonly failure: unknown;
}

/**
 * The bars of a feed, live: read once, folded on from its events, and read again where only the log knows.
 * @param interval undefined: none are wanted
 */
export function useCandles(feed: string, interval: Interval | undefined, view: FeedView): Candles {
  const { api } = useSession();
  const [series, setSeries] = useState<CandleSeries>();
  const [failure, setFailure] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const latest = useLatestRef(view);
  const waitMs = useRef(AGAIN_MS);
  const ready = view.history === 'ready';
  useEffect(() => {
    setSeries(undefined);
    waitMs.current = AGAIN_MS;
  }, [feed, interval]);

  useEffect(() => {
    if (!ready || interval === undefined) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    readCandles(api, feed, { interval, from: latest.current.seq, signal: abort.signal }).then(
      (reading) => {
        if (abort.signal.aborted) return;
        setFailure(undefined);
        setSeries((before) => {
          const { events } = latest.current;
          return before?.interval === interval
            ? readAgain(before, reading, events)
            : beginSeries(interval, reading, events);
        });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setFailure(error);
        timer = setTimeout(() => setTurn((now) => now + 1), RETRY_MS);
      },
    );
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api, feed, interval, ready, turn]);

  const events = useSlow(view.events, REDRAW_MS);
  useEffect(() => setSeries((before) => before && take(before, events)), [events]);

  const stale = series?.stale ?? false;
  useEffect(() => {
    if (!stale) {
      waitMs.current = AGAIN_MS;
      return;
    }
    const timer = setTimeout(() => setTurn((now) => now + 1), waitMs.current);
    waitMs.current = Math.min(AGAIN_MAX_MS, waitMs.current * 2);
    return () => clearTimeout(timer);
  }, [stale, turn]);

  return { series: series?.interval === interval ? series : undefined, failure };
}
