/** Anything but single plain spaces between words: other white space, runs of it, or white space at an end. */
const UNTIDY = /[^\S ]|\s\s|^\s|\s$/u;

/**
 * A text as the platform stores and identifies it: Unicode NFC, runs of white space as one space, trimmed. Case is kept,
 * because it carries meaning for some models ("GREAT") and each candidate folds it by its own cleaning.
 * Idempotent: `normalizeText(normalizeText(t)) === normalizeText(t)`.
 */
export function normalizeText(text: string): string {
  const composed = text.normalize('NFC');
  return UNTIDY.test(composed) ? composed.replace(/\s+/gu, ' ').trim() : composed;
}
