import { stripVTControlCharacters } from 'node:util';
import type { OutputStream } from '../terminal/palette.ts';

const width = (text: string): number => [...stripVTControlCharacters(text)].length;

/** What stands before the prose of a line: its indentation, the mark of a list, the name of an error's member or its code. */
const LEAD = /^ *(?:· |why +|[A-Z_]{4,} {2})?/;

/** Two spaces between words part the columns of a table. */
const isTable = (prose: string): boolean => /\S {2,}\S/.test(prose);

function fitLine(line: string, columns: number): string {
  if (width(line) <= columns) return line;
  const plain = stripVTControlCharacters(line);
  const lead = LEAD.exec(plain)?.[0] ?? '';
  if (isTable(plain.slice(lead.length))) return line;
  const hang = ' '.repeat(/^[A-Z]/.test(lead) ? 2 : lead.length);
  const [first = '', ...rest] = line.split(/(?<=\S)( +)/);
  const lines = [first];
  for (let index = 0; index < rest.length; index += 2) {
    const [gap = '', word = ''] = rest.slice(index, index + 2);
    const current = lines.at(-1) ?? '';
    // A word that fits on no line, such as an address, stays where it is.
    const isLong = hang.length + width(word) > columns;
    if (isLong || width(current) + gap.length + width(word) <= columns)
      lines[lines.length - 1] = `${current}${gap}${word}`;
    else lines.push(`${hang}${word}`);
  }
  return lines.join('\n');
}

/**
 * Breaks prose that is wider than the terminal between words. The rows of a table stay as they are. What is no
 * terminal has no width.
 */
export function fit(text: string, { isTTY, columns = 0 }: OutputStream): string {
  if (isTTY !== true || columns < 40) return text;
  return text
    .split('\n')
    .map((line) => fitLine(line, columns))
    .join('\n');
}
