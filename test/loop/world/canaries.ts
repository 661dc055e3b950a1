/** An address and a secret for each place that a person's text can come in at. */
export class Canaries {
  readonly #placed: string[] = [];

  /** A text with a fresh address and secret. `place` says in a test's failure where what was found came from. */
  at(place: string): string {
    this.#placed.push(place);
    return `zyx.${place}@canary.example sk_live_4Zyx9${place}7dcQ`;
  }

  get places(): readonly string[] {
    return this.#placed;
  }

  /** Places of the canaries in a text. */
  foundIn(text: string): string[] {
    const lower = text.toLowerCase();
    return this.#placed.filter(
      (place) =>
        lower.includes(`zyx.${place}@canary`.toLowerCase()) || lower.includes(`4Zyx9${place}7dcQ`.toLowerCase()),
    );
  }
}
