import { connectionSettings } from './connection-settings.js';

describe('connection settings', () => {
  it('bounds what a frozen node can hold and speaks UTC', () => {
    const { options } = connectionSettings('postgresql://u:p@db:5432/t', 'serve');
    expect(options).toBe(
      '-c timezone=UTC -c idle_in_transaction_session_timeout=5s -c lock_timeout=3s -c statement_timeout=15s',
    );
  });

  it('keeps options of the URL and lets its own win, since the last one counts', () => {
    const { connectionString, options } = connectionSettings(
      'postgresql://db/t?sslmode=require&options=-c%20work_mem%3D64MB',
      'serve',
    );
    expect(connectionString).toBe('postgresql://db/t?sslmode=require');
    expect(options.startsWith('-c work_mem=64MB -c timezone=UTC')).toBe(true);
  });

  it("takes Prisma's schema parameter as search path", () => {
    const settings = connectionSettings('postgresql://db/t?schema=my app&connection_limit=3', 'serve');
    expect(settings.connectionString).toBe('postgresql://db/t');
    expect(settings.schema).toBe('my app');
    expect(settings.options).toContain(String.raw`-c search_path="my\ app"`);
  });

  it('does not limit a migration in time', () => {
    expect(connectionSettings('postgresql://db/t', 'migrate').options).toContain('-c statement_timeout=0');
  });
});
