import { describe, expect, it } from '@jest/globals';
import { fit } from '../../cli/output/fit.ts';
import { openTerminal } from '../../cli/terminal/terminal.ts';

const terminal = (columns: number) => ({ isTTY: true, columns, write: () => undefined });

describe('text on a terminal', () => {
  it('is broken between words, under the text of its list', () => {
    const text = '  · one rule that was not met, with what it measured\nshort';
    expect(fit(text, terminal(40))).toBe('  · one rule that was not met, with what\n    it measured\nshort');
  });

  it('is broken under what an error says', () => {
    const text = 'RUN_UNKNOWN  There is no run of this id in it.\n  why   No run of this id is recorded there.';
    expect(fit(text, terminal(40))).toBe(
      'RUN_UNKNOWN  There is no run of this id\n  in it.\n  why   No run of this id is recorded\n        there.',
    );
  });

  it('leaves the columns of a table where they are', () => {
    const row = 'upload        status     received                bytes  run';
    expect(fit(row, terminal(40))).toBe(row);
  });

  it('leaves an address that fits on no line where it is', () => {
    const line = `POST http://127.0.0.1:4566/${'a'.repeat(40)}`;
    expect(fit(line, terminal(40))).toBe(line);
  });

  it('counts no colours', () => {
    const text = `\u001b[31m${'x'.repeat(38)}\u001b[39m y`;
    expect(fit(text, terminal(40))).toBe(text);
  });

  it('stays as it is where there is no terminal', () => {
    const text = 'word '.repeat(40);
    expect(fit(text, { write: () => undefined })).toBe(text);
  });

  it('is not redrawn on a terminal that does not know its width', () => {
    const streams = (columns: number) => ({ stdin: {}, stdout: terminal(columns), stderr: terminal(columns) });
    expect(openTerminal(streams(0), {}).isLive).toBe(false);
    expect(openTerminal(streams(80), {}).isLive).toBe(true);
  });
});
