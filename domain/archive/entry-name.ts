const MOST_CHARACTERS = 255;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ODD = /[\u0000-\u001f\u007f\\:*?"<>|\ufffd]|[\p{Cf}\p{Co}\p{Cn}]/u;

/** A path inside the archive's own folder, `.` for the folder itself, or why it is none. A leading `./` is dropped. */
export function entryPath(
  name: string,
  type: 'file' | 'directory',
): { readonly path: string } | { readonly refused: string } {
  if (name.startsWith('/')) return { refused: 'has an absolute path' };
  const path = (type === 'directory' ? name.replace(/\/$/, '') : name).replace(/^(\.\/)+/, '');
  if (type === 'directory' && (path === '.' || (path === '' && name.startsWith('.')))) return { path: '.' };
  if (path.length > MOST_CHARACTERS) return { refused: 'has a name that is too long' };
  if (ODD.test(path)) return { refused: 'has a name with odd characters' };
  const parts = path.split('/');
  if (parts.includes('..')) return { refused: 'has a path that leaves its folder' };
  if (parts.some((part) => part === '' || part === '.' || /[. ]$/.test(part))) return { refused: 'has an odd path' };
  return { path };
}

/** The same for names that a file system may take for one another: upper and lower case, composed and not. */
export const sameName = (path: string): string => path.normalize('NFKC').toLowerCase();
