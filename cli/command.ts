import type { Command } from 'commander';
import type { RecordReader } from './adapters/records.ts';
import type { ExitCode } from './failure/exit-code.ts';
import { systemClock } from './follow/clock.ts';
import type { FollowContext } from './follow/follow-run.ts';
import type { Board } from './progress/board.ts';
import { openBoard } from './progress/open-board.ts';
import type { Settings } from './settings/settings.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What a command ends with. */
export interface CommandResult {
  /** Printed as one object under --json, with its `schemaVersion`. */
  readonly json: { readonly schemaVersion: 1; readonly [member: string]: unknown };
  /** Printed otherwise. */
  readonly text: string;
  /** Where to look: URLs and paths. */
  readonly look?: readonly string[];
  /** The next command. */
  readonly next?: string;
  readonly exitCode?: ExitCode;
}

/** What every command gets. */
export interface CommandContext {
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Given by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Turns a handler into a commander action; its result is printed by `runCli`. */
export type Action = <A extends unknown[]>(
  handler: (context: CommandContext, ...parameters: A) => Promise<CommandResult>,
) => (...parameters: A) => Promise<void>;

/** Adds one command, or a group of commands, to the program. */
export type CommandFile = (program: Command, action: Action) => void;

/** Runs something with a board that is always closed, so that an error stands below it. */
export async function withBoard<T>(
  { settings, terminal }: CommandContext,
  planned: readonly string[],
  work: (board: Board) => Promise<T>,
): Promise<T> {
  const board = openBoard(planned, settings, terminal);
  try {
    return await work(board);
  } finally {
    await board.close();
  }
}

export const followContext = (
  { signal }: CommandContext,
  records: RecordReader,
  board: Board,
  limitSeconds: number,
): FollowContext => ({ records, board, clock: systemClock, signal, limitSeconds });
