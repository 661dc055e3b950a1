import type { CommandResult } from './command.ts';
import type { Failure } from './failure/failure.ts';
import { renderFailure } from './failure/render-failure.ts';
import { fit } from './output/fit.ts';
import type { Terminal } from './terminal/terminal.ts';

/** The result on stdout: one object under --json, else text, where to look and the next command. */
export function printResult(result: CommandResult, json: boolean, { stdout, palette }: Terminal): void {
  if (json) {
    stdout.write(`${JSON.stringify(result.json)}\n`);
    return;
  }
  const { text, look = [], next } = result;
  const trail = [
    ...look.map((place) => `${palette.dim('look')}  ${place}`),
    ...(next ? [`${palette.dim('next')}  ${next}`] : []),
  ];
  stdout.write(`${[fit(text.trimEnd(), stdout), ...(trail.length > 0 ? ['', ...trail] : [])].join('\n')}\n`);
}

/** The error object: on stdout under --json, for whoever reads that, else in text on stderr. */
export function printFailure(failure: Failure, json: boolean, { stdout, stderr, sidePalette }: Terminal): void {
  if (json) stdout.write(`${JSON.stringify({ schemaVersion: 1, error: failure })}\n`);
  else stderr.write(fit(renderFailure(failure, sidePalette), stderr));
}
