import { Config } from './config.js';
import type { SecretStore } from './secret-store.js';

/** The configuration of this process. Throws a ConfigError. */
export function loadConfig(secrets: SecretStore): Config {
  return Config.load(process.env, secrets);
}
