import { PlatformError } from '../../../domain/errors.ts';
import type { NewPackage } from '../../../domain/register/new-package.ts';
import type { ApprovalStatus, RegisteredPackage } from '../../../domain/register/package-facts.ts';
import type { Registry, RegistryExtras } from '../../../lambdas/adapters/registry.ts';

/** A model registry in memory: versions count up from 1, and a package starts without a reason. */
export class MemoryRegistry implements Registry {
  readonly packages: RegisteredPackage[] = [];
  readonly tokens: string[] = [];
  /** Told of every package whose status was set, as EventBridge is. */
  onStateChange: (changed: RegisteredPackage) => void = () => {};

  async describe(packageArn: string): Promise<RegisteredPackage> {
    const found = await this.find(packageArn);
    if (found === undefined) throw new PlatformError('ARTIFACT_INVALID', `${packageArn} is not in the registry.`);
    return found;
  }

  async find(packageArn: string): Promise<RegisteredPackage | undefined> {
    return this.packages.find((one) => one.packageArn === packageArn);
  }

  async findOfRun(_group: string, runId: string): Promise<RegisteredPackage | undefined> {
    return this.packages.find((one) => one.facts.runId === runId);
  }

  /** The same token again is the same package, as the service has it for some hours. */
  async create(group: string, fresh: NewPackage, more: RegistryExtras): Promise<string> {
    const known = this.packages[this.tokens.indexOf(more.token)];
    if (known !== undefined) return known.packageArn;
    const packageVersion = this.packages.length + 1;
    const packageArn = `arn:aws:sagemaker:us-east-1:000000000000:model-package/${group}/${packageVersion}`;
    const { image, artifactUri, status, facts } = fresh;
    const created = { packageArn, packageVersion, status, reason: '', image, artifactUri, facts };
    this.packages.push(created);
    this.tokens.push(more.token);
    this.onStateChange(created);
    return packageArn;
  }

  /** As a person would, when `decidedBy` names one. */
  async decide(packageArn: string, status: ApprovalStatus, reason: string, decidedBy = 'the platform'): Promise<void> {
    const at = this.packages.findIndex((one) => one.packageArn === packageArn);
    const before = this.packages[at];
    if (before === undefined) return;
    const decided = { ...before, status, reason, decidedBy };
    this.packages[at] = decided;
    this.onStateChange(decided);
  }
}

/** An approved package of some run. */
export const somePackage: NewPackage = {
  image: 'i',
  artifactUri: 's3://artifacts/model.tar.gz',
  status: 'Approved',
  reason: '',
  description: '',
  facts: {
    workload: 'reviews',
    runId: 'aaaaaaaaaaaa-1',
    candidate: 'unigram',
    family: 'linear',
    datasetId: 'd',
    datasetVersion: '7',
    artifactSha256: 'a'.repeat(64),
    modelDigest: 'b'.repeat(64),
    configHash: 'c',
    codeDigest: 'e',
    verdict: 'promote',
    accuracy: '0.9',
    macroF1: '0.9',
  },
};
