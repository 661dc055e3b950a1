/** A text in SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Texts as a list in SQL. */
export const listSql = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;
