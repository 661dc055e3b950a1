/** A location in S3. */
export interface S3Location {
  readonly bucket: string;
  /** A key or a prefix; may be empty. */
  readonly key: string;
}

/** @throws Error when it is no `s3://` URI. */
export function parseS3Uri(uri: string): S3Location {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri);
  if (!match) throw new Error(`${uri} is no S3 URI`);
  return { bucket: match[1] ?? '', key: match[2] ?? '' };
}

/** A key below a prefix, with exactly one slash between the two. */
export const under = (prefix: string, name: string): string =>
  prefix === '' ? name : `${prefix.replace(/\/+$/, '')}/${name}`;
