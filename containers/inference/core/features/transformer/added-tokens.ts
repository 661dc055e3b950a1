import { strip } from './normalization.ts';
import type { AddedToken } from './tokenizer-file.ts';

/** A part of a text: a token of its own by its id, or text that is still to be tokenized. */
export type Part = number | string;

const escaped = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Finds tokens that are not taken apart, such as `[SEP]`: of those that begin at a place, the longest. */
export function createFinder(tokens: readonly AddedToken[]): (text: string) => readonly Part[] {
  if (tokens.length === 0) return (text) => [text];
  const byContent = new Map(tokens.map((one) => [one.content, one]));
  const longestFirst = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(longestFirst.map(escaped).join('|'), 'gu');
  return (text) => {
    const parts: Part[] = [];
    let from = 0;
    let strips = false;
    const push = (piece: string, stripsRight: boolean): void => {
      const kept = strip(piece, { strip_left: strips, strip_right: stripsRight });
      if (kept !== '') parts.push(kept);
    };
    for (const match of text.matchAll(any)) {
      const found = byContent.get(match[0]);
      if (found === undefined) continue;
      push(text.slice(from, match.index), found.lstrip);
      parts.push(found.id);
      from = match.index + match[0].length;
      strips = found.rstrip;
    }
    push(text.slice(from), false);
    return parts;
  };
}
