import { type PGlite } from '@electric-sql/pglite';
import { ProtocolGuard } from './protocol-guard.js';

const message = (type: string): Uint8Array => new Uint8Array([type.charCodeAt(0), 0, 0, 0, 4]);
type OnRawData = (bytes: Uint8Array) => void;

/** Answers each message with its type; breaks on `!`, and is silent once `mute`. */
class FakeDatabase {
  readonly served: string[] = [];
  mute = false;
  #last: Promise<unknown> = Promise.resolve();

  runExclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async execProtocolRawStream(bytes: Uint8Array, options: { onRawData: OnRawData }): Promise<void> {
    await Promise.resolve();
    const type = String.fromCharCode(bytes[0] ?? 0);
    if (type === '!') throw new Error('unreachable executed');
    this.served.push(bytes.length > 5 ? 'probe' : type);
    if (!this.mute) options.onRawData(bytes);
  }
}

describe('the guard of the embedded protocol', () => {
  let database: FakeDatabase;
  let guard: ProtocolGuard;
  let broken: string[];
  beforeEach(() => {
    database = new FakeDatabase();
    broken = [];
    guard = new ProtocolGuard(database as unknown as PGlite, (reason) => broken.push(reason));
  });
  const serve = (type: string, onRawData: OnRawData = () => undefined): Promise<void> =>
    guard.runExclusive(() => guard.execProtocolRawStream(message(type), { onRawData }));

  it('tells at once of a throw, behind which the socket server answers nobody', async () => {
    await serve('Q');
    await expect(serve('!')).rejects.toThrow('unreachable executed');
    expect(broken).toEqual(['unreachable executed']);
  });

  it('probes only between the pipelines of clients, whose unnamed statement it would drop', async () => {
    const probes: Promise<void>[] = [];
    for (const type of ['P', 'B', 'D', 'E', 'S']) {
      await serve(type);
      probes.push(guard.probe());
    }
    await Promise.all(probes);
    expect(database.served.slice(0, 6)).toEqual(['P', 'B', 'D', 'E', 'S', 'probe']);
    expect(guard.messages).toBe(5);
  });

  it('keeps the answer to a probe from the client that was served last', async () => {
    const answers: Uint8Array[] = [];
    await serve('Q', (bytes) => answers.push(bytes));
    await guard.probe();
    expect(answers).toHaveLength(1);
    expect(database.served).toEqual(['Q', 'probe']);
  });

  it('takes silence for a fault', async () => {
    database.mute = true;
    await expect(guard.probe()).rejects.toThrow('PostgreSQL gave no answer');
  });
});
