import { AllowedMethods } from './allowed-methods.js';

describe('the methods of a path', () => {
  const allowed = new AllowedMethods();
  allowed.add('GET', '/feeds/:id');
  allowed.add(['PATCH', 'DELETE'], '/feeds/:id');
  allowed.add('POST', '/feeds/:id/holds/:holdId/publish');
  allowed.add('GET', '/feeds/special');
  allowed.add('POST', '/feeds/special');
  allowed.add('GET', '/*');
  allowed.add('GET', '/');

  it.each([
    ['/feeds/a', 'DELETE, GET, PATCH'],
    ['/feeds/a%2Fb', 'DELETE, GET, PATCH'],
    ['/feeds/a/', 'DELETE, GET, PATCH'],
    ['/feeds/a/holds/1/publish', 'POST'],
    ['/feeds/special', 'DELETE, GET, PATCH, POST'],
    ['/', 'GET'],
    ['/feeds', ''],
    ['/feeds/', ''],
    ['/feeds/a/b', ''],
    ['/elsewhere', ''],
  ])('at %s are %s', (path, methods) => {
    expect(allowed.at(path).join(', ')).toBe(methods);
  });
});
