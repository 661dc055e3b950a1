import type { ObjectPlace } from './s3.ts';

/** The object, or the prefix, that an `s3://` URI names. Throws a TypeError for any other. */
export function placeOfUri(uri: string): ObjectPlace {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) throw new TypeError(`${uri} is no S3 URI`);
  return { bucket, key };
}
