import {
  Add,
  Arg,
  Cmd,
  Copy,
  DockerfileParser,
  Entrypoint,
  Env,
  From,
  type JSONInstruction,
  type PropertyInstruction,
  Workdir,
} from 'dockerfile-ast';
import { ImageUnknown } from './engine.ts';

/** One COPY or ADD. */
export interface CopyStep {
  /** The stage it copies from; undefined for the build context. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  /** Absolute path in the image; it ends with a slash when it names a folder. */
  readonly destination: string;
}

/** What a Dockerfile says about running the image, without what it installs (RUN). */
export interface ImageRecipe {
  readonly copies: readonly CopyStep[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

type Stage = { -readonly [Key in keyof ImageRecipe]: ImageRecipe[Key] };

/**
 * Reads the last stage of a Dockerfile, with the stages it is built from or copies from.
 * @throws ImageUnknown for a shell-form ENTRYPOINT or CMD: exec form alone says what the process is.
 */
export function readDockerfile(text: string): {
  readonly final: ImageRecipe;
  readonly stages: ReadonlyMap<string, ImageRecipe>;
} {
  const stages = new Map<string, Stage>();
  const args: Record<string, string> = {};
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction instanceof From) {
      const parent = stages.get(instruction.getImage() ?? '');
      stage = parent ? { ...parent } : { copies: [], environment: {}, workdir: '/', entrypoint: [], command: [] };
      stages.set(instruction.getBuildStage() ?? String(stages.size), stage);
    } else if (instruction instanceof Arg) {
      Object.assign(args, properties(instruction, { ...args, ...stage?.environment }));
    } else if (stage) {
      apply(stage, instruction, { ...args, ...stage.environment });
    }
  }
  if (!stage) throw new ImageUnknown('The Dockerfile has no FROM');
  return { final: stage, stages };
}

type Instruction = ReturnType<ReturnType<typeof DockerfileParser.parse>['getInstructions']>[number];

/** RUN, EXPOSE, LABEL, USER … say nothing that a child process of the same files needs. */
function apply(stage: Stage, instruction: Instruction, variables: Record<string, string>): void {
  if (instruction instanceof Env) {
    stage.environment = { ...stage.environment, ...properties(instruction, variables) };
  } else if (instruction instanceof Workdir) {
    stage.workdir = absolute(expand(instruction.getArgumentsContent() ?? '/', variables), stage.workdir);
  } else if (instruction instanceof Copy || instruction instanceof Add) {
    stage.copies = [...stage.copies, copyStep(stage, instruction, variables)];
  } else if (instruction instanceof Entrypoint) {
    stage.entrypoint = execForm(instruction);
    stage.command = [];
  } else if (instruction instanceof Cmd) {
    stage.command = execForm(instruction);
  }
}

function copyStep(stage: Stage, instruction: JSONInstruction, variables: Record<string, string>): CopyStep {
  const named = instruction.getJSONStrings().map((one) => one.getJSONValue());
  const given = named.length > 0 ? named : instruction.getArguments().map((one) => one.getValue());
  const paths = given.map((path) => expand(path, variables));
  const from = instruction
    .getFlags()
    .find((flag) => flag.getName() === 'from')
    ?.getValue();
  return {
    from: from ?? undefined,
    sources: paths.slice(0, -1),
    destination: absolute(paths.at(-1) ?? '/', stage.workdir),
  };
}

function execForm(instruction: JSONInstruction): string[] {
  const words = instruction.getJSONStrings().map((one) => one.getJSONValue());
  if (words.length === 0) throw new ImageUnknown(`${instruction.getKeyword()} must be in exec form (a JSON array)`);
  return words;
}

function properties(instruction: PropertyInstruction, variables: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    instruction.getProperties().flatMap((one) => {
      const value = one.getValue();
      return value === null ? [] : [[one.getName(), expand(value, variables)]];
    }),
  );
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`; PATH of the base image is not known, so it stays as it is written. */
function expand(text: string, variables: Record<string, string>): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g, (whole, plain, braced, otherwise) => {
    const name = plain ?? braced;
    if (name === 'PATH' && variables[name] === undefined) return whole;
    return variables[name] ?? otherwise ?? '';
  });
}

function absolute(path: string, workdir: string): string {
  const joined = path.startsWith('/')
    ? path
    : `${workdir.replace(/\/$/, '')}/${path.replace(/^\.\//, '').replace(/^\.$/, '')}`;
  return joined.replace(/\/+/g, '/');
}
