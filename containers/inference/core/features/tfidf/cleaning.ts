import type { Cleaning } from '../../../../../domain/workload/cleaning.ts';

/**
 * Cleaning, step by step; `trainyard_training/classic/cleaning.py` does the same to the letter (Unicode 17):
 * 1. `stripHtml`: every `<`, a letter or one of `/!?`, and what follows up to the next `>` without another `<`, becomes
 *    a space; then, in one pass, `&amp; &lt; &gt; &quot; &apos; &nbsp;` and numeric references become their character
 *    (U+FFFD when there is none).
 * 2. `stripUrls`: `http://`, `https://` or `www.` in any case, with all that follows up to a separator, a control
 *    character, a quotation mark or an angle bracket, becomes a space.
 * 3. `asciiFold`: compatibility decomposition (NFKD), then every mark is dropped.
 * 4. `lowercase`: Unicode's lower-case mapping without regard to neighbours or language.
 * 5. Always: the typographic apostrophe U+2019 becomes `'`.
 */
export function createCleaner(cleaning: Cleaning): (text: string) => string {
  const steps = [
    cleaning.stripHtml ? stripHtml : undefined,
    cleaning.stripUrls ? stripUrls : undefined,
    cleaning.asciiFold ? asciiFold : undefined,
    cleaning.lowercase ? lowercase : undefined,
    plainApostrophes,
  ].filter((step) => step !== undefined);
  return (text) => steps.reduce((cleaned, step) => step(cleaned), text);
}

const TAG = /<[A-Za-z/!?][^<>]*>/gu;
const ENTITY = /&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6}));/gu;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function stripHtml(text: string): string {
  const untagged = text.includes('<') ? text.replace(TAG, ' ') : text;
  return untagged.includes('&') ? untagged.replace(ENTITY, decodeEntity) : untagged;
}

function decodeEntity(_entity: string, name?: string, decimal?: string, hexadecimal?: string): string {
  if (name !== undefined) return NAMED[name] ?? '\ufffd';
  const codePoint = decimal === undefined ? Number.parseInt(hexadecimal ?? '0', 16) : Number(decimal);
  const isScalar = codePoint > 0 && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
  return isScalar ? String.fromCodePoint(codePoint) : '\ufffd';
}

const URL = /(?:[hH][tT][tT][pP][sS]?:\/\/|[wW][wW][wW]\.)[^\p{Z}\p{C}<>"]+/gu;

function stripUrls(text: string): string {
  return text.replace(URL, ' ');
}

const MARKS = /\p{M}+/gu;

function asciiFold(text: string): string {
  return isAscii(text) ? text : text.normalize('NFKD').replace(MARKS, '');
}

function lowercase(text: string): string {
  // The final sigma is the one mapping that looks at its neighbours.
  return text.replaceAll('Σ', 'σ').toLowerCase();
}

function plainApostrophes(text: string): string {
  return text.replaceAll('\u2019', "'");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself.
const ASCII = /^[\x00-\x7f]*$/;

function isAscii(text: string): boolean {
  return ASCII.test(text);
}
