import { canonicalLabels } from '../labels/label-set.ts';
import { separatorOf } from '../workload/label-rules.ts';
import type { WorkloadConfig } from '../workload/schema.ts';
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
  /** What stands between the labels of a text; undefined where each text has one label. */
  readonly separator?: string | undefined;
  /** Longest normalized text in UTF-16 code units. */
  readonly maxTextLength: number;
}

/** A workload's rules for its rows. */
export const rowRules = (config: WorkloadConfig): RowRules => ({
  labels: config.labels,
  separator: separatorOf(config),
  maxTextLength: config.maxTextLength,
});

export type RowVerdict =
  /** `label`: its name; where texts have any number of them, the set in its stored form. */
  { readonly ok: true; readonly text: string; readonly label: string } | Refusal;

interface Refusal {
  readonly ok: false;
  readonly reason: QuarantineReason;
  readonly detail: string;
}

type LabelVerdict = { readonly ok: true; readonly label: string } | Refusal;

const refuse = (reason: QuarantineReason, detail: string): Refusal => ({ ok: false, reason, detail });

/** The name that the label map gives to a value, or undefined. */
function labelOf(value: string, labels: RowRules['labels']): string | undefined {
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
  const verdict = validateLabel(label, rules);
  return verdict.ok ? { ok: true, text: normalized, label: verdict.label } : verdict;
}

/** Checks what stands in the label column. */
export function validateLabel(label: unknown, rules: RowRules): LabelVerdict {
  if (label === undefined || label === null) return refuse('LABEL_MISSING', 'the row has no label');
  const { separator } = rules;
  if (separator === undefined || !Array.isArray(label)) {
    const value = labelValue(label);
    if (value === undefined) return refuse('MALFORMED_ROW', 'the label is neither a string nor a number');
    if (separator !== undefined) return validateSet(value.split(separator), rules);
    if (value === '') return refuse('LABEL_MISSING', 'the label is empty');
    const name = labelOf(value, rules.labels);
    return name === undefined ? unknownLabel(value, rules) : { ok: true, label: name };
  }
  const values = label.map(labelValue);
  if (!values.every((value) => value !== undefined)) {
    return refuse('MALFORMED_ROW', 'one of the labels is neither a string nor a number');
  }
  return validateSet(values, rules);
}

/** No value at all says that the text has none of the labels. */
function validateSet(values: readonly string[], rules: RowRules): LabelVerdict {
  const names: string[] = [];
  for (const value of values.map((one) => one.trim()).filter((one) => one !== '')) {
    const name = labelOf(value, rules.labels);
    if (name === undefined) return unknownLabel(value, rules);
    names.push(name);
  }
  return { ok: true, label: canonicalLabels(names) };
}

function unknownLabel(value: string, { labels }: RowRules): Refusal {
  const known = Object.keys(labels).join(', ');
  return refuse('LABEL_UNKNOWN', `the label "${value.slice(0, 60)}" is not one of: ${known.slice(0, 300)}`);
}
