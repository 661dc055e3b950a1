/** A text in one line of at most so many characters, without control characters: rows and reasons can hold anything. */
export function clip(text: string, length: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
