import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As servers take it. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateRequest {
  /** As a subject alternative name: `DNS:scores.example`, `IP:127.0.0.1`. */
  readonly host: string;
  readonly expired?: boolean;
}

/** Makes certificates, good and bad ones, by openssl in a temporary folder. */
export class CertificateAuthority {
  readonly #folder: string;
  readonly #name: string;
  #count = 0;

  constructor(folder: string, name = 'authority') {
    this.#folder = join(folder, name);
    this.#name = name;
    mkdirSync(this.#folder);
    this.#openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', this.#path('ca.key')], {
      out: 'ca.pem',
      subject: name,
    });
    writeFileSync(this.#path('index'), '');
    writeFileSync(this.#path('serial'), '01\n');
    writeFileSync(
      this.#path('ca.conf'),
      `[ca]\ndefault_ca=own\n[own]\ndatabase=${this.#path('index')}\nserial=${this.#path('serial')}\nnew_certs_dir=${this.#folder}\n` +
        'default_md=sha256\npolicy=any\ncopy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n',
    );
  }

  /** Its own certificate. */
  get file(): string {
    return this.#path('ca.pem');
  }

  /** Signed by this authority. */
  issue({ host, expired = false }: CertificateRequest): Certificate {
    const [key, request, certificate] = this.#names('key', 'csr', 'pem');
    this.#openssl(['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', this.#path(key)], {
      out: request,
      subject: 'receiver',
      host,
    });
    const [from, to] = expired
      ? ['20200101000000Z', '20210101000000Z']
      : ['20200101000000Z', '20990101000000Z'];
    execFileSync(
      'openssl',
      [
        ...['ca', '-batch', '-notext', '-config', this.#path('ca.conf'), '-cert', this.file],
        ...['-keyfile', this.#path('ca.key'), '-startdate', from, '-enddate', to],
        ...['-in', this.#path(request), '-out', this.#path(certificate)],
      ],
      { stdio: 'ignore' },
    );
    return this.#read(key, certificate);
  }

  /** Signed by nobody else. */
  selfSigned({ host }: CertificateRequest): Certificate {
    const [key, certificate] = this.#names('key', 'pem');
    this.#openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', this.#path(key)], {
      out: certificate,
      subject: 'receiver',
      host,
    });
    return this.#read(key, certificate);
  }

  /** Signed by an authority that nobody knows. */
  stranger(request: CertificateRequest): Certificate {
    return new CertificateAuthority(this.#folder, `${this.#name}-${++this.#count}`).issue(request);
  }

  #openssl(
    args: readonly string[],
    { out, subject, host }: { readonly out: string; readonly subject: string; readonly host?: string },
  ): void {
    const extensions = host === undefined ? [] : ['-addext', `subjectAltName=${host}`];
    execFileSync('openssl', [...args, '-subj', `/CN=${subject}`, '-out', this.#path(out), ...extensions], {
      stdio: 'ignore',
    });
  }

  #names<Suffixes extends readonly string[]>(...suffixes: Suffixes): { [Index in keyof Suffixes]: string } {
    const number = ++this.#count;
    return suffixes.map((suffix) => `${number}.${suffix}`) as { [Index in keyof Suffixes]: string };
  }

  #read(key: string, certificate: string): Certificate {
    return {
      key: readFileSync(this.#path(key), 'utf8'),
      cert: readFileSync(this.#path(certificate), 'utf8'),
    };
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
