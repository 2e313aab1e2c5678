import { IncomingMessage } from 'node:http';

/** Where Socket.IO listens; nothing else here speaks another protocol than HTTP. */
const SOCKETS = '/socket.io/';
const OFFERED = Symbol('offered');

/**
 * A request that is an upgrade only when it asks for a WebSocket where sockets are served. Node hands over every connection whose
 * request offers an upgrade as soon as anyone listens for upgrades, and whoever listens destroys what is not theirs; but an offer
 * (curl's `h2c`, a proxy's) may be ignored, and then the request is an ordinary one, with its body and the connection kept.
 * Node's parser sets `upgrade` before the request line is known and asks for it when it decides.
 */
export class UpgradableRequest extends IncomingMessage {
  declare private [OFFERED]: boolean | null;

  get upgrade(): boolean | null {
    return this[OFFERED] && (this.method === 'CONNECT' || this.#asksForSocket());
  }

  set upgrade(offered: boolean | null) {
    this[OFFERED] = offered;
  }

  #asksForSocket(): boolean {
    return (
      this.method === 'GET' &&
      this.url?.startsWith(SOCKETS) === true &&
      this.headers.upgrade?.trim().toLowerCase() === 'websocket'
    );
  }
}
