import { parseOptions, UsageError } from './options.js';

describe('the options of the local cluster', () => {
  it('start three nodes behind one NGINX when nothing is asked for', () => {
    expect(parseOptions([])).toEqual({
      nodes: 3,
      edges: 1,
      edge: 'nginx',
      restartAfterMs: 2000,
      dir: undefined,
      port: undefined,
      json: false,
    });
  });

  it('are all understood', () => {
    const args = '--nodes 5 --edges 2 --edge haproxy --restart-after-ms 0 --dir d --port 8080 --json'.split(
      ' ',
    );
    expect(parseOptions(args)).toEqual({
      nodes: 5,
      edges: 2,
      edge: 'haproxy',
      restartAfterMs: 0,
      dir: 'd',
      port: 8080,
      json: true,
    });
  });

  it('leave a process dead when asked never to start it again', () => {
    expect(parseOptions(['--restart-after-ms', 'never'])).toMatchObject({ restartAfterMs: undefined });
  });

  it('that do not fit are all named at once, with what to give instead', () => {
    const parse = () =>
      parseOptions(['--nodes', '0', '--edge', 'apache', '--restart-after-ms', 'soon', '--port', '99999']);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(/--edge "apache": give nginx or haproxy\.\n--nodes "0".*1 to 32/s);
    expect(parse).toThrow(/--restart-after-ms "soon".*\n--port "99999".*65535|--port.*--restart/s);
  });

  it('that nobody knows are refused by name', () => {
    expect(() => parseOptions(['--node', '3'])).toThrow(/--node/);
    expect(() => parseOptions(['three'])).toThrow(UsageError);
  });

  it('end in the help when that is asked for', () => {
    expect(parseOptions(['--help'])).toBe('help');
  });
});
