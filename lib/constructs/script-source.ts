import { join } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { IGNORED_SOURCES } from '../../domain/train/source-files.ts';
import type { Source } from '../../domain/workload/deployed.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface ScriptSourceProps {
  /** Relative to the app. */
  readonly directory: string;
}

/** A folder of the repository as one ZIP file, which `deploy` publishes under the hash of what is in it. */
export class ScriptSource extends Construct {
  readonly #asset: Asset;

  constructor(scope: Construct, id: string, { directory }: ScriptSourceProps) {
    super(scope, id);
    this.#asset = new Asset(this, 'Source', {
      path: join(ROOT, directory),
      exclude: IGNORED_SOURCES,
      ignoreMode: IgnoreMode.GIT,
    });
  }

  get described(): Source {
    return { uri: this.#asset.s3ObjectUrl, sha256: this.#asset.assetHash };
  }

  /** This one object: not what else the CDK keeps in its bucket. SageMaker lists what a channel has before it reads it. */
  grantRead({ grantPrincipal: principal }: IGrantable): void {
    const { bucket, s3ObjectKey: key } = this.#asset;
    principal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(key)] }),
    );
    principal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions: { StringEquals: { 's3:prefix': key } },
      }),
    );
  }
}
