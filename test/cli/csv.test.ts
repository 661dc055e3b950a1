import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvCell, csvOf } from '../../cli/output/csv.ts';

describe('an export for spreadsheets', () => {
  it.each([
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['+1+1', `"'+1+1"`],
    ['-2+3', `"'-2+3"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    ['＝1', `"'＝1"`],
  ])('neutralizes %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('leaves other cells as they are, in quotes', () => {
    expect(csvOf(['a', 'b'], [['plain, with "quotes"', '1 = 1']])).toBe(
      '"a","b"\r\n"plain, with ""quotes""","1 = 1"\r\n',
    );
  });

  it('gives every text back but for the apostrophe, and never begins a cell with a formula', () => {
    const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", 'a') });

    fc.assert(
      fc.property(text, (value) => {
        const inner = csvCell(value).slice(1, -1);

        expect(inner).toMatch(/^(?![=+\-@\t\r\n])/);
        expect(inner.replaceAll('""', '"').endsWith(value)).toBe(true);
        expect(inner.replaceAll('""', '').includes('"')).toBe(false);
      }),
    );
  });
});
