import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { ecrImage } from '../../domain/image/ecr-image.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isNamed } from '../runtime/failure.ts';

export interface Images {
  /** `sha256:…` of an image by its URI, or undefined when its registry is not ECR or does not know it. */
  digestOf(imageUri: string): Promise<string | undefined>;
}

export class EcrImages implements Images {
  readonly #client: ECRClient;

  constructor(client = awsClient(ECRClient)) {
    this.#client = client;
  }

  async digestOf(imageUri: string): Promise<string | undefined> {
    const image = ecrImage(imageUri);
    if (image?.tag === undefined) return undefined;
    const { account: registryId, repository: repositoryName, tag: imageTag } = image;
    try {
      const { imageDetails } = await this.#client.send(
        new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageTag }] }),
      );
      const digest = imageDetails?.[0]?.imageDigest;
      return digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
    } catch (error) {
      if (isNamed(error, 'ImageNotFoundException', 'RepositoryNotFoundException')) return undefined;
      throw error;
    }
  }
}
