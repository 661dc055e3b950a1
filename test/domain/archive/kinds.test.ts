import { describe, expect, it } from '@jest/globals';
import { packedKind } from '../../../domain/archive/kinds.ts';

describe('the kind of a file by its first bytes', () => {
  it.each([
    ['a ZIP archive or an Excel workbook', Buffer.from('PK\u0003\u0004rest')],
    ['an empty ZIP archive', Buffer.from('PK\u0005\u0006')],
    ['compressed with gzip', Buffer.from([0x1f, 0x8b, 8])],
    ['compressed with xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
    ['compressed with Zstandard', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
    ['a 7-Zip archive', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])],
    ['a tar archive', Buffer.concat([Buffer.from('model.json'), Buffer.alloc(247), Buffer.from('ustar\u000000')])],
  ])('is %s', (kind, head) => {
    expect(packedKind(head)).toBe(kind);
  });

  it.each([
    ['a table', 'text,label\n'],
    ['JSON Lines', '{"text":"a"}\n'],
    ['text that begins like one', 'PK and BZh9 and Rar! are letters,1\n'],
    ['nothing', ''],
  ])('is not said of %s', (_name, text) => {
    expect(packedKind(Buffer.from(text))).toBeUndefined();
  });
});
