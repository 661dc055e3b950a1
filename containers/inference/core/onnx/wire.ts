/** A field of a protobuf message: a number (wire types 0, 1 and 5) or bytes (2). Groups are not read. */
export type WireField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'fixed' }
  | { readonly number: number; readonly kind: 'bytes'; readonly value: Uint8Array };

/** Bytes that are no protobuf message. */
export class WireError extends Error {}

/** The fields of a message in their order; `value` is a view, nothing is copied. Throws WireError. */
export function* readFields(message: Uint8Array): Generator<WireField> {
  let at = 0;
  while (at < message.length) {
    const tag = readVarint(message, at);
    at = tag.end;
    const number = Number(tag.value >> 3n);
    if (number < 1 || number > 2 ** 29 - 1) throw new WireError('has a field without a proper number');
    switch (Number(tag.value & 7n)) {
      case 0: {
        const { value, end } = readVarint(message, at);
        at = end;
        yield { number, kind: 'varint', value };
        break;
      }
      case 1:
      case 5: {
        at += (tag.value & 7n) === 1n ? 8 : 4;
        if (at > message.length) throw new WireError('ends within a field');
        yield { number, kind: 'fixed' };
        break;
      }
      case 2: {
        const { value, end } = readVarint(message, at);
        if (value > BigInt(message.length - end)) throw new WireError('ends within a field');
        at = end + Number(value);
        yield { number, kind: 'bytes', value: message.subarray(end, at) };
        break;
      }
      default:
        throw new WireError('has a field of an unknown kind');
    }
  }
}

/** The numbers of a packed list. Throws WireError. */
export function* readPacked(list: Uint8Array): Generator<bigint> {
  let at = 0;
  while (at < list.length) {
    const { value, end } = readVarint(list, at);
    at = end;
    yield value;
  }
}

function readVarint(bytes: Uint8Array, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let at = start; at < start + 10; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) throw new WireError('ends within a number');
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw new WireError('has a number of more than 64 bits');
}
