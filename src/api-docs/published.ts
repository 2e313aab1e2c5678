import { createHash } from 'node:crypto';
import { programVersion } from '../platform/config/version.js';
import { etagOf } from '../platform/http/etag.js';
import { asyncApi } from './asyncapi.js';
import { openApi } from './openapi.js';
import { renderPage } from './page/page.js';
import { STYLE } from './page/style.js';

/** What is sent, as it is sent. */
export interface Published {
  readonly body: Buffer;
  readonly etag: string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_UTF8 = 'application/json; charset=utf-8';

/** The page has one style, named by its digest, and nothing else: no script, no frame, nothing from elsewhere. */
const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'same-origin',
};

function published(text: string, type: string, headers?: Readonly<Record<string, string>>): Published {
  return { body: Buffer.from(text), etag: etagOf(text), type, ...(headers ? { headers } : {}) };
}

/** The documents of the interface: made once, when somebody first asks, and kept as bytes. */
export class PublishedDocs {
  readonly #version = programVersion();
  readonly #made = new Map<string, Published>();

  get openApi(): Published {
    return this.#once('openapi', () => published(JSON.stringify(openApi(this.#version)), JSON_UTF8));
  }

  get asyncApi(): Published {
    return this.#once('asyncapi', () => published(JSON.stringify(asyncApi(this.#version)), JSON_UTF8));
  }

  get page(): Published {
    return this.#once('page', () => {
      const html = renderPage(openApi(this.#version), asyncApi(this.#version));
      return published(html, 'text/html; charset=utf-8', PAGE_HEADERS);
    });
  }

  #once(name: string, make: () => Published): Published {
    let document = this.#made.get(name);
    if (!document) this.#made.set(name, (document = make()));
    return document;
  }
}
