import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** Where a generated file ends. */
export type FileSize = { readonly rows: number } | { readonly bytes: number };

export interface GeneratedFile {
  readonly rows: number;
  readonly bytes: number;
}

/** Shares of all rows. Every one of these kinds is a row that pandas can tell apart too, so that counts can be compared. */
export const SHARES = {
  duplicate: 0.02,
  /** Same text as an earlier row, another label. */
  conflict: 0.001,
  unknownLabel: 0.003,
  emptyText: 0.002,
  missingLabel: 0.002,
  tooFewColumns: 0.0015,
  tooManyColumns: 0.0015,
} as const;

const WORDS =
  `the a and of to it is was in for that this with as but on not are have be so my i very at all one just like they
  dress size fit color fabric love great wear top small really nice bought look perfect material length quality
  beautiful comfortable soft sweater waist disappointed returned flattering tight loose cheap expensive ordered
  price arrived broken service delivery would recommend never again absolutely wonderful terrible stitching`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Accents, typographic quotes, other scripts, an emoji, and an accent as a character of its own. */
const BEYOND_ASCII = ['café', 'naïve', '“nice”', 'l’été', '– so so', '很好', 'отлично', '👍', 'cafe\u0301'];

const BATCH_BYTES = 1 << 20;
const REMEMBERED = 4_096;

/**
 * Writes a CSV of reviews: columns id, text, label; texts of 20 to 2,000 characters (about 240 on average, log-normal);
 * two in five quoted for a comma, one in twenty-five with doubled quotes, one in fifty over several lines, one in
 * twenty with untidy white space, one in five with characters beyond ASCII. The same seed gives the same bytes.
 */
export async function writeMessyReviews(path: string, size: FileSize, seed = 1): Promise<GeneratedFile> {
  const file = createWriteStream(path, { highWaterMark: 4 * BATCH_BYTES });
  const next = generator(seed);
  const enough = (rows: number, bytes: number): boolean => ('rows' in size ? rows >= size.rows : bytes >= size.bytes);
  let batch = 'id,text,label\n';
  let rows = 0;
  let bytes = 0;
  while (!enough(rows, bytes + batch.length)) {
    batch += next(rows);
    rows += 1;
    if (batch.length < BATCH_BYTES) continue;
    bytes += Buffer.byteLength(batch);
    if (!file.write(batch)) await once(file, 'drain');
    batch = '';
  }
  bytes += Buffer.byteLength(batch);
  file.end(batch);
  await finished(file);
  return { rows, bytes };
}

function generator(seed: number): (row: number) => string {
  const random = mulberry32(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? raise();
  const seen: { text: string; label: string }[] = [];
  const phrases = Array.from({ length: 4_096 }, () =>
    Array.from({ length: 4 + Math.floor(random() * 8) }, () => pick(WORDS)).join(' '),
  );
  const text = (): string => {
    const length = Math.min(2_000, Math.max(20, Math.exp(5.2 + 0.75 * normal(random))));
    let text = '';
    while (text.length < length) text += `${pick(phrases)} `;
    if (random() < 0.2) text += `${pick(BEYOND_ASCII)} `;
    return `${text}${Math.floor(random() * 1e9).toString(36)}`;
  };
  const shaped = (plain: string): string => {
    const chance = random();
    if (chance < 0.34) return plain.replace(' ', ', ');
    if (chance < 0.38) return plain.replace(' the ', ' "the" ');
    if (chance < 0.4) return plain.replace(' ', '\n').replace(' a ', '\n\na ');
    if (chance < 0.45) return ` ${plain.replace(' ', '  ').replace(' a ', '\u00A0a ')} `;
    return plain;
  };
  const good = (): { text: string; label: string } => {
    const one = { text: shaped(text()), label: random() < 0.7 ? '1' : '0' };
    const place = Math.floor(random() * REMEMBERED * 16);
    if (place < REMEMBERED) seen[place] = one;
    return one;
  };
  const old = (): { text: string; label: string } => seen[Math.floor(random() * REMEMBERED)] ?? good();
  const kinds: readonly [number, (id: number) => string][] = [
    [SHARES.duplicate, (id) => line(id, old())],
    [SHARES.conflict, (id) => line(id, flipped(old()))],
    [SHARES.unknownLabel, (id) => line(id, { ...good(), label: '7' })],
    [SHARES.emptyText, (id) => line(id, { text: ' ', label: '1' })],
    [SHARES.missingLabel, (id) => line(id, { ...good(), label: '' })],
    [SHARES.tooFewColumns, (id) => `${id},${pick(phrases)}\n`],
    [SHARES.tooManyColumns, (id) => `${id},${pick(phrases)},1,again\n`],
  ];
  return (row) => {
    let chance = random();
    for (const [share, make] of kinds) {
      if (chance < share) return make(row);
      chance -= share;
    }
    return line(row, good());
  };
}

const flipped = ({ text, label }: { text: string; label: string }) => ({ text, label: label === '1' ? '0' : '1' });
const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (id: number, { text, label }: { text: string; label: string }): string =>
  `${id},${quoted(text)},${label}\n`;

function raise(): never {
  throw new RangeError('nothing to pick from');
}

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Uniform numbers in [0, 1) (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
