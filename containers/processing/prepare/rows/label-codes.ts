/** Places of labels' names by the bytes of the values that stand for them. */
export class LabelCodes {
  readonly #names: readonly string[];
  readonly #values: readonly { readonly bytes: Buffer; readonly code: number }[];

  /** `names`: the labels' names, sorted. `labels`: value in the label column to the label's name. */
  constructor(names: readonly string[], labels: Readonly<Record<string, string>>) {
    this.#names = names;
    this.#values = Object.entries(labels).map(([value, name]) => ({
      bytes: Buffer.from(value),
      code: names.indexOf(name),
    }));
  }

  /** Place of a label's name. */
  ofName(name: string): number {
    return this.#names.indexOf(name);
  }

  /** Place of the label that exactly these bytes stand for; -1 when they stand for none as they are. */
  ofBytes(bytes: Buffer, start: number, end: number): number {
    for (const { bytes: value, code } of this.#values) {
      if (value.length === end - start && isSame(value, bytes, start)) return code;
    }
    return -1;
  }
}

function isSame(value: Buffer, bytes: Buffer, start: number): boolean {
  for (let at = 0; at < value.length; at += 1) if (value[at] !== bytes[start + at]) return false;
  return true;
}
