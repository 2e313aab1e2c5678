import { isIP } from 'node:net';
import { z } from 'zod';

/** Readers of one variable's text. Every message is the remedy: what to set instead. */

export function whole(min: number, max: number, unit = ''): z.ZodType<number, string> {
  const remedy = `Set a whole number${unit && ` of ${unit}`} from ${min} to ${max}.`;
  return z
    .string()
    .regex(/^\d{1,15}$/, remedy)
    .transform(Number)
    .refine((value) => value >= min && value <= max, remedy);
}

export function oneOf<const T extends readonly [string, ...string[]]>(
  values: T,
): z.ZodType<T[number], string> {
  const remedy = `Set one of ${values.join(', ')}.`;
  return z
    .string()
    .refine((text): text is T[number] => values.includes(text), remedy)
    .transform((text) => text as T[number]);
}

export function matching(pattern: RegExp, remedy: string): z.ZodType<string, string> {
  return z.string().regex(pattern, remedy);
}

export function secretOf(minLength: number): z.ZodType<string, string> {
  const remedy = `Set at least ${minLength} random characters, for example from \`openssl rand -hex 32\`.`;
  return z.string().min(minLength, remedy);
}

export function urlOf(protocols: readonly string[], example: string): z.ZodType<string, string> {
  const remedy = `Set a URL such as ${example}.`;
  return z.string().refine((text) => {
    const url = parsed(text);
    return url !== undefined && protocols.includes(url.protocol) && url.hostname !== '';
  }, remedy);
}

/** One URL or several, comma-separated; kept as the text that it is. */
export function urlsOf(protocols: readonly string[], example: string): z.ZodType<string, string> {
  const remedy = `Set a URL such as ${example}.`;
  const one = urlOf(protocols, example);
  return z
    .string()
    .refine((text) => text.split(',').every((url) => one.safeParse(url.trim()).success), remedy);
}

export function origins(): z.ZodType<readonly string[], string> {
  return listOf(
    (origin) => {
      const url = parsed(origin);
      return url !== undefined && url.origin === origin && /^https?:$/.test(url.protocol);
    },
    (origin) =>
      `"${origin}" is no origin. Set a comma-separated list such as https://example.org,https://admin.example.org: scheme, host and port, no path.`,
  );
}

/** Proxies whose X-Forwarded-For is believed: a number of hops, or their addresses and networks. */
export function proxies(): z.ZodType<number | readonly string[], string> {
  const hops = z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number);
  const networks = listOf(
    isNetwork,
    (item) =>
      `"${item}" is no address. Set the number of proxies in front (1), or a comma-separated list of their addresses and networks (10.0.0.0/8,fd00::/8).`,
  );
  return z.string().transform((text, context): number | readonly string[] => {
    const result = hops.safeParse(text);
    if (result.success) return result.data;
    const list = networks.safeParse(text);
    if (list.success) return list.data;
    for (const issue of list.error.issues) context.addIssue({ code: 'custom', message: issue.message });
    return z.NEVER;
  });
}

/** Addresses that are opened: none, the usual private ones, or those of a list. */
export function networks(): z.ZodType<'on' | 'off' | readonly string[], string> {
  const list = listOf(
    isNetwork,
    (item) =>
      `"${item}" is no network. Set on, off, or a comma-separated list of addresses and networks (10.0.0.0/8,fd00::/8).`,
  );
  return z.string().transform((text, context): 'on' | 'off' | readonly string[] => {
    if (text === 'on' || text === 'off') return text;
    const result = list.safeParse(text);
    if (result.success) return result.data;
    for (const issue of result.error.issues) context.addIssue({ code: 'custom', message: issue.message });
    return z.NEVER;
  });
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function listOf(
  fits: (item: string) => boolean,
  remedy: (item: string) => string,
): z.ZodType<readonly string[], string> {
  return z.string().transform((text, context) => {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    for (const item of items) {
      if (!fits(item)) context.addIssue({ code: 'custom', message: remedy(item) });
    }
    return items;
  });
}
