export type Parsed =
  | { readonly kind: 'fields'; readonly fields: readonly string[] }
  /** A quoted field is not closed yet. */
  | { readonly kind: 'open' }
  | { readonly kind: 'malformed'; readonly detail: string };

/**
 * Fields of one record by RFC 4180. A quote inside an unquoted field is kept as it is; a quoted field must be followed
 * by the delimiter or the end. A quoted field beyond the first `limit` ones is malformed.
 */
export function parseFields(text: string, delimiter: string, limit = Number.POSITIVE_INFINITY): Parsed {
  if (!text.includes('"')) return { kind: 'fields', fields: text.split(delimiter) };
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at);
      if (end < 0) return { kind: 'fields', fields: [...fields, text.slice(at)] };
      fields.push(text.slice(at, end));
      at = end + 1;
      continue;
    }
    const quoted = quotedField(text, at + 1);
    if (quoted === undefined) return { kind: 'open' };
    fields.push(quoted.value);
    if (fields.length > limit) return { kind: 'malformed', detail: `more than ${limit} columns` };
    if (quoted.end === text.length) return { kind: 'fields', fields };
    if (text[quoted.end] !== delimiter) {
      return { kind: 'malformed', detail: `a quoted field goes on after its closing quote (column ${fields.length})` };
    }
    at = quoted.end + 1;
  }
}

/** The value from after an opening quote, and the position after its closing quote. */
function quotedField(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}
