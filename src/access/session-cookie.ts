/** The cookie of signed-in people. Over TLS its name begins with `__Host-`, so that no neighbouring host can set it. */

const SESSION_COOKIE = 'touchline_session';
const SECURE_COOKIE = `__Host-${SESSION_COOKIE}`;
const VALUE = /^[A-Za-z0-9_-]{20,256}$/;

/** The session of a `Cookie` header. Undefined when there is none; '' when it is not one of ours, or sent twice. */
export function sessionOf(header: string | undefined, secure: boolean): string | undefined {
  if (header === undefined) return undefined;
  const name = secure ? SECURE_COOKIE : SESSION_COOKIE;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  if (value === undefined) return undefined;
  return values.length === 1 && VALUE.test(value) ? value : '';
}

/** The `Set-Cookie` of a session; without one it removes the cookie. */
export function cookieFor(
  secure: boolean,
  session?: { readonly token: string; readonly seconds: number },
): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const name = secure ? SECURE_COOKIE : SESSION_COOKIE;
  return session === undefined
    ? `${name}=; Max-Age=0; ${attributes}`
    : `${name}=${session.token}; Max-Age=${session.seconds}; ${attributes}`;
}
