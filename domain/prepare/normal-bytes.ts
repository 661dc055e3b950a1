/**
 * True when a text is its own normal form for sure, from its UTF-8 alone: characters that Unicode neither composes nor
 * reorders nor counts as white space. The text has no ASCII white space but single spaces between words. False means:
 * look closer with `normalizeText`.
 *
 * The characters are ASCII; U+0080 to U+02FF but the no-break space; Greek and Cyrillic letters; typographic dashes,
 * quotes and dots; currency signs; the unified ideographs; U+1F000 to U+1FFFF, where emoji lie.
 */
export function isSurelyNormal(utf8: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const lead = utf8[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const next = utf8[at + 1] ?? 0;
    if (lead < 0xe0) {
      if (!isNormalPair(lead, next)) return false;
      at += 2;
    } else if (lead < 0xf0) {
      if (!isNormalTriple(lead, next, utf8[at + 2] ?? 0)) return false;
      at += 3;
    } else {
      if (lead !== 0xf0 || next !== 0x9f) return false;
      at += 4;
    }
  }
  return true;
}

function isNormalPair(lead: number, next: number): boolean {
  // U+00A0 is white space.
  if (lead <= 0xcb) return lead !== 0xc2 || next !== 0xa0;
  // U+0391 to U+03CE, and U+0400 to U+047F.
  if (lead === 0xce) return next >= 0x91;
  if (lead === 0xcf) return next <= 0x8e;
  return lead === 0xd0 || lead === 0xd1;
}

function isNormalTriple(lead: number, next: number, last: number): boolean {
  // U+2010 to U+2027, and U+20A0 to U+20BF.
  if (lead === 0xe2) return (next === 0x80 && last >= 0x90 && last <= 0xa7) || (next === 0x82 && last >= 0xa0);
  // U+4E00 to U+9FFF.
  return (lead === 0xe4 && next >= 0xb8) || (lead >= 0xe5 && lead <= 0xe9);
}
