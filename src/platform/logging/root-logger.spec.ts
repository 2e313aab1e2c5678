import { RootLogger } from './root-logger.js';

function linesOf(log: (logger: RootLogger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  log(
    new RootLogger({ level: 'info', nodeId: 'n1', destination: { write: (line) => void lines.push(line) } }),
  );
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('is one JSON object a line, with node, subsystem, level by name and time in UTC', () => {
    const [line] = linesOf((root) => root.child('ingest').info({ feed: 'a' }, 'committed'));
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      node: 'n1',
      subsystem: 'ingest',
      feed: 'a',
      msg: 'committed',
    });
  });

  it('leaves out what is less severe than its level', () => {
    expect(linesOf((root) => root.child('x').debug('no'))).toEqual([]);
  });

  it('never writes credentials, wherever they usually stand', () => {
    const secret = 'tl_secret';
    const text = JSON.stringify(
      linesOf((root) => {
        const logger = root.child('x');
        logger.info({ authorization: secret, token: secret, apiKey: secret, password: secret }, 'flat');
        logger.info({ headers: { authorization: secret, cookie: secret } }, 'headers');
        logger.info({ req: { headers: { authorization: secret, cookie: secret } } }, 'request');
        logger.info({ auth: { token: secret } }, 'handshake');
      }),
    );
    expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });
});
