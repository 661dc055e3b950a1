import type { Settings } from '../settings/settings.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Board, silentBoard } from './board.ts';
import { LineBoard } from './line-board.ts';
import { LiveBoard } from './live-board.ts';

/** The board that suits the place: redrawn lines on a terminal, one line a change elsewhere, none under --quiet. */
export function openBoard(planned: readonly string[], settings: Settings, terminal: Terminal): Board {
  if (settings.quiet) return silentBoard;
  if (terminal.isLive) return new LiveBoard(planned, terminal.sidePalette);
  return new LineBoard({ stream: terminal.stderr, palette: terminal.sidePalette });
}
