import { auditQuery, idPath, pageQuery } from '../../core/protocol/access.js';
import * as example from '../examples.js';
import { json, NO_BODY, type Answer, type Operation } from '../operation.js';

const session = (description: string): Readonly<Record<number, Answer>> => ({
  200: { description, headers: ['Set-Cookie'], content: json('Identity', { editor: example.identity }) },
});

const signingIn: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/auth/login',
    id: 'login',
    tag: 'People',
    summary: 'Sign in',
    description: '401 for whatever is wrong.',
    need: 'unchecked',
    body: json('Login', { ada: { email: 'ada@example.com', password: 'correct horse battery staple' } }),
    answers: session('Who you are, and the cookie of a new session.'),
    problems: ['unauthenticated', 'rate_limited'],
  },
  {
    method: 'post',
    path: '/api/v1/auth/logout',
    id: 'logout',
    tag: 'People',
    summary: 'Sign out',
    description: 'Also without a session that still stands.',
    need: 'unchecked',
    ...NO_BODY,
    answers: { 204: { description: 'The session is gone, and so is its cookie.', headers: ['Set-Cookie'] } },
  },
  {
    method: 'post',
    path: '/api/v1/auth/logout-everywhere',
    id: 'logoutEverywhere',
    tag: 'People',
    summary: 'Sign out everywhere',
    description: 'All your sessions end, this one too, and so do your tokens, sockets and streams.',
    need: 'person',
    ...NO_BODY,
    answers: { 204: { description: 'No session is left.', headers: ['Set-Cookie'] } },
  },
  {
    method: 'get',
    path: '/api/v1/auth/me',
    id: 'whoAmI',
    tag: 'People',
    summary: 'Who asks, and what they may do',
    description: 'Of keys and tokens too.',
    need: 'anyone',
    answers: { 200: { description: 'You.', content: json('Identity', { editor: example.identity }) } },
  },
  {
    method: 'post',
    path: '/api/v1/auth/password',
    id: 'changePassword',
    tag: 'People',
    summary: 'Change your password',
    description: 'All other sessions and your tokens end.',
    need: 'person',
    body: json('PasswordChange', {
      change: { currentPassword: 'correct horse battery staple', newPassword: 'wrong horse power supply' },
    }),
    answers: session('Who you are, and the cookie of a new session.'),
  },
];

const users: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/users',
    id: 'createUser',
    tag: 'People',
    summary: 'Add a user',
    need: 'admin',
    body: json('NewUser', { editor: example.newUser }),
    answers: {
      201: {
        description: 'The user.',
        headers: ['Location'],
        content: json('User', { editor: example.user }),
      },
    },
    problems: ['conflict'],
  },
  {
    method: 'get',
    path: '/api/v1/users',
    id: 'listUsers',
    tag: 'People',
    summary: 'List users',
    need: 'admin',
    query: pageQuery,
    answers: {
      200: { description: 'A page.', content: json('UserList', { page: { items: [example.user] } }) },
    },
  },
  {
    method: 'get',
    path: '/api/v1/users/{id}',
    id: 'getUser',
    tag: 'People',
    summary: 'Read a user',
    need: 'admin',
    pathParts: idPath,
    answers: { 200: { description: 'The user.', content: json('User', { editor: example.user }) } },
    problems: ['not_found'],
  },
  {
    method: 'patch',
    path: '/api/v1/users/{id}',
    id: 'changeUser',
    tag: 'People',
    summary: 'Change a user',
    description:
      "Whatever changes rights or the password ends the user's sessions and tokens. The last administrator stays (409).",
    need: 'admin',
    pathParts: idPath,
    body: json('UserChange', { disable: { disabled: true }, everywhere: { feeds: null } }),
    answers: { 200: { description: 'The user.', content: json('User', { editor: example.user }) } },
    problems: ['not_found', 'conflict'],
  },
  {
    method: 'post',
    path: '/api/v1/users/{id}/sign-out',
    id: 'signUserOut',
    tag: 'People',
    summary: 'Sign a user out everywhere',
    description:
      'Their sessions, tokens, sockets and streams end on every node within 2 s. They may sign in again.',
    need: 'admin',
    pathParts: idPath,
    ...NO_BODY,
    answers: { 204: { description: 'No session is left.' } },
    problems: ['not_found'],
  },
  {
    method: 'get',
    path: '/api/v1/audit',
    id: 'listAudit',
    tag: 'People',
    summary: 'Search the audit',
    description: 'Newest first. `from` is inclusive, `to` exclusive; `action=event` finds `event.amend` too.',
    need: 'admin',
    query: auditQuery,
    answers: {
      200: { description: 'A page.', content: json('AuditList', { page: { items: [example.auditEntry] } }) },
    },
  },
];

const programs: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/api-keys',
    id: 'createApiKey',
    tag: 'Programs',
    summary: 'Make an API key',
    description: 'Nobody grants more than they have.',
    need: 'admin',
    body: json('NewApiKey', { publisher: example.newApiKey }),
    answers: {
      201: {
        description: 'The key, shown only here.',
        content: json('CreatedApiKey', { key: example.createdApiKey }),
      },
    },
  },
  {
    method: 'get',
    path: '/api/v1/api-keys',
    id: 'listApiKeys',
    tag: 'Programs',
    summary: 'List API keys',
    need: 'admin',
    query: pageQuery,
    answers: {
      200: { description: 'A page.', content: json('ApiKeyList', { page: { items: [example.apiKey] } }) },
    },
  },
  {
    method: 'post',
    path: '/api/v1/api-keys/{id}/rotate',
    id: 'rotateApiKey',
    tag: 'Programs',
    summary: 'Give an API key a new secret',
    description:
      'Id, scopes, patterns and limits stay. The old key is valid for `graceSeconds` more, at most a week; without them it ends now. Its tokens, sockets and streams end with it, on every node within 2 s. One more rotation within the grace ends the oldest key at once.',
    need: 'admin',
    pathParts: idPath,
    body: json('KeyRotation', { leaked: {}, planned: { graceSeconds: 3600 } }),
    bodyOptional: true,
    answers: {
      200: {
        description: 'The key with its new secret, shown only here.',
        content: json('CreatedApiKey', { key: example.rotatedApiKey }),
      },
    },
    problems: ['not_found', 'conflict'],
  },
  {
    method: 'delete',
    path: '/api/v1/api-keys/{id}',
    id: 'revokeApiKey',
    tag: 'Programs',
    summary: 'Revoke an API key',
    description: 'Its tokens, sockets and streams end on every node within 2 s.',
    need: 'admin',
    pathParts: idPath,
    ...NO_BODY,
    answers: { 204: { description: 'It is revoked.' } },
    problems: ['not_found'],
  },
  {
    method: 'post',
    path: '/api/v1/tokens',
    id: 'mintToken',
    tag: 'Programs',
    summary: 'Mint a token for a spectator',
    description:
      'It sees the matching feeds live, and can do nothing else. It lasts no longer than the key that mints it.',
    need: 'tokens:mint',
    body: json('NewToken', {
      hour: { feeds: ['football.*'], expiresInSeconds: 3600, subject: 'subscriber-41' },
    }),
    answers: {
      201: {
        description: 'The token.',
        content: json('MintedToken', {
          token: { token: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln', expiresAt: '2026-06-10T19:00:00.000Z' },
        }),
      },
    },
  },
];

export const ACCESS_OPERATIONS: readonly Operation[] = [...signingIn, ...users, ...programs];
