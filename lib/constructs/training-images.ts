import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { stageProcessingImage } from '../../containers/processing/build.ts';
import { stageTrainingImage } from '../../containers/training/build.ts';
import type { WorkloadConfig } from '../../domain/workload/schema.ts';
import { workloadNames } from '../configured.ts';
import type { PlatformStackProps } from '../stack-props.ts';
import { ContainerImage } from './container-image.ts';
import { jobRole } from './job-role.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface TrainingImagesProps {
  readonly workloads: readonly WorkloadConfig[];
}

/** The images of a run's jobs, and the roles that the jobs have. */
export class TrainingImages extends Construct {
  readonly processing: ContainerImage;
  readonly #linear: ContainerImage;
  /** Images that workloads bring along, by folder. */
  readonly #brought = new Map<string, ContainerImage>();

  constructor(scope: Construct, id: string, { workloads }: TrainingImagesProps) {
    super(scope, id);
    this.processing = new ContainerImage(this, 'Processing', {
      name: 'processing',
      stage: (outputDirectory) => stageProcessingImage({ outputDirectory }),
    });
    this.#linear = new ContainerImage(this, 'Linear', {
      name: 'linear',
      stage: (outputDirectory) => stageTrainingImage({ outputDirectory }),
    });
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

  /** Training image URI by candidate. */
  urisOf(workload: WorkloadConfig): Record<string, string> {
    return Object.fromEntries(
      workload.candidates.map((candidate) => {
        const brought = candidate.family === 'container' ? this.#brought.get(candidate.directory) : undefined;
        return [candidate.name, (brought ?? this.#linear).uri];
      }),
    );
  }

  /** Reads uploads and models, writes the lake and its run's own results. */
  processingRole({ configuration, data }: PlatformStackProps): Role {
    const role = jobRole(this, 'ProcessingRole', {
      description: 'Processing jobs: prepare and evaluate',
      logGroups: ['/aws/sagemaker/ProcessingJobs'],
      inVpc: configuration.environment.network !== undefined,
    });
    const names = workloadNames(configuration);
    const lake = names.flatMap((w) => [`datasets/workload=${w}/`, `manifests/${w}/`, `quarantine/workload=${w}/`]);
    this.processing.grantPull(role);
    data.raw.grantRead(role, ...names.map((w) => `${w}/`));
    data.lake.grantRead(role, ...lake);
    data.lake.grantWrite(role, ...lake);
    data.artifacts.grantRead(role, ...names.map((w) => `${w}/runs/`));
    data.artifacts.grantWrite(role, ...names.map((w) => `${w}/runs/`));
    return role;
  }

  /** Reads datasets and writes artifacts: a training job sees no upload and no other bucket. */
  trainingRole({ configuration, data }: PlatformStackProps): Role {
    const role = jobRole(this, 'TrainingRole', {
      description: 'Training jobs',
      logGroups: ['/aws/sagemaker/TrainingJobs'],
      inVpc: configuration.environment.network !== undefined,
    });
    const names = workloadNames(configuration);
    for (const image of [this.#linear, ...this.#brought.values()]) image.grantPull(role);
    data.lake.grantRead(role, ...names.map((w) => `datasets/workload=${w}/`));
    // Checkpoints come back after an interruption, and go when newer ones take their place.
    const checkpoints = names.map((w) => `${w}/runs/*/checkpoints/`);
    data.artifacts.grantRead(role, ...checkpoints);
    data.artifacts.grantDelete(role, ...checkpoints);
    data.artifacts.grantWrite(role, ...names.map((w) => `${w}/runs/`));
    return role;
  }
}
