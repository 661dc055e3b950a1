/**
 * What spreadsheets take for the beginning of a formula, wide forms included.
 * Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/** A cell that a spreadsheet shows as text: in quotes, and behind an apostrophe when it would be calculated. */
export const csvCell = (value: string): string => `"${FORMULA.test(value) ? "'" : ''}${value.replaceAll('"', '""')}"`;

/** A table as CSV for spreadsheets (RFC 4180), with formulas neutralized. For reading only: it is not what was stored. */
export const csvOf = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
