/** What the server's clock says, judged by the answer that travelled the shortest time: it can be wrong by half of that at most. */
export class ServerClock {
  #offsetMs = 0;
  #travelMs = Number.POSITIVE_INFINITY;

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** @param serverTime ISO 8601, as the answer has it; the others are milliseconds by this machine's clock */
  observe(serverTime: string | undefined, askedAt: number, answeredAt: number): void {
    const server = Date.parse(serverTime ?? '');
    const travelMs = answeredAt - askedAt;
    if (Number.isNaN(server) || travelMs < 0 || travelMs > this.#travelMs) return;
    this.#travelMs = travelMs;
    this.#offsetMs = Math.round(server - (askedAt + answeredAt) / 2);
  }
}
