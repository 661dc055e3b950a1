export const BLOCK_BYTES = 512;

/** A header that is what POSIX.1-1988 (ustar) says. GNU's variant of it is read too, its extensions are not. */
export interface TarHeader {
  readonly type: 'file' | 'directory' | 'attributes';
  /** As it stands there; not checked yet. */
  readonly name: string;
  readonly bytes: number;
}

/** What one is, when it is nothing that a model has. */
const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a FIFO',
  '7': 'a contiguous file',
  g: 'a global PAX header',
  K: 'a GNU long link name',
  L: 'a GNU long name',
  M: 'a GNU multi-volume part',
  S: 'a sparse file',
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads one block, or says why it is none: what the block says of the entry is taken literally, or not at all. */
export function readTarHeader(block: Uint8Array): TarHeader | { readonly refused: string } {
  const sum = octal(block.subarray(148, 156));
  if (sum === undefined || sum !== checksum(block)) return { refused: 'is damaged: a header has a wrong checksum' };
  const magic = latin(block.subarray(257, 265));
  const isGnu = magic === 'ustar  \0';
  if (!isGnu && magic !== 'ustar\u000000') return { refused: 'has a header of a format that is not ustar' };
  const base = text(block.subarray(0, 100));
  // The star format, which some programs write, has time stamps where a longer prefix would be.
  const prefix = isGnu ? '' : text(block.subarray(345, block[475] === 0 ? 475 : 500));
  if (base === undefined || prefix === undefined) return { refused: 'has a name with odd bytes' };
  const name = prefix === '' ? base : `${prefix}/${base}`;
  const bytes = octal(block.subarray(124, 136));
  if (bytes === undefined) return { refused: `has an entry whose size is no plain number: ${shown(name)}` };
  const flag = String.fromCharCode(block[156] ?? 0);
  switch (flag) {
    case '0':
    case '\0':
      return { type: 'file', name, bytes };
    case '5':
      return bytes === 0
        ? { type: 'directory', name, bytes }
        : { refused: `has a directory with content: ${shown(name)}` };
    case 'x':
      return { type: 'attributes', name, bytes };
    default:
      return { refused: `has ${REFUSED[flag] ?? 'an entry of an unknown type'}: ${shown(name)}` };
  }
}

/** A name as a message may show it. */
export const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

/** The text of a field, which ends at the first NUL. Undefined when it is not UTF-8, or when something follows the NUL. */
function text(field: Uint8Array): string | undefined {
  const nul = field.indexOf(0);
  const end = nul < 0 ? field.length : nul;
  if (field.subarray(end).some((byte) => byte !== 0)) return undefined;
  try {
    return decoder.decode(field.subarray(0, end));
  } catch {
    // Not UTF-8, which the caller reports.
    return undefined;
  }
}

/** An octal number as every tar writes it; undefined for GNU's binary numbers and everything else. */
function octal(field: Uint8Array): number | undefined {
  const digits = /^ *([0-7]{1,12})[ \0]*$/.exec(latin(field))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function checksum(block: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
  return sum;
}
