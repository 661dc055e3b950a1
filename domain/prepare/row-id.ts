import { hash } from 'node:crypto';
import { sha256 } from '../hash.ts';

/** 128 bits: a collision among a billion texts is less likely than a broken disk. */
const ROW_ID_LENGTH = 32;

/** Identity of a row: 32 hexadecimal characters of the SHA-256 of its normalized text. The label is not part of it. */
export function rowIdOf(normalizedText: string): string {
  return sha256(normalizedText).slice(0, ROW_ID_LENGTH);
}

/** The same identity from the text's UTF-8: a character of Latin-1 for each byte of the digest, of which the first 16 are the id. */
export function rowDigestOf(utf8: Uint8Array): string {
  return hash('sha256', utf8, 'binary');
}
