/** Attributes that change neither an entry's name nor its size nor its kind. Python's tarfile writes `mtime` to each. */
const HARMLESS =
  /^(mtime|atime|ctime|uid|gid|uname|gname|comment|(SCHILY|LIBARCHIVE)\.(dev|ino|nlink|fflags|xattr\..*|creationtime))$/;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The first reason why an entry's PAX attributes (`<length> <name>=<value>\n`, …) cannot be passed over, or undefined. */
export function attributesProblem(bytes: Uint8Array): string | undefined {
  let at = 0;
  while (at < bytes.length) {
    const head = String.fromCharCode(...bytes.subarray(at, at + 12));
    const digits = /^([1-9][0-9]{0,5}) /.exec(head)?.[1];
    const end = at + Number(digits);
    if (digits === undefined || end > bytes.length || bytes[end - 1] !== 0x0a) return 'has a damaged PAX header';
    const name = nameOf(bytes.subarray(at + digits.length + 1, end - 1));
    if (name === undefined) return 'has a damaged PAX header';
    if (!HARMLESS.test(name)) return `has a PAX header that sets ${JSON.stringify(name.slice(0, 40))}`;
    at = end;
  }
  return undefined;
}

function nameOf(record: Uint8Array): string | undefined {
  const equals = record.indexOf(0x3d);
  if (equals < 1) return undefined;
  try {
    return decoder.decode(record.subarray(0, equals));
  } catch {
    // Not UTF-8, which the caller reports.
    return undefined;
  }
}
