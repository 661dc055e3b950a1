import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkHeader, headerBytes, LENGTH_BYTES } from '../../../domain/base/safetensors.ts';

const encode = (content: unknown): Uint8Array =>
  new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));

function lengthField(length: bigint): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

const check = (content: unknown, dataBytes: number) => (): void => {
  const header = encode(content);
  checkHeader(header, LENGTH_BYTES + header.length + dataBytes);
};

const tensor = (from: number, to: number, more: object = {}) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to],
  ...more,
});

describe('the header of a safetensors file', () => {
  it('is taken when its tensors fill the file, in whatever order they are listed', () => {
    const tensors = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 }).chain((counts) => {
      let end = 0;
      const ends = counts.map((count) => (end += 4 * count));
      const entries = ends.map((end, at): [string, object] => [`t${at}`, tensor(ends[at - 1] ?? 0, end)]);
      return fc.tuple(fc.constant(ends.at(-1) ?? 0), fc.shuffledSubarray(entries, { minLength: entries.length }));
    });
    fc.assert(
      fc.property(tensors, ([bytes, entries]) => {
        const header = { __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) };

        expect(check(header, bytes)).not.toThrow();
        expect(check(header, bytes + 1)).toThrow('are there');
      }),
    );
  });

  it.each([
    ['is not JSON', '{"a": ', 8, 'not JSON'],
    ['is a list', [1], 8, 'no object'],
    ['has no tensor', { __metadata__: {} }, 0, 'no tensor'],
    ['has a type that the format does not know', { a: tensor(0, 8, { dtype: 'F31' }) }, 8, 'wrong about the tensor a'],
    ['has a shape of another size', { a: tensor(0, 8, { shape: [3] }) }, 8, 'another size than its shape'],
    ['leaves a gap', { a: tensor(0, 8), b: tensor(12, 16) }, 16, 'overlap or leave gaps'],
    ['overlaps', { a: tensor(0, 8), b: tensor(4, 12) }, 12, 'overlap or leave gaps'],
    ['is of a file that was cut off', { a: tensor(0, 8) }, 4, 'take 8 bytes and 4 are there'],
  ])('is refused when it %s', (_why, header, dataBytes, message) => {
    expect(check(header, dataBytes)).toThrow(message);
  });

  it('is as long as the first eight bytes say, within the file and the format', () => {
    expect(headerBytes(lengthField(16n), 1000)).toBe(16);
    expect(() => headerBytes(lengthField(16n).subarray(0, 4), 4)).toThrow('shorter than its own length field');
    expect(() => headerBytes(lengthField(993n), 1000)).toThrow('ends within its header');
    expect(() => headerBytes(lengthField(1n << 62n), 1000)).toThrow('over 100 MB');
  });
});
