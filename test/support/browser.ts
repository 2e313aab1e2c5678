import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { requireProgram } from './requirements.js';
import { waitFor } from './wait-for.js';

/** Debian's Chromium, as one that runs in a container must be started. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: requireProgram('chromium'),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}

/** What goes wrong in the page from its next address on: its errors, and breaches of its content policy. Grows as they come. */
export async function watchFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.exposeFunction('policyBroken', (fault: string) => faults.push(fault));
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    policyBroken(event.effectiveDirective + ' at ' + event.sourceFile + ':' + event.lineNumber + ':' + event.columnNumber))`);
  return faults;
}

/** What is about to move starts within two frames, and what measures itself has drawn itself by the third. */
const AT_REST = `new Promise((resolve) => {
  const still = () => document.getAnimations().every(({ playState, effect }) =>
    playState !== 'running' || effect?.getComputedTiming().endTime === Infinity);
  const after = (frames) => (frames === 0 ? resolve(still()) : requestAnimationFrame(() => after(frames - 1)));
  after(3);
})`;

const ALL_SENT = `Object.keys(sessionStorage).every((key) => !key.startsWith('touchline.desk.queue.'))`;

/** Waits until every press of the page has its answer: a network that goes away now keeps none of them in doubt. */
export async function pressesSent(page: Page): Promise<void> {
  await waitFor(() => page.evaluate<boolean>(ALL_SENT), { message: 'the presses to be answered' });
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds against WCAG 2.2 AA on the page when it has come to rest, one line each. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  // Half faded in, all contrast is too low.
  await waitFor(() => page.evaluate<boolean>(AT_REST), { message: 'the page to come to rest' });
  // Past the page's content policy, which rightly allows no such script.
  await page.evaluate(axe);
  const violations = await page.evaluate<readonly Violation[]>(`
    axe.run(document, { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) => result.violations)
  `);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
