import { writeFile } from 'node:fs/promises';
import { PlatformError } from '../../domain/errors.ts';

/** Writes the text of a CSV file for spreadsheets. Throws `FILE_NOT_FOUND` where it cannot be written. */
export async function writeCsv(path: string, csv: string): Promise<void> {
  // A byte order mark makes spreadsheets read UTF-8.
  await writeFile(path, `\uFEFF${csv}`).catch((cause: unknown) => {
    throw new PlatformError('FILE_NOT_FOUND', `${path} cannot be written.`, { next: 'Name another file.', cause });
  });
}
