const compiled = new Map<string, RegExp>();

/** A service model's pattern (Java's dialect) as a JavaScript expression that must match the whole value. */
export function wholeMatch(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const made = compile(pattern);
  compiled.set(pattern, made);
  return made;
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return new RegExp(`^(?:${translate(pattern)})$`, 'u');
  }
}

/** Java allows an escape before any character that is no letter, a quantified anchor, and POSIX classes. */
function translate(pattern: string): string {
  return pattern
    .replaceAll('\\p{Alnum}', 'a-zA-Z0-9')
    .replace(/\$\{\d+,\d+\}/g, '$')
    .replace(/\\([_ ])/g, '$1')
    .replace(/\\-(?![^[]*\])/g, '-');
}
