import { Writable } from 'node:stream';
import { RootLogger, type Logger } from './root-logger.js';
import { terminalLog } from './terminal-log.js';

async function written(log: (logger: Logger) => void, colors = false): Promise<string> {
  let text = '';
  const terminal = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const destination = await terminalLog(terminal, colors);
  log(new RootLogger({ level: 'info', nodeId: 'n1', destination }).child('main'));
  return text;
}

describe('the log at a terminal', () => {
  it('is a readable line each: time, level, message, fields', async () => {
    const text = await written((logger) => {
      logger.info({ port: 3000, database: 'embedded' }, 'listening');
      logger.warn('slow');
    });
    const [first, second, rest] = text.split('\n');
    expect(first).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: listening \{"subsystem":"main","port":3000,"database":"embedded"\}$/,
    );
    expect(second).toMatch(/^\[[\d:.]+\] WARN: slow \{"subsystem":"main"\}$/);
    expect(rest).toBe('');
  });

  it('shows the stack of an error, and no secret', async () => {
    const text = await written((logger) => {
      logger.error({ err: new Error('no database'), token: 'tl_secret' }, 'failed');
    });
    expect(text).toContain('ERROR: failed');
    expect(text).toContain('no database');
    expect(text).toMatch(/at .*terminal-log\.spec/);
    expect(text).not.toContain('tl_secret');
  });

  it('has colors where they are seen, and no control character of a stranger', async () => {
    const strange = await written((logger) => logger.info({ path: '/\u001b[2J' }, 'asked'));
    expect(strange).not.toContain('\u001b');
    expect(await written((logger) => logger.info('x'), true)).toContain('\u001b[32mINFO');
  });
});
