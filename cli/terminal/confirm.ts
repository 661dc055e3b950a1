import { createInterface } from 'node:readline/promises';
import { PlatformError } from '../../domain/errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks before something that cannot be undone. Without a terminal it never waits: it fails and names the flag.
 * Throws `USAGE` when nobody can be asked, `INTERRUPTED` when the answer is no.
 */
export async function confirm(question: string, settings: Settings, terminal: Terminal): Promise<void> {
  if (settings.yes) return;
  if (!terminal.canAsk || settings.json) {
    throw new PlatformError('USAGE', 'This needs a confirmation, and there is no terminal to ask on.', {
      next: 'Add --yes to confirm.',
      details: { why: question },
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    lines.close();
  }
  throw new PlatformError('INTERRUPTED', 'Nothing was changed.', {
    next: 'Run the command again and answer y, or add --yes.',
    details: { why: 'The question was not answered with yes.' },
  });
}
