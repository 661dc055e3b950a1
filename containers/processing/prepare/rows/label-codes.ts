import { codeOf, labelOfCode, placesIn } from '../../../../domain/labels/label-set.ts';
import type { Task } from '../../../../domain/labels/task.ts';
import { type LedgerRules, taskOfRules } from './ledger-rules.ts';

/** Labels of rows as one number (`domain/labels`), and the names and values that stand for them. */
export class LabelCodes {
  readonly #names: readonly string[];
  readonly #task: Task;
  readonly #values: readonly { readonly bytes: Buffer; readonly code: number }[];
  readonly #places = new Map<number, readonly number[]>();

  constructor(rules: LedgerRules) {
    this.#names = rules.names;
    this.#task = taskOfRules(rules);
    this.#values = Object.entries(rules.labels).map(([value, name]) => ({
      bytes: Buffer.from(value),
      code: this.of(name),
    }));
  }

  /** Number of a label's name, or of a set in its stored form. */
  of(label: string): number {
    return codeOf(this.#task, label, this.#names) ?? -1;
  }

  /** Number of the one label that exactly these bytes stand for; -1 when they stand for none as they are. */
  ofBytes(bytes: Buffer, start: number, end: number): number {
    for (const { bytes: value, code } of this.#values) {
      if (value.length === end - start && isSame(value, bytes, start)) return code;
    }
    return -1;
  }

  /** What `of` was given. */
  label(code: number): string {
    return labelOfCode(this.#task, code, this.#names);
  }

  /** Places of its labels' names. */
  places(code: number): readonly number[] {
    const known = this.#places.get(code);
    if (known !== undefined) return known;
    const places = placesIn(this.#task, code);
    this.#places.set(code, places);
    return places;
  }
}

function isSame(value: Buffer, bytes: Buffer, start: number): boolean {
  for (let at = 0; at < value.length; at += 1) if (value[at] !== bytes[start + at]) return false;
  return true;
}
