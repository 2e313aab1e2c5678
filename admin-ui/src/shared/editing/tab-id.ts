import { randomId } from '../random-id.js';

const KEPT = 'touchline.tab';

/** Never settles: whoever holds the lock holds it as long as the page lives. */
const FOR_GOOD = new Promise<void>(() => undefined);

/** False: another page that lives has this id, as after a tab was duplicated. Where browsers can't tell, it is taken to be ours. */
function claim(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    // Only there in secure contexts.
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return resolve(true);
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      resolve(lock !== null);
      return lock ? FOR_GOOD : undefined;
    };
    locks.request(`${KEPT}.${id}`, { ifAvailable: true }, hold).catch(() => resolve(true));
  });
}

async function choose(): Promise<string> {
  const kept = sessionStorage.getItem(KEPT);
  if (kept !== null && (await claim(kept))) return kept;
  const id = randomId();
  await claim(id);
  sessionStorage.setItem(KEPT, id);
  return id;
}

let chosen: Promise<string> | undefined;

/** By what the server knows this tab: the same after a reload, another in each tab. */
export function tabId(): Promise<string> {
  return (chosen ??= choose());
}
