// `npm run audit`: asks npm's registry for known holes in what the product runs on, and fails on a high or critical one. Where the
// registry does not answer, or knows no such question, it says loudly that nothing was checked, and ends well: work goes on offline.
// `--deadline-ms N`: how long the answer may take (60,000).
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root, say } from './lib.mjs';

const { values } = parseArgs({ options: { 'deadline-ms': { type: 'string', default: '60000' } } });
const deadlineMs = Number(values['deadline-ms']);

const report = await ask();
const holes = report && severe(report);
if (!holes) {
  say(
    '\u001b[1;33mSKIPPED: the audit of the dependencies. The registry did not answer it; run `npm run audit` where it does.\u001b[0m',
  );
} else if (holes.length === 0) {
  say('No dependency of the product has a known hole of severity high or critical.');
} else {
  say('Known holes in what the product runs on. Update them, or what depends on them:');
  for (const hole of holes) say(`  ${hole}`);
  process.exitCode = 1;
}

/** What npm says, as JSON; undefined when it got no answer in time. */
function ask() {
  const flags = [
    '--omit=dev',
    '--audit-level=high',
    '--json',
    '--fetch-retries=0',
    `--fetch-timeout=${deadlineMs}`,
  ];
  const child = spawn('npm', ['audit', ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    // A group of its own, to be ended with all that npm started.
    detached: true,
  });
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  const timer = setTimeout(end, deadlineMs);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(parsed(output));
    });
  });
}

/** An audit bears counts; what has none is the error of a registry, or half an answer. */
function parsed(output) {
  try {
    const report = JSON.parse(output);
    return report.metadata?.vulnerabilities === undefined ? undefined : report;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function severe({ vulnerabilities = {} }) {
  return Object.values(vulnerabilities)
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ name, severity, range, via }) => {
      const why = via.map((cause) =>
        typeof cause === 'string' ? `by ${cause}` : `${cause.title} ${cause.url}`,
      );
      return `${name} ${range} (${severity}): ${why.join('; ')}`;
    });
}
