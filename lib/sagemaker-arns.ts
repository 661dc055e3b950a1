import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { endpointName, modelPackageGroupName, servingNames } from '../domain/names.ts';

/** ARN patterns of what jobs, registry and endpoints create: all their names begin with a workload's or the platform's. */
export class SageMakerArns {
  readonly #scope: IConstruct;
  readonly #environment: string;
  readonly #workloads: readonly string[];

  constructor(scope: IConstruct, environment: string, workloads: readonly string[]) {
    this.#scope = scope;
    this.#environment = environment;
    this.#workloads = workloads;
  }

  get processingJobs(): string[] {
    return this.#workloads.map((workload) => this.#arn('processing-job', `${workload}-*`));
  }

  get trainingJobs(): string[] {
    return this.#workloads.map((workload) => this.#arn('training-job', `${workload}-*`));
  }

  get tuningJobs(): string[] {
    return this.#workloads.map((workload) => this.#arn('hyper-parameter-tuning-job', `${workload}-*`));
  }

  get packageGroups(): string[] {
    return this.#workloads.map((w) => this.#arn('model-package-group', modelPackageGroupName(this.#environment, w)));
  }

  get packages(): string[] {
    return this.#workloads.map((w) => this.#arn('model-package', `${modelPackageGroupName(this.#environment, w)}/*`));
  }

  get endpoints(): string[] {
    return this.#workloads.map((workload) => this.#arn('endpoint', endpointName(this.#environment, workload)));
  }

  get endpointConfigs(): string[] {
    return this.#servingNames.map((pattern) => this.#arn('endpoint-config', pattern));
  }

  get models(): string[] {
    return this.#servingNames.map((pattern) => this.#arn('model', pattern));
  }

  get #servingNames(): string[] {
    return this.#workloads.map((workload) => `${servingNames(this.#environment, workload).prefix}*`);
  }

  #arn(resource: string, resourceName: string): string {
    return Stack.of(this.#scope).formatArn({ service: 'sagemaker', resource, resourceName });
  }
}
