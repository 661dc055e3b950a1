/** An image in a private registry of Amazon ECR, taken apart. It has a tag, or a digest, or neither. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
}

const URI = new RegExp(
  [
    /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/,
    /\/(?<repository>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)/,
    /(?::(?<tag>\w[\w.-]{0,127})|@(?<digest>sha256:[0-9a-f]{64}))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
);

/** The parts of an image's URI; undefined when it is of another registry, or no URI of an image. */
export function ecrImage(uri: string): EcrImage | undefined {
  const { account, region, repository, tag, digest } = URI.exec(uri)?.groups ?? {};
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  return { account, region, repository, tag, digest };
}

const REGION = '{region}';

/** The image that a configuration names for every region, with `{region}` in its URI, in one of them. */
export const imageIn = (uri: string, region: string): string => uri.replace(REGION, region);
