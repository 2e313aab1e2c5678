// A bound for what hangs, not an expectation: how long a test takes says more of the machine than of the code.
jest.setTimeout(120_000);
