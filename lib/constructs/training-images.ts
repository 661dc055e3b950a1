import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { stageProcessingImage } from '../../containers/processing/build.ts';
import { stageTrainingImage } from '../../containers/training/build.ts';
import type { Candidate } from '../../domain/workload/candidate.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import type { WorkloadConfig } from '../../domain/workload/schema.ts';
import { workloadNames } from '../configured.ts';
import { grantBases, grantProcessing } from '../grants.ts';
import type { PlatformStackProps } from '../stack-props.ts';
import { ContainerImage } from './container-image.ts';
import { jobRole } from './job-role.ts';
import { Scripts } from './scripts.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface TrainingImagesProps {
  readonly workloads: readonly WorkloadConfig[];
}

/** The images of a run's jobs, and the roles that the jobs have. */
export class TrainingImages extends Construct {
  readonly processing: ContainerImage;
  readonly #classic: ContainerImage;
  /** PyTorch is large: only where a workload has such a candidate. */
  readonly #transformer: ContainerImage | undefined;
  /** Images that workloads bring along, by folder. */
  readonly #brought = new Map<string, ContainerImage>();
  readonly #scripts: Scripts;

  constructor(scope: Construct, id: string, { workloads }: TrainingImagesProps) {
    super(scope, id);
    this.processing = new ContainerImage(this, 'Processing', {
      name: 'processing',
      stage: (outputDirectory) => stageProcessingImage({ outputDirectory }),
    });
    this.#classic = new ContainerImage(this, 'Classic', {
      name: 'classic',
      stage: (outputDirectory) => stageTrainingImage({ image: 'classic', outputDirectory }),
    });
    this.#transformer = this.#transformerOf(workloads);
    this.#scripts = new Scripts(this, 'Scripts', { workloads });
    for (const { candidates } of workloads) {
      for (const candidate of candidates) {
        if (candidate.family !== 'container' || this.#brought.has(candidate.directory)) continue;
        const source = join(ROOT, candidate.directory);
        const image = new ContainerImage(this, `Brought${this.#brought.size + 1}`, {
          name: `brought:${candidate.directory}`,
          stage: (outputDirectory) => cpSync(source, outputDirectory, { recursive: true }),
        });
        this.#brought.set(candidate.directory, image);
      }
    }
  }

  #transformerOf(workloads: readonly WorkloadConfig[]): ContainerImage | undefined {
    if (!workloads.some(({ candidates }) => candidates.some(({ family }) => family === 'transformer')))
      return undefined;
    return new ContainerImage(this, 'Transformer', {
      name: 'transformer',
      stage: (outputDirectory) => stageTrainingImage({ image: 'transformer', outputDirectory }),
    });
  }

  /** Training image URI by candidate. */
  urisOf(workload: WorkloadConfig): Record<string, string> {
    return Object.fromEntries(
      workload.candidates.map((candidate) => [candidate.name, (this.#imageOf(candidate) ?? this.#classic).uri]),
    );
  }

  sourcesOf(workload: WorkloadConfig): Pick<DeployedWorkload, 'sources'> {
    return this.#scripts.sourcesOf(workload);
  }

  #imageOf(candidate: Candidate): { readonly uri: string } | undefined {
    switch (candidate.family) {
      case 'container':
        return this.#brought.get(candidate.directory);
      case 'transformer':
        return this.#transformer;
      case 'script':
        return { uri: this.#scripts.uriOf(candidate) };
      default:
        return undefined;
    }
  }

  processingRole(props: PlatformStackProps): Role {
    const role = jobRole(this, 'ProcessingRole', {
      description: 'Processing jobs: prepare and evaluate',
      logGroups: ['/aws/sagemaker/ProcessingJobs'],
      inVpc: props.configuration.environment.network !== undefined,
    });
    this.processing.grantPull(role);
    grantProcessing(props, role);
    return role;
  }

  /** Reads datasets and bases and writes artifacts: a training job sees no upload and no other bucket. */
  trainingRole({ configuration, data }: PlatformStackProps): Role {
    const role = jobRole(this, 'TrainingRole', {
      description: 'Training jobs',
      logGroups: ['/aws/sagemaker/TrainingJobs'],
      inVpc: configuration.environment.network !== undefined,
    });
    // What SageMaker finds in the log by the job's metric definitions.
    role.addToPolicy(
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } },
      }),
    );
    const names = workloadNames(configuration);
    for (const image of [this.#classic, this.#transformer, ...this.#brought.values()]) image?.grantPull(role);
    this.#scripts.grant(role);
    data.lake.grantRead(role, ...names.map((w) => `datasets/workload=${w}/`));
    // Of a try, which lies with its run.
    data.artifacts.grantRead(role, ...names.map((w) => `${w}/runs/*/dataset/`));
    // Checkpoints come back after an interruption, and go when newer ones take their place.
    const checkpoints = names.map((w) => `${w}/runs/*/checkpoints/`);
    data.artifacts.grantRead(role, ...checkpoints);
    data.artifacts.grantDelete(role, ...checkpoints);
    data.artifacts.grantWrite(role, ...names.map((w) => `${w}/runs/`));
    grantBases(configuration, data, role);
    return role;
  }
}
