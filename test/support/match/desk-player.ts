import type { Page } from 'playwright-core';
import type { Team } from '../../../src/demo/final-2022.js';
import { digitsOf } from './squads.js';
import type { Fact } from './final-facts.js';

const ASKS = new Set([...'gyrspkvtcxeow']);
const OUTCOMES = ['scored', 'missed', 'saved'];

export interface Details {
  readonly kind: string;
  readonly player: string;
  readonly assist?: string;
  readonly reason: string;
}

/** Somebody at a match desk who uses nothing but the keyboard. */
export class DeskPlayer {
  /** Keys that were pressed so far. */
  presses = 0;
  /** When the last one was, by `performance.now`. */
  pressedAt = 0;
  #clock = '';

  constructor(readonly page: Page) {}

  /** Plain keys; a dialog that one asks for is there before the next, as for a person. Resolves when none is open. */
  async keys(...strokes: readonly string[]): Promise<void> {
    let open = false;
    for (const stroke of strokes) {
      this.presses++;
      this.pressedAt = performance.now();
      await this.page.keyboard.press(stroke);
      if (!open && ASKS.has(stroke)) {
        await this.page.locator('[role=dialog]').first().waitFor();
        open = true;
      }
    }
    await this.page.locator('[role=dialog]').waitFor({ state: 'detached' });
  }

  /** A step that is not the usual next one. */
  async otherStep(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Other steps' }).press('Enter');
    await this.page.getByRole('menuitem', { name, exact: true }).press('Enter');
    await this.page.getByRole('menu').waitFor({ state: 'detached' });
  }

  /** Sets the clock, unless it stands there already: says whether. */
  async setClock(clock: string): Promise<boolean> {
    if (clock === this.#clock) return false;
    this.#clock = clock;
    await this.page.keyboard.press('e');
    await this.page.locator('[role=dialog] input:focus').waitFor();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(clock);
    await this.keys('Enter');
    return true;
  }

  async comment(text: string): Promise<void> {
    await this.page.keyboard.press('c');
    await this.page.getByRole('textbox', { name: 'Comment' }).focus();
    await this.page.keyboard.type(text);
    await this.keys('Control+Enter');
  }

  /** Three keys: who scored is said when there is time. */
  goal(team: Team): Promise<void> {
    return this.keys('g', sideKey(team), 'Enter');
  }

  play({ type, data }: Fact): Promise<void> {
    const team = data['team'] as Team;
    const side = sideKey(team);
    const digits = (name: string): readonly string[] => digitsOf(team, data[name] as string);
    switch (type) {
      case 'goal':
        return this.goal(team);
      case 'card':
        return this.keys('y', side, ...digits('player'), 'Enter');
      case 'substitution':
        return this.keys('s', side, ...digits('out'), 'Enter', ...digits('in'), 'Enter');
      case 'shootout_kick': {
        const down = OUTCOMES.slice(0, OUTCOMES.indexOf(data['outcome'] as string)).map(() => 'ArrowDown');
        return this.keys('k', side, ...down, ...digits('player'), 'Enter');
      }
      default:
        throw new Error(`There is no key for ${type}.`);
    }
  }

  /** Says who scored a goal, and how. */
  async correctGoal(seq: number, { kind, player, assist, reason }: Details): Promise<void> {
    const { page } = this;
    await page.locator(`[data-seq="${seq}"]`).getByRole('button').press('Enter');
    await page.getByRole('menuitem', { name: 'Correct' }).press('Enter');
    const dialog = page.getByRole('dialog');
    // The first letter chooses; three keys made it one of open play.
    if (kind !== 'open_play') await dialog.getByLabel('Kind').press(kind.charAt(0));
    const fields = { Player: player, ...(assist === undefined ? {} : { Assist: assist }), Reason: reason };
    for (const [label, text] of Object.entries(fields)) {
      await dialog.getByLabel(label, { exact: true }).focus();
      await page.keyboard.type(text);
      // Closes what is offered.
      await page.keyboard.press('Tab');
    }
    const publish = dialog.getByRole('button', { name: 'Publish the correction' });
    await publish.focus();
    this.pressedAt = performance.now();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
  }
}

function sideKey(team: Team): string {
  return team === 'home' ? 'h' : 'a';
}
