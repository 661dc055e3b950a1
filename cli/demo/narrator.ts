import type { CommandContext } from '../command.ts';
import { fit } from '../output/fit.ts';
import { duration } from '../output/numbers.ts';

/** Tells on stderr what comes, and shows what each step came to. */
export interface Narrator {
  /** Heads the next step. */
  chapter(title: string, explanation: string): void;
  show(text: string): void;
  elapsed(): string;
}

export function openNarrator({ terminal, settings }: CommandContext): Narrator {
  const { stderr, sidePalette: palette } = terminal;
  const startedAt = performance.now();
  let chapters = 0;
  const write = (text: string): void => {
    if (!settings.quiet) stderr.write(text);
  };
  return {
    chapter: (title, explanation) => {
      chapters += 1;
      write(`\n${palette.bold(`${chapters}. ${title}`)}\n${palette.dim(fit(explanation, stderr))}\n\n`);
    },
    show: (text) => write(`${fit(text, stderr)}\n`),
    elapsed: () => duration(performance.now() - startedAt),
  };
}
