import { en } from '../../shared/i18n/en.js';
import { translator } from '../../shared/i18n/translate.js';
import type { Webhook } from './api/webhook.js';
import { changeOf, draftOf, faultsOf, settingsOf, type WebhookDraft } from './webhook-draft.js';
import { stateOf } from './webhook-state.js';

const t = translator(en, 'en');
const webhook: Webhook = {
  id: 'wh_1',
  url: 'https://example.com/hook',
  feeds: ['football.*'],
  types: ['goal', 'card'],
  status: 'active',
  owner: 'user:1',
  createdAt: '2026-06-11T18:00:00.000Z',
  updatedAt: '2026-06-11T18:00:00.000Z',
};
const draft: WebhookDraft = draftOf(webhook);

describe('a webhook that is typed', () => {
  it('is sent as it was typed', () => {
    expect(settingsOf({ url: ' https://example.com/hook ', feeds: 'a.*, b', types: '' })).toEqual({
      url: 'https://example.com/hook',
      feeds: ['a.*', 'b'],
    });
  });

  it('is objected to at the field', () => {
    expect(faultsOf(draft, t)).toEqual({});
    for (const url of ['', 'https://', 'example.com', 'ftp://example.com/x'])
      expect(Object.keys(faultsOf({ ...draft, url }, t))).toEqual(['url']);
    expect(Object.keys(faultsOf({ ...draft, feeds: ' \n' }, t))).toEqual(['feeds']);
    expect(Object.keys(faultsOf({ ...draft, feeds: 'foot/ball' }, t))).toEqual(['feeds']);
  });

  it('sends only what was changed, so that an older page does not undo what others did', () => {
    expect(changeOf(draft, webhook)).toEqual({});
    expect(changeOf({ ...draft, types: '' }, webhook)).toEqual({ types: null });
    expect(changeOf({ ...draft, feeds: 'football.*\nquote.*' }, webhook)).toEqual({
      feeds: ['football.*', 'quote.*'],
    });
  });
});

it('tells a webhook that fails from one that is paused', () => {
  expect(stateOf(webhook)).toBe('delivering');
  expect(stateOf({ ...webhook, failingSince: webhook.createdAt })).toBe('failing');
  expect(stateOf({ ...webhook, status: 'paused', failingSince: webhook.createdAt })).toBe('paused');
});
