import { resolve } from 'node:path';
import { z } from 'zod';
import { type ConfigurationFile, configurationFileSchema } from './configuration-file.ts';

/** Flags that every command takes, as commander parsed them: absent when not given. The file has the same ones. */
export const flagsSchema = z.object(configurationFileSchema.shape);
export type Flags = z.infer<typeof flagsSchema>;

export interface Settings {
  /** Name of the deployed environment; `local` is the runtime on this machine. */
  readonly environment: string;
  /** AWS profile; undefined leaves it to the SDK's default chain. */
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** Absolute folder of the local runtime's state. */
  readonly stateDirectory: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly quiet: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as not set, as in a shell script that clears it. */
const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

function switchOf(value: string | undefined): boolean | undefined {
  if (set(value) === undefined) return undefined;
  return value !== '0' && value?.toLowerCase() !== 'false';
}

/** Folders that relative paths start from. */
export interface Folders {
  /** Where the command was called: for what was typed. */
  readonly working: string;
  /** Where `trainyard.json` lies: for what it says, and for the default. */
  readonly root: string;
}

function stateDirectory(flags: Flags, variables: Variables, file: ConfigurationFile, folders: Folders): string {
  const typed = flags.state ?? set(variables.TRAINYARD_STATE);
  return typed === undefined ? resolve(folders.root, file.state ?? '.trainyard') : resolve(folders.working, typed);
}

/** A flag beats the environment variable, which beats the configuration file, which beats the default. */
export function resolveSettings(
  flags: Flags,
  variables: Variables,
  file: ConfigurationFile,
  folders: Folders,
): Settings {
  return {
    environment: flags.env ?? set(variables.TRAINYARD_ENV) ?? file.env ?? 'local',
    profile: flags.profile ?? set(variables.AWS_PROFILE) ?? file.profile,
    region: flags.region ?? set(variables.AWS_REGION) ?? set(variables.AWS_DEFAULT_REGION) ?? file.region,
    stateDirectory: stateDirectory(flags, variables, file, folders),
    json: flags.json ?? switchOf(variables.TRAINYARD_JSON) ?? file.json ?? false,
    yes: flags.yes ?? switchOf(variables.TRAINYARD_YES) ?? file.yes ?? false,
    quiet: flags.quiet ?? switchOf(variables.TRAINYARD_QUIET) ?? file.quiet ?? false,
  };
}
