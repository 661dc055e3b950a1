import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';

/** `trainyard.json` beside `package.json`: the team's defaults for the CLI's flags. */
export const configurationFileSchema = z.strictObject({
  env: z.string().optional(),
  profile: z.string().optional(),
  region: z.string().optional(),
  /** Folder of the local runtime's state, relative to the repository. */
  state: z.string().optional(),
  json: z.boolean().optional(),
  yes: z.boolean().optional(),
  quiet: z.boolean().optional(),
});
export type ConfigurationFile = z.infer<typeof configurationFileSchema>;

export const CONFIGURATION_FILE = 'trainyard.json';

/** Reads the file; none is an empty one. Throws `CONFIG_INVALID` with every problem's path. */
export function readConfigurationFile(directory: string): ConfigurationFile {
  const path = join(directory, CONFIGURATION_FILE);
  if (!existsSync(path)) return {};
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new PlatformError('CONFIG_INVALID', `${path} cannot be read.`, {
      next: 'Make the file readable, or remove it.',
      cause: error,
    });
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new PlatformError('CONFIG_INVALID', `${path} is not JSON.`, { next: 'Mend the file.', cause: error });
  }
  const parsed = configurationFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: member, message }) => `${member.join('.') || '(file)'}: ${message}`,
  );
  throw new PlatformError('CONFIG_INVALID', `${path}: ${problems.join('; ')}.`, {
    next: `Keep to the members ${Object.keys(configurationFileSchema.shape).join(', ')}.`,
    details: { problems },
  });
}
