import { hardeningContract } from '../hardening/attacks/hardening.contract.js';
import { clusterTarget } from '../hardening/attacks/target.js';
import { describeWith } from '../support/requirements.js';

describeWith(['postgres', 'redis-server', 'nginx'], 'attacks on a cluster behind NGINX', () => {
  hardeningContract(clusterTarget);
});
