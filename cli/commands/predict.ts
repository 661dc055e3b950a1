import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import type { Prediction, PredictionAnswer } from '../../domain/predict/messages.ts';
import type { CommandFile } from '../command.ts';
import { connect, requireWorkload } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { clip } from '../output/clip.ts';
import { metric } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';
import type { Palette } from '../terminal/palette.ts';

const textsSchema = z.array(z.string()).min(1);

/** One text a line, or a JSON array of texts in a file whose name ends in .json; `-` is stdin. */
async function textsOf(path: string): Promise<string[]> {
  let content: string;
  try {
    content = path === '-' ? await readAll(process.stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw new PlatformError('FILE_NOT_FOUND', `${path} cannot be read.`, { cause: error });
  }
  if (!path.endsWith('.json')) return content.split(/\r?\n/).filter((line) => line.trim() !== '');
  const parsed = textsSchema.safeParse(parseJson(content));
  if (parsed.success) return parsed.data;
  throw new PlatformError('USAGE', `${path} is not a JSON array of texts.`, { next: 'Write ["a text", "another"].' });
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

const labelsOf = ({ label, labels }: Prediction): readonly string[] => (labels === undefined ? [label] : labels);

export function predictionTable(texts: readonly string[], answer: PredictionAnswer, palette: Palette): string {
  const rows = answer.predictions.map((prediction, index) => {
    const labels = labelsOf(prediction);
    return [
      palette.bold(labels.join(', ') || 'none'),
      labels.map((label) => metric(prediction.scores[label] ?? 0)).join(', '),
      clip(texts[index] ?? '', 60),
    ];
  });
  return renderTable([{ title: 'label' }, { title: 'score', align: 'right' }, { title: 'text' }], rows, palette);
}

export const predictCommand: CommandFile = (program, action) => {
  program
    .command('predict')
    .description("Classify texts through the API's URL, with its key")
    .argument('<workload>')
    .argument('[text...]', 'texts, each in quotes')
    .option('--file <path>', 'texts from a file, one a line (or a .json array); - for stdin')
    .action(
      action(async ({ settings, terminal }, workload: string, given: string[], options: { file?: string }) => {
        const texts = [...given, ...(options.file === undefined ? [] : await textsOf(options.file))];
        if (texts.length === 0) {
          throw new PlatformError('USAGE', 'There is no text to classify.', {
            next: `Run \`${commandLine(`predict ${workload} "a text"`, settings.environment)}\`, or name a file with --file.`,
          });
        }
        const connection = await connect(settings);
        requireWorkload(connection, workload);
        const api = await connection.predictionApi();
        const answer = await api.predict(workload, texts);
        return {
          json: { schemaVersion: 1, ...answer },
          text: `${predictionTable(texts, answer, terminal.palette)}\n\npackage ${answer.model.package}, variant ${answer.model.variant}`,
          look: [api.url(workload)],
          next: commandLine('status', connection.environment),
        };
      }),
    );
};
