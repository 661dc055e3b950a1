interface Kind {
  readonly name: string;
  readonly at: number;
  readonly magic: readonly number[];
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

const KINDS: readonly Kind[] = [
  { name: 'a ZIP archive or an Excel workbook', at: 0, magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'an empty ZIP archive', at: 0, magic: [0x50, 0x4b, 0x05, 0x06] },
  { name: 'a part of a ZIP archive', at: 0, magic: [0x50, 0x4b, 0x07, 0x08] },
  { name: 'an old Excel workbook or Word document', at: 0, magic: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { name: 'compressed with gzip', at: 0, magic: [0x1f, 0x8b] },
  { name: 'compressed with bzip2', at: 0, magic: [...ascii('BZh'), 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59] },
  { name: 'compressed with xz', at: 0, magic: [0xfd, ...ascii('7zXZ'), 0x00] },
  { name: 'compressed with Zstandard', at: 0, magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'compressed with LZ4', at: 0, magic: [0x04, 0x22, 0x4d, 0x18] },
  { name: 'a 7-Zip archive', at: 0, magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: 'a RAR archive', at: 0, magic: [...ascii('Rar!'), 0x1a, 0x07] },
  { name: 'a tar archive', at: 257, magic: ascii('ustar') },
];

/** Bytes from the beginning of a file that `packedKind` has to see. */
export const KIND_BYTES = 262;

/** What a file is when it is an archive or compressed: `a tar archive`. Undefined for every other file. */
export const packedKind = (head: Uint8Array): string | undefined =>
  KINDS.find(({ at, magic }) => magic.every((byte, index) => head[at + index] === byte))?.name;
