import { PlatformError } from '../errors.ts';
import type { Plan } from '../lease/plan.ts';
import type { Candidate } from '../workload/candidate.ts';
import type { Source } from '../workload/deployed.ts';
import type { Algorithm } from './algorithm.ts';
import { type Channel, fileChannel } from './channel.ts';

type Script = Extract<Candidate, { family: 'script' }>;

/**
 * Unpacks the sources beside the channels and becomes the script, so that signals reach it. One line of at most 256
 * characters, as SageMaker takes an argument. `extractall` makes plain files and folders only, and none outside.
 */
const BOOTSTRAP = [
  'import glob,os,sys,zipfile',
  "b=os.environ.get('SAGEMAKER_BASE_DIR','/opt/ml')",
  "c=b+'/code'",
  "zipfile.ZipFile(glob.glob(b+'/input/data/code/*.zip')[0]).extractall(c)",
  'os.chdir(c)',
  'os.execv(sys.executable,[sys.executable,*sys.argv[1:]])',
].join(';');

/** How the image is started in place of its own entry point. */
export const scriptStart = ({
  entryPoint,
}: Pick<Script, 'entryPoint'>): Required<Pick<Algorithm, 'ContainerEntrypoint' | 'ContainerArguments'>> => ({
  ContainerEntrypoint: ['python3', '-c', BOOTSTRAP],
  ContainerArguments: [entryPoint],
});

/** The sources as a channel: one ZIP file. */
export const codeChannel = (candidate: Script, plan: Plan): Channel =>
  fileChannel('code', sourceOf(candidate, plan).uri);

/** Throws `CONFIG_INVALID` when the environment was deployed without it. */
function sourceOf({ name }: Script, { workload, deployed }: Plan): Source {
  const source = deployed.sources?.[name];
  if (source !== undefined) return source;
  throw new PlatformError('CONFIG_INVALID', `Candidate ${name} of ${workload} has no sources.`, {
    next: 'Deploy the environment again.',
  });
}
