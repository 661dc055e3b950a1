import type { QuarantineReason } from './manifest.ts';
import { normalizeText } from './normalize.ts';

/** A row's two values as a reader found them; `undefined` or null when the row has no such value. */
export interface RawValues {
  readonly text: unknown;
  readonly label: unknown;
}

export interface RowRules {
  /** Value in the label column to the label's name. */
  readonly labels: Readonly<Record<string, string>>;
  /** Longest normalized text in UTF-16 code units. */
  readonly maxTextLength: number;
}

export type RowVerdict =
  | { readonly ok: true; readonly text: string; readonly label: string }
  | { readonly ok: false; readonly reason: QuarantineReason; readonly detail: string };

const refuse = (reason: QuarantineReason, detail: string): RowVerdict => ({ ok: false, reason, detail });

/** The name that the label map gives to a value, or undefined. */
export function labelOf(value: string, labels: RowRules['labels']): string | undefined {
  return Object.hasOwn(labels, value) ? labels[value] : undefined;
}

/** The label column's value as the text that the label map is keyed by, or undefined when it is not a plain value. */
function labelValue(label: unknown): string | undefined {
  if (typeof label === 'string') return label.trim();
  return typeof label === 'number' || typeof label === 'boolean' || typeof label === 'bigint'
    ? String(label)
    : undefined;
}

/** Checks one row and normalizes its text and label. */
export function validateRow(values: RawValues, rules: RowRules): RowVerdict {
  const { text, label } = values;
  if (text === undefined || text === null) return refuse('TEXT_MISSING', 'the row has no text');
  if (typeof text !== 'string') return refuse('MALFORMED_ROW', `the text is a ${typeof text}, not a string`);
  if (text.includes('\0')) return refuse('NUL_BYTE', 'the text contains a NUL character');
  if (!text.isWellFormed()) return refuse('INVALID_UTF8', 'the text contains half of a surrogate pair');
  const normalized = normalizeText(text);
  if (normalized === '') return refuse('TEXT_EMPTY', 'the text is empty or white space');
  if (normalized.length > rules.maxTextLength) {
    return refuse('TEXT_TOO_LONG', `the text has ${normalized.length} characters; the limit is ${rules.maxTextLength}`);
  }
  if (label === undefined || label === null) return refuse('LABEL_MISSING', 'the row has no label');
  const value = labelValue(label);
  if (value === undefined) return refuse('MALFORMED_ROW', 'the label is neither a string nor a number');
  if (value === '') return refuse('LABEL_MISSING', 'the label is empty');
  const name = labelOf(value, rules.labels);
  if (name === undefined) {
    const known = Object.keys(rules.labels).join(', ');
    return refuse('LABEL_UNKNOWN', `the label "${value.slice(0, 60)}" is not one of: ${known.slice(0, 300)}`);
  }
  return { ok: true, text: normalized, label: name };
}
