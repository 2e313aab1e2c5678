import { Api } from './api.js';

/** Answers by path; a promise holds the answer back. */
function serve(answers: Readonly<Record<string, () => Promise<number> | number>>): void {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const path = String(input).replace('/api/v1', '');
    const status = (await answers[path]?.()) ?? 404;
    return new Response(status === 204 ? null : '{}', { status });
  });
}

describe('a session that is said to have ended', () => {
  afterEach(() => jest.restoreAllMocks());

  const watched = () => {
    const api = new Api();
    const ended = jest.fn();
    api.onUnauthenticated = ended;
    return { api, ended };
  };

  it('has, when the server knows nobody any more', async () => {
    serve({ '/auth/me': () => 401 });
    const { api, ended } = watched();
    await api.checkSession();
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('has not, when another took its place, or nobody can be asked', async () => {
    const { api, ended } = watched();
    for (const status of [200, 503]) {
      serve({ '/auth/me': () => status });
      await api.checkSession();
    }
    expect(ended).not.toHaveBeenCalled();
  });

  it('is asked about only when the change of the password is through', async () => {
    let answer: (status: number) => void = () => undefined;
    const change = new Promise<number>((resolve) => {
      answer = resolve;
    });
    let renewed = false;
    serve({ '/auth/password': () => change, '/auth/me': () => (renewed ? 200 : 401) });
    const { api, ended } = watched();
    const changing = api.renewSession(() => api.call('/auth/password', { method: 'POST', body: {} }));
    const checking = api.checkSession();
    renewed = true;
    answer(200);
    await Promise.all([changing, checking]);
    expect(ended).not.toHaveBeenCalled();
  });
});
