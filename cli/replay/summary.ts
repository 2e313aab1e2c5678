import { isObject, type JsonObject } from '../../src/core/json/json.js';
import { EXIT, type ExitCode } from '../failure.js';
import { table, type Terminal } from '../terminal.js';
import type { Outcome } from './replay.js';

/** Results are listed one by one up to here. */
const LISTED_RESULTS = 16;

export function exitCodeOf(outcome: Outcome): ExitCode {
  if (outcome.interrupted) return EXIT.interrupted;
  return outcome.tally.rejected > 0 || outcome.mismatches.length > 0 ? EXIT.failed : EXIT.ok;
}

export function printSummary(terminal: Terminal, outcome: Outcome): void {
  const { tally, seconds } = outcome;
  const rate = seconds > 0 ? ` (${Math.round(tally.updates / seconds)}/s)` : '';
  if (outcome.interrupted)
    terminal.out('Interrupted. The same command goes on from here: nothing is published twice.');
  terminal.out(`Feeds      ${tally.created} created, ${tally.reused} already there`);
  terminal.out(
    `Events     ${tally.committed} committed, ${tally.replayed} already there, ${tally.rejected} rejected` +
      (tally.held > 0 ? `, ${tally.held} held back` : ''),
  );
  terminal.out(
    `Time       ${seconds.toFixed(1)} s${rate}${tally.retries > 0 ? `, ${tally.retries} retries` : ''}`,
  );
  printRejections(terminal, outcome);
  printNotes(terminal, outcome);
  if (!outcome.interrupted) printResults(terminal, outcome);
}

function printRejections(terminal: Terminal, { tally }: Outcome): void {
  if (tally.rejected === 0) return;
  terminal.out('');
  terminal.out('Rejected');
  const rows = tally.rejections.map(({ feed, key, type, detail }) => [feed, key, type, detail]);
  for (const line of table(['feed', 'key', 'type', 'why'], rows)) terminal.out(`  ${line}`);
  const more = tally.rejected - tally.rejections.length;
  if (more > 0) terminal.out(`  and ${more} more`);
}

function printNotes(terminal: Terminal, { tally }: Outcome): void {
  for (const [level, title] of [
    ['info', 'Notes'],
    ['contradiction', 'The file contradicts itself'],
  ] as const) {
    const notes = tally.notes.filter((note) => note.level === level);
    if (notes.length === 0) continue;
    terminal.out('');
    terminal.out(title);
    for (const { text } of notes) terminal.out(`  ${text}`);
  }
  if (tally.notesDropped > 0) terminal.out(`  and ${tally.notesDropped} more notes`);
}

function printResults(terminal: Terminal, { tally, verified, mismatches }: Outcome): void {
  if (verified.length === 0) return;
  const exception = tally.notes.some(({ level }) => level === 'contradiction')
    ? ', where it does not contradict itself'
    : '';
  const wrong = new Set(mismatches.map(({ feed }) => feed));
  terminal.out('');
  terminal.out(
    `Verified   ${verified.length - wrong.size} of ${verified.length} feeds end as the file says${exception}`,
  );
  if (verified.length <= LISTED_RESULTS) {
    for (const { feed, title, state } of verified) {
      terminal.out(`  ${wrong.has(feed) ? '✗' : '✓'} ${title}  ${resultOf(state)}`);
    }
  }
  if (mismatches.length === 0) return;
  terminal.out('');
  terminal.out('The server ends differently from the file');
  const rows = mismatches.map(({ feed, what, path, expected, actual }) => [
    feed,
    what,
    path,
    expected,
    actual,
  ]);
  for (const line of table(['feed', 'what', 'state', 'file', 'server'], rows)) terminal.out(`  ${line}`);
}

function resultOf(state: JsonObject): string {
  const { score, shootout, last, status } = state;
  if (isObject(score)) {
    const kicks = isObject(shootout)
      ? ` (${String(shootout.home)}–${String(shootout.away)} on penalties)`
      : '';
    return `${String(score.home)}–${String(score.away)}${kicks}${typeof status === 'string' ? ` ${status}` : ''}`;
  }
  return typeof last === 'string' ? `last ${last}` : '';
}
