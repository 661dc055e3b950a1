import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { DockerImageCode } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantImagePull } from './image-pull.ts';
import { stagedOnce } from './staged.ts';

export interface ContainerImageProps {
  /** Names the sources: images of one name are staged once. */
  readonly name: string;
  /** Writes the build context, a Dockerfile and all it copies, into the empty folder it is given. */
  readonly stage: (directory: string) => void;
}

/** A container image built from a staged context. Its tag is the context's hash, so the same content is the same image. */
export class ContainerImage extends Construct {
  readonly #asset: DockerImageAsset;

  constructor(scope: Construct, id: string, props: ContainerImageProps) {
    super(scope, id);
    const directory = stagedOnce(`image:${props.name}`, props.stage);
    this.#asset = new DockerImageAsset(this, 'Image', { directory, platform: Platform.LINUX_AMD64 });
  }

  /** `<registry>/<repository>:<tag>` */
  get uri(): string {
    return this.#asset.imageUri;
  }

  get repositoryArn(): string {
    return this.#asset.repository.repositoryArn;
  }

  /** The same image as a function, with these arguments for its entry point. */
  functionCode(...cmd: string[]): DockerImageCode {
    return DockerImageCode.fromEcr(this.#asset.repository, { tagOrDigest: this.#asset.imageTag, cmd });
  }

  grantPull(grantee: IGrantable): void {
    grantImagePull(grantee, this.repositoryArn);
  }

  /** Reads digests: what a tag points to is recorded with each model. */
  grantDescribe(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['ecr:DescribeImages'], resources: [this.repositoryArn] }),
    );
  }
}
