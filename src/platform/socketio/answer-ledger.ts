interface Answer {
  /** Where it ends among all that was handed to the connection. */
  readonly end: number;
  readonly bytes: number;
}

/** How much of what a connection has not sent yet are answers. What is handed over leaves in its order. */
export class AnswerLedger {
  readonly #answers: Answer[] = [];
  #handed = 0;
  #pending = 0;

  /** Messages that nobody asked for just now. */
  hand(bytes: number): void {
    this.#handed += bytes;
  }

  answer(bytes: number): void {
    this.#handed += bytes;
    this.#pending += bytes;
    this.#answers.push({ end: this.#handed, bytes });
  }

  /** Bytes of the answers that stand among the last `unsent` bytes, also in part. */
  pending(unsent: number): number {
    while (this.#answers[0] && this.#answers[0].end <= this.#handed - unsent) {
      this.#pending -= (this.#answers.shift() as Answer).bytes;
    }
    return this.#pending;
  }
}
