/** What to run. Paths and values are the container's own; the engine maps them to where they lie. */
export interface ContainerSpec {
  /** As the request names it: `<registry>/<repository>:<tag>`. */
  readonly image: string;
  /** Replaces the image's ENTRYPOINT. */
  readonly entrypoint: readonly string[] | undefined;
  /** Replaces the image's CMD. */
  readonly arguments: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder that the container sees as `/opt/ml`. */
  readonly mlDirectory: string;
  /** Whether it answers HTTP on the port in SAGEMAKER_BIND_TO_PORT. */
  readonly serves: boolean;
  /** Names of hosts, its own among them, under which the containers of its job find each other. */
  readonly peers?: readonly string[] | undefined;
  readonly onLine: (line: string) => void;
}

/** Which program of an image. */
export type ProgramSpec = Pick<ContainerSpec, 'image' | 'entrypoint' | 'arguments'>;

/** How an image's program is started on this machine. */
export interface Program {
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** What the image sets, and where its tools are. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Container {
  /** `http://127.0.0.1:<port>` of a container that serves. */
  readonly origin: string | undefined;
  /** The exit code of the entry point; 128 + n after signal n. Never rejects. */
  readonly exited: Promise<number>;
  /** SIGTERM, then SIGKILL when it is still there after `graceSeconds`; resolves when all of it is gone. */
  stop(graceSeconds: number): Promise<void>;
  /** SIGKILL at once, as when the machine goes; resolves when all of it is gone. */
  kill(): Promise<void>;
}

/** Runs images. `process` runs their staged files as child processes; another one may run real containers. */
export interface Engine {
  /**
   * Whether the image can be run here.
   * @throws ImageUnknown
   */
  prepare(image: string): Promise<void>;
  /**
   * For whoever starts a program of an image himself.
   * @throws ImageUnknown
   */
  program(spec: ProgramSpec): Promise<Program>;
  start(spec: ContainerSpec): Promise<Container>;
}

/** The image is in no cloud assembly, or is of a kind that this engine cannot run. */
export class ImageUnknown extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImageUnknown';
  }
}
