import { createHash } from 'node:crypto';

/** SHA-256 of UTF-8 text or bytes, as 64 lower-case hexadecimal characters. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** JSON with the keys of every object sorted, so that equal values give equal text. `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  );
}

/** The first `length` hexadecimal characters of the SHA-256 of the value's canonical JSON. */
export function fingerprint(value: unknown, length = 12): string {
  return sha256(canonicalJson(value)).slice(0, length);
}
