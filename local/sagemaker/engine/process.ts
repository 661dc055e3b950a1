import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import { type Mounts, mapPaths } from './container-paths.ts';
import {
  type Container,
  type ContainerSpec,
  type Engine,
  ImageUnknown,
  type Program,
  type ProgramSpec,
} from './engine.ts';
import { freePort } from './free-port.ts';
import { findStagedImage } from './image-catalog.ts';
import { type BuiltImage, buildImage, findBuiltImage } from './image-files.ts';
import { amongPeers } from './peers.ts';
import { prebuiltImage } from './prebuilt-image.ts';
import { pythonBinOf } from './python-environment.ts';
import { WatchedProcess } from './watched-process.ts';

/** What stands in for what images install. Absolute paths. */
export interface Toolchain {
  readonly node: string;
  readonly nodeModules: string;
  /** Where the Python environments lie. */
  readonly repository: string;
}

export interface ProcessEngineOptions {
  readonly assetsDirectory: string;
  /** Where images are laid out. */
  readonly imagesDirectory: string;
  readonly toolchain: Toolchain;
}

type Environment = Readonly<Record<string, string>>;

/** Runs an image's own files and entry point as a child process, with `/opt/ml` mapped to a private folder. */
export class ProcessEngine implements Engine {
  readonly #options: ProcessEngineOptions;
  readonly #images = new Map<string, Promise<BuiltImage>>();

  constructor(options: ProcessEngineOptions) {
    this.#options = options;
  }

  async prepare(image: string): Promise<void> {
    await this.#image(image);
  }

  async program(spec: ProgramSpec): Promise<Program> {
    const image = await this.#image(spec.image);
    return this.#programOf(spec, image, { root: image.root, mlDirectory: join(image.root, 'opt', 'ml') }, {});
  }

  async start(spec: ContainerSpec): Promise<Container> {
    const image = await this.#image(spec.image);
    const mounts: Mounts = { root: image.root, mlDirectory: spec.mlDirectory };
    const { command, workingDirectory, environment } = this.#programOf(spec, image, mounts, spec.environment);
    const port = spec.serves ? await freePort() : undefined;
    const [program = '', ...args] =
      spec.peers === undefined ? command : await amongPeers(command, spec.peers, spec.mlDirectory);
    const child = new WatchedProcess(program, args, {
      cwd: workingDirectory,
      environment: { ...environment, ...(await surroundings(spec.mlDirectory, port)) },
      onLine: spec.onLine,
    });
    return {
      origin: port === undefined ? undefined : `http://127.0.0.1:${port}`,
      exited: child.exited,
      stop: (graceSeconds) => child.stop(graceSeconds),
      kill: () => child.kill(),
    };
  }

  #programOf(spec: ProgramSpec, image: BuiltImage, mounts: Mounts, given: Environment): Program {
    const [program, ...rest] = [...(spec.entrypoint ?? image.entrypoint), ...(spec.arguments ?? image.command)];
    if (program === undefined) throw new ImageUnknown(`${spec.image} has no entry point`);
    return {
      command: [this.#command(program, mounts), ...rest.map((one) => mapPaths(one, mounts))],
      workingDirectory: join(image.root, image.workdir),
      environment: this.#environmentOf({ ...image.environment, ...given }, image, mounts),
    };
  }

  #image(image: string): Promise<BuiltImage> {
    const known = this.#images.get(image);
    if (known) return known;
    const made = this.#build(image);
    this.#images.set(image, made);
    const forget = () => this.#images.delete(image);
    // What stands for one that others have built may be configured anew.
    made.then(({ pythonBin }) => pythonBin !== undefined && forget(), forget);
    return made;
  }

  async #build(image: string): Promise<BuiltImage> {
    const { assetsDirectory, imagesDirectory, toolchain } = this.#options;
    // A later synthesis may have dropped an image that an endpoint still runs.
    const before = await findBuiltImage(imagesDirectory, image.slice(image.lastIndexOf(':') + 1));
    if (before !== undefined) return before;
    const staged = await findStagedImage(assetsDirectory, image);
    if (staged !== undefined) return buildImage(staged, imagesDirectory, toolchain.nodeModules);
    const prebuilt = await prebuiltImage(image, toolchain.repository, join(imagesDirectory, 'prebuilt'));
    if (prebuilt !== undefined) return prebuilt;
    throw new ImageUnknown(
      `No image asset in ${assetsDirectory} has its tag, and no prebuiltImages of the local environment stand for it`,
    );
  }

  /** An absolute command that the image does not bring itself (`/usr/local/bin/node`) is this machine's of that name. */
  #command(command: string, mounts: Mounts): string {
    if (!isAbsolute(command)) return command;
    const mapped = mapPaths(command, mounts);
    return existsSync(mapped) && mapped !== command ? mapped : basename(command);
  }

  /** Nothing is inherited from this process: least of all its credentials. */
  #environmentOf(given: Environment, image: BuiltImage, mounts: Mounts): Environment {
    const { node, repository, nodeModules } = this.#options.toolchain;
    const mapped: Environment = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, mapPaths(value, mounts)]),
    );
    const tools = [
      // Node.js may lie beside a Python of the machine.
      pythonBinOf(image, repository),
      dirname(node),
      join(nodeModules, '.bin'),
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
    ];
    const imagePath = (mapped.PATH ?? '').split(delimiter).filter((one) => one.startsWith(image.root));
    return {
      LANG: 'C.UTF-8',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...mapped,
      PATH: [...imagePath, ...tools].join(delimiter),
    };
  }
}

/** What SageMaker sets in a container. */
async function surroundings(mlDirectory: string, port: number | undefined): Promise<Environment> {
  const home = join(mlDirectory, '../home');
  await mkdir(home, { recursive: true });
  return {
    HOME: home,
    TMPDIR: home,
    SAGEMAKER_BASE_DIR: mlDirectory,
    ...(port === undefined ? {} : { SAGEMAKER_BIND_TO_PORT: String(port) }),
  };
}
