/** How many letters have to be put in, left out or changed to make one text of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Those of the known texts that are most like one that is not known; at most `count`. */
export const nearest = (text: string, known: readonly string[], count = 3): string[] =>
  known
    .map((one) => ({ one, far: distance(text, one) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ one }) => one);
