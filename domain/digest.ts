import { z } from 'zod';

/** A SHA-256 as text. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal characters');
