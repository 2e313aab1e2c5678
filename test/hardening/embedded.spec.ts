import { hardeningContract } from './attacks/hardening.contract.js';
import { embeddedTarget } from './attacks/target.js';

describe('attacks on one process with the embedded database', () => {
  hardeningContract(embeddedTarget);
});
