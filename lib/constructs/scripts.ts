import { Annotations, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ecrImage, imageIn } from '../../domain/image/ecr-image.ts';
import type { Candidate } from '../../domain/workload/candidate.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import type { WorkloadConfig } from '../../domain/workload/schema.ts';
import { grantImagePull } from './image-pull.ts';
import { ScriptSource } from './script-source.ts';

type Script = Extract<Candidate, { family: 'script' }>;

const isScript = (candidate: Candidate): candidate is Script => candidate.family === 'script';

export interface ScriptsProps {
  readonly workloads: readonly WorkloadConfig[];
}

/** Candidates that are scripts, run by images that others have built: their sources, and what a job needs of both. */
export class Scripts extends Construct {
  readonly #images = new Set<string>();
  /** By folder. */
  readonly #sources = new Map<string, ScriptSource>();

  constructor(scope: Construct, id: string, { workloads }: ScriptsProps) {
    super(scope, id);
    for (const { name, candidates } of workloads) {
      for (const script of candidates.filter(isScript)) {
        this.#images.add(this.uriOf(script));
        this.#warnOfTag(name, script);
        this.#sourceOf(script);
      }
    }
  }

  uriOf({ image }: Pick<Script, 'image'>): string {
    return imageIn(image, Stack.of(this).region);
  }

  sourcesOf({ candidates }: WorkloadConfig): Pick<DeployedWorkload, 'sources'> {
    const sources = candidates
      .filter(isScript)
      .map((script) => [script.name, this.#sourceOf(script).described] as const);
    return sources.length === 0 ? {} : { sources: Object.fromEntries(sources) };
  }

  grant(role: IGrantable): void {
    for (const source of this.#sources.values()) source.grantRead(role);
    for (const arn of new Set([...this.#images].map((uri) => this.#repositoryArn(uri)))) grantImagePull(role, arn);
  }

  #sourceOf({ directory }: Script): ScriptSource {
    const known = this.#sources.get(directory);
    if (known !== undefined) return known;
    const source = new ScriptSource(this, `Source${this.#sources.size + 1}`, { directory });
    this.#sources.set(directory, source);
    return source;
  }

  #repositoryArn(uri: string): string {
    const image = ecrImage(uri);
    if (image === undefined) throw new Error(`${uri} is an image of ECR: its schema says so`);
    return Stack.of(this).formatArn({
      service: 'ecr',
      account: image.account,
      resource: 'repository',
      resourceName: image.repository,
    });
  }

  #warnOfTag(workload: string, script: Script): void {
    if (ecrImage(this.uriOf(script))?.digest !== undefined) return;
    Annotations.of(this).addWarningV2(
      `trainyard:image-by-tag:${workload}:${script.name}`,
      `Candidate ${script.name} of ${workload} names its image by a tag, which may be given other content: two runs of the ` +
        'same data may then differ, and pass for the same run. Name it by its digest.',
    );
  }
}
