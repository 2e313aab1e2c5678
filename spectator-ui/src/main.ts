import { TouchlineClient } from '@touchline/client';
import { byId } from './dom.js';
import { Announcer } from './announcer.js';
import { ConnectionPill } from './connection-pill.js';
import { MarketWatch } from './market-watch.js';
import { MatchBoard } from './match-board.js';
import { MatchWatch } from './match-watch.js';
import { OtherFeeds } from './other-feeds.js';
import { OthersWatch } from './others-watch.js';
import { TickerGrid } from './ticker-grid.js';

const client = new TouchlineClient([location.origin], {});
const announcer = new Announcer(byId('announcer'));
const shown = new Set<string>();
const empty = (): void => {
  byId('empty').hidden = shown.size > 0;
};
const counts = (id: string, there: boolean): void => {
  if (there) shown.add(id);
  else shown.delete(id);
  empty();
};

new ConnectionPill(client, document.body, byId('connection'));
const match = new MatchWatch(client, new MatchBoard(byId('match'), (text) => announcer.say(text)), counts);
const market = new MarketWatch(client, new TickerGrid(byId('market'), byId('tickers')), counts);
const others = new OthersWatch(
  client,
  new OtherFeeds(byId('others'), byId('other-list')),
  byId('others-more'),
  counts,
);
match.start();
market.start();
void others.start().then(empty);
