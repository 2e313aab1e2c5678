import { Counter, Gauge, type Registry } from 'prom-client';

/** What an operator wants to know of the desks. */
export class EditingMetrics {
  readonly looks: Counter<'outcome'>;
  readonly takeOvers: Counter;
  readonly expelled: Counter;
  readonly tidyFailures: Counter;

  /** @param watchers looked at when the metrics are scraped; likewise the tabs at all desks, as this node last saw them */
  constructor(registry: Registry, watchers: () => number, tabs: () => number) {
    const registers = [registry];
    this.looks = new Counter({
      name: 'touchline_editing_looks_total',
      help: 'How often this node read who edits: ok, or failed.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of ['ok', 'failed']) this.looks.inc({ outcome }, 0);
    this.takeOvers = new Counter({
      name: 'touchline_editing_take_overs_total',
      help: 'Desks that were taken from somebody who held them, by requests to this node.',
      registers,
    });
    this.expelled = new Counter({
      name: 'touchline_editing_expelled_total',
      help: 'Tabs that this node removed from desks because their credential was revoked.',
      registers,
    });
    this.tidyFailures = new Counter({
      name: 'touchline_editing_tidy_failures_total',
      help: 'Times that this node could not remove the rows of forgotten tabs.',
      registers,
    });
    new Gauge({
      name: 'touchline_editing_watchers',
      help: 'Sockets that asked who edits.',
      registers,
      collect() {
        this.set(watchers());
      },
    });
    new Gauge({
      name: 'touchline_editing_tabs',
      help: 'Tabs at all desks, as this node last saw them; 0 while nobody asks.',
      registers,
      collect() {
        this.set(tabs());
      },
    });
  }
}
