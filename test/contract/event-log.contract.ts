import { appendingContract } from './event-log.appending.js';
import { candlesContract } from './event-log.candles.js';
import { catalogueContract } from './event-log.catalogue.js';
import { correctionsContract } from './event-log.corrections.js';
import { LogHarness, type LogOptions, type LogUnderTest } from './event-log.harness.js';
import { holdsContract } from './event-log.holds.js';
import { readingContract } from './event-log.reading.js';
import { kindsWithJournal } from './journal-kind.js';

/** Every implementation of the port keeps these promises. */
export function eventLogContract(name: string, open: (options: LogOptions) => Promise<LogUnderTest>): void {
  describe(`The event log ${name}`, () => {
    const harness = new LogHarness(open);
    beforeAll(
      () => harness.start({ kindOf: kindsWithJournal, checkpointEvery: 3, maxStateSize: 200_000 }),
      60_000,
    );
    afterAll(() => harness.stop(), 30_000);
    beforeEach(() => void harness.heard.splice(0));

    appendingContract(harness);
    correctionsContract(harness);
    readingContract(harness);
    catalogueContract(harness);
    candlesContract(harness);
    holdsContract(harness);
  });
}
