import { z } from 'zod';
import { PlatformError } from '../errors.ts';

/** Bytes of the length that a file begins with. */
export const LENGTH_BYTES = 8;

/** The format's own limit. */
const MOST_HEADER_BYTES = 100_000_000;

const DTYPE_BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E4M3: 8,
  F8_E5M2: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
};

const tensorSchema = z.strictObject({
  dtype: z.string().refine((name) => name in DTYPE_BITS, 'is no type of the format'),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.record(z.string(), z.unknown());

/**
 * Bytes of a safetensors file's header, from its first eight bytes. Throws `BASE_INVALID`.
 * Format: https://github.com/huggingface/safetensors#format
 */
export function headerBytes(start: Uint8Array, fileBytes: number): number {
  if (start.length < LENGTH_BYTES) throw broken('it is shorter than its own length field');
  const length = new DataView(start.buffer, start.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MOST_HEADER_BYTES)) throw broken('its header says that it is over 100 MB');
  if (LENGTH_BYTES + Number(length) > fileBytes) throw broken('it ends within its header');
  return Number(length);
}

/** Checks that the tensors of a header lie one behind the other and fill the rest of the file. Throws `BASE_INVALID`. */
export function checkHeader(header: Uint8Array, fileBytes: number): void {
  const spans = Object.entries(readHeader(header))
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => spanOf(name, entry))
    // A tensor without elements begins where it ends.
    .sort(([a, aEnd], [b, bEnd]) => a - b || aEnd - bEnd);
  if (spans.length === 0) throw broken('it has no tensor');
  let end = 0;
  for (const [from, to] of spans) {
    if (from !== end) throw broken('its tensors overlap or leave gaps');
    end = to;
  }
  const there = fileBytes - LENGTH_BYTES - header.length;
  if (end !== there) throw broken(`its tensors take ${end} bytes and ${there} are there`);
}

function readHeader(header: Uint8Array): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
  } catch {
    throw broken('its header is not JSON');
  }
  const parsed = headerSchema.safeParse(content);
  if (!parsed.success) throw broken('its header is no object');
  return parsed.data;
}

function spanOf(name: string, entry: unknown): [number, number] {
  const parsed = tensorSchema.safeParse(entry);
  if (!parsed.success) throw broken(`its header is wrong about the tensor ${name}`);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  const bits = shape.reduce((product, side) => product * side, DTYPE_BITS[dtype] ?? 0);
  if (offsets[1] - offsets[0] !== bits / 8) throw broken(`the tensor ${name} has another size than its shape`);
  return offsets;
}

const broken = (why: string): PlatformError =>
  new PlatformError('BASE_INVALID', `The weights are no whole safetensors file: ${why}.`, {
    next: 'Fetch the base again from its source.',
  });
