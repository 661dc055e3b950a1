/** One entry of a tar archive that is made by hand, header field by header field. */
export interface RawEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly flag?: string;
  readonly linkname?: string;
  /** What the header says of the size, where that is not the truth. */
  readonly size?: number | Buffer;
  readonly magic?: string;
}

const BLOCK = 512;

export function entry({
  name,
  content = '',
  flag = '0',
  linkname = '',
  size,
  magic = 'ustar\u000000',
}: RawEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  Buffer.from(name).copy(header, 0);
  header.write('0000644\0', 100);
  const said = size ?? body.length;
  if (typeof said === 'number') header.write(`${said.toString(8).padStart(11, '0')}\0`, 124);
  else said.copy(header, 124);
  header.write('00000000000\0', 136);
  header.write(flag, 156);
  header.write(linkname, 157);
  header.write(magic, 257, 'latin1');
  header.fill(' ', 148, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

export const END = Buffer.alloc(2 * BLOCK);

export const tarOf = (...entries: readonly RawEntry[]): Buffer => Buffer.concat([...entries.map(entry), END]);

/** A PAX record, whose length counts itself. */
export function paxRecord(name: string, value: string): string {
  const rest = ` ${name}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes;
  while (length !== bytes + String(length).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}
