import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { useTempFolder } from '../../../test/support/temp-folder.js';
import { Config, ConfigError, type Environment } from './config.js';
import { configurationReference } from './reference.js';
import { SecretStore } from './secret-store.js';

const PRODUCTION = {
  DATABASE_URL: 'postgresql://u:hunter2@db/touchline',
  SESSION_SECRET: 's'.repeat(32),
  TOKEN_SECRET: 't'.repeat(32),
};

function faultsOf(environment: Environment): ConfigError {
  try {
    Config.load(environment, new SecretStore());
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

describe('the configuration', () => {
  const folder = useTempFolder('config');

  it('lists every fault at once, each with its variable and a remedy, and asks for exit code 78', () => {
    const error = faultsOf({
      PORT: 'http',
      NODE_ID: 'Node-1',
      DATABASE_URL: 'mysql://db',
      REDIS_URL: 'localhost:6379',
      RETENTION_DAYS: '0',
      DEMO: 'yes',
      ADMIN_API_KEY: 'tl_short',
      CORS_ORIGINS: 'https://a.example/path,https://b.example',
      TRUST_PROXY: 'everybody',
      LOG_LEVEL: 'loud',
    });
    expect(error.exitCode).toBe(78);
    expect(error.faults.map((fault) => fault.variable).sort()).toEqual([
      'ADMIN_API_KEY',
      'CORS_ORIGINS',
      'DATABASE_URL',
      'DEMO',
      'LOG_LEVEL',
      'NODE_ID',
      'PORT',
      'REDIS_URL',
      'RETENTION_DAYS',
      'SESSION_SECRET',
      'TOKEN_SECRET',
      'TRUST_PROXY',
    ]);
    for (const { message } of error.faults) expect(message).toContain('Set ');
    expect(error.message).toContain('PORT: "http" does not fit. Set a whole number from 0 to 65535.');
    expect(error.message).toContain('"https://a.example/path" is no origin');
  });

  it('asks for both secrets with a database of your own, and never repeats a secret in a fault', () => {
    const error = faultsOf({ DATABASE_URL: PRODUCTION.DATABASE_URL, TOKEN_SECRET: 'too-short-secret' });
    expect(error.faults.map((fault) => fault.variable)).toEqual(['TOKEN_SECRET', 'SESSION_SECRET']);
    expect(error.message).not.toContain('too-short-secret');
    expect(error.message).not.toContain('hunter2');
  });

  it('refuses in production every secret that is long enough and can be guessed, and warns of it elsewhere', () => {
    const weak = {
      ...PRODUCTION,
      SESSION_SECRET: 'a'.repeat(64),
      TOKEN_SECRET: 'changeme-changeme-changeme-changeme',
      ADMIN_API_KEY: `tl_example-${'0'.repeat(40)}`,
      ADMIN_PASSWORD: 'password1',
    };
    const variables = ['SESSION_SECRET', 'TOKEN_SECRET', 'ADMIN_API_KEY', 'ADMIN_PASSWORD'];
    const error = faultsOf({ ...weak, NODE_ENV: 'production', PORT: 'http' });
    expect(error.exitCode).toBe(78);
    expect(error.faults.map(({ variable }) => variable)).toEqual(['PORT', ...variables]);
    for (const { message } of error.faults) expect(message).toContain('Set ');
    for (const variable of variables) expect(error.message).not.toContain(weak[variable as 'TOKEN_SECRET']);
    const { warnings } = Config.load(weak, new SecretStore());
    expect(warnings.map(({ variable }) => variable)).toEqual(variables);
    const strong = {
      DATABASE_URL: PRODUCTION.DATABASE_URL,
      SESSION_SECRET: '6d0a4f0e9b3c7d1185f2c6a97e3b40d2',
      TOKEN_SECRET: 'b81fe2ad94c7056388d1f3a2c05e7b69',
      ADMIN_API_KEY: 'tl_5f2c6a97e3b40d26d0a4f0e9b3c7d118',
      ADMIN_PASSWORD: 'correct horse battery staple',
      NODE_ENV: 'production',
    };
    expect(Config.load(strong, new SecretStore()).warnings).toEqual([]);
    const DATA_DIR = join(folder(), 'kept');
    expect(Config.load({ DATA_DIR, NODE_ENV: 'production' }, new SecretStore()).warnings).toEqual([]);
  });

  it('takes several Redis servers for a Redis Cluster only', () => {
    const REDIS_URL = 'redis://a:6379, rediss://b:6379';
    const cluster = Config.load({ ...PRODUCTION, REDIS_URL, REDIS_ADAPTER: 'cluster' }, new SecretStore());
    expect(cluster.storage).toMatchObject({
      redisUrl: REDIS_URL,
      redisAdapter: 'cluster',
      redisPrefix: 'touchline',
    });
    const { faults } = faultsOf({ ...PRODUCTION, REDIS_URL });
    expect(faults.map((fault) => fault.variable)).toEqual(['REDIS_URL']);
    expect(faults[0]?.message).toContain('Set one URL');
  });

  it('wants another issuer of tokens whole: its name and where its keys are', () => {
    const both = { TOKEN_ISSUER: 'https://a.example/', TOKEN_JWKS_URL: 'https://a.example/jwks.json' };
    expect(Config.load({ ...PRODUCTION, ...both }, new SecretStore()).access).toMatchObject({
      tokenIssuer: both.TOKEN_ISSUER,
      tokenAudience: 'touchline',
    });
    const lacking = (environment: object) =>
      faultsOf({ ...PRODUCTION, ...environment }).faults.map(({ variable }) => variable);
    expect(lacking({ TOKEN_ISSUER: both.TOKEN_ISSUER })).toEqual(['TOKEN_JWKS_URL']);
    expect(lacking({ TOKEN_JWKS_URL: both.TOKEN_JWKS_URL })).toEqual(['TOKEN_ISSUER']);
    expect(lacking({ ...both, TOKEN_JWKS_URL: 'nonsense' })).toEqual(['TOKEN_JWKS_URL']);
  });

  it('counts an empty variable as unset', () => {
    const config = Config.load(
      { ...PRODUCTION, PORT: '', REDIS_URL: ' ', RETENTION_DAYS: '' },
      new SecretStore(),
    );
    expect(config.server.port).toBe(3000);
    expect(config.storage.redisUrl).toBeUndefined();
    expect(config.storage.retentionDays).toBeUndefined();
    expect(config.embedded).toBe(false);
  });

  it('reads hops and networks of proxies, and origins', () => {
    const read = (environment: Environment) =>
      Config.load({ ...PRODUCTION, ...environment }, new SecretStore()).server;
    expect(read({ TRUST_PROXY: '1' }).trustProxy).toBe(1);
    expect(read({ TRUST_PROXY: '10.0.0.0/8, ::1' }).trustProxy).toEqual(['10.0.0.0/8', '::1']);
    expect(faultsOf({ ...PRODUCTION, TRUST_PROXY: '10.0.0.0/33' }).faults).toHaveLength(1);
    expect(read({ CORS_ORIGINS: 'https://a.example, http://b.example:8080' }).corsOrigins).toEqual([
      'https://a.example',
      'http://b.example:8080',
    ]);
  });

  it('never generates secrets for a database that other nodes share', () => {
    const secrets = new SecretStore();
    const config = Config.load({ ...PRODUCTION, DATA_DIR: join(folder(), 'shared') }, secrets);
    expect(config.access.adminApiKey).toBeUndefined();
    expect(secrets.kept.size).toBe(0);
  });

  it('makes the secrets of an embedded server once, readable by their owner only, and finds them again', () => {
    const DATA_DIR = join(folder(), 'data');
    const first = new SecretStore();
    const made = Config.load({ DATA_DIR }, first);
    expect(made.access.adminApiKey).toMatch(/^tl_[0-9a-f]{48}$/);
    expect(made.access.sessionSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(made.access.tokenSecret).not.toBe(made.access.sessionSecret);
    for (const { path, made: isNew } of first.kept.values()) {
      expect(isNew).toBe(true);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    const second = new SecretStore();
    expect(Config.load({ DATA_DIR }, second).access).toEqual(made.access);
    expect([...second.kept.values()].some((file) => file.made)).toBe(false);
  });

  it('says so when the folder of its secrets cannot be used', () => {
    const error = faultsOf({ DATA_DIR: '/dev/null/data' });
    expect([error.exitCode, error.faults[0]?.variable]).toEqual([78, 'DATA_DIR']);
  });

  it('prefers what is configured over what is kept', () => {
    const secrets = new SecretStore();
    const ADMIN_API_KEY = `tl_${'k'.repeat(32)}`;
    const config = Config.load({ DATA_DIR: join(folder(), 'data'), ADMIN_API_KEY }, secrets);
    expect(config.access.adminApiKey).toBe(ADMIN_API_KEY);
    expect(secrets.kept.has('admin-api-key')).toBe(false);
  });

  it('is documented: docs/configuration.md is what scripts/configuration.mjs writes', () => {
    const path = join(__dirname, '../../../docs/configuration.md');
    expect(readFileSync(path, 'utf8')).toBe(configurationReference());
  });
});
