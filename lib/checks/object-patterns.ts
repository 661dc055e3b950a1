/** Objects of a bucket whose keys begin so; `undefined` stands for any bucket. */
export interface Watched {
  readonly bucket: string | undefined;
  readonly prefix: string;
}

const UNKNOWN = '{?}';

/** True when a statement's resource (an ARN with wildcards) has an object in common with what is watched. */
export function overlaps(resource: string, { bucket, prefix }: Watched): boolean {
  const [, ownBucket, key] = /^arn:[^:]*:s3:::([^/]*)(?:\/(.*))?$/s.exec(resource) ?? [];
  if (ownBucket === undefined) return resource.includes('*') || resource.includes(UNKNOWN);
  // The ARN of a bucket itself is no object's, unless a wildcard runs over the slash.
  if (key === undefined && !ownBucket.includes('*')) return false;
  return isSameBucket(ownBucket, bucket) && keysOverlap(key ?? '*', prefix);
}

function isSameBucket(pattern: string, bucket: string | undefined): boolean {
  if (bucket === undefined || bucket.includes(UNKNOWN) || pattern.includes(UNKNOWN)) return true;
  const wild = pattern.search(/[*?]/);
  return wild === -1 ? pattern === bucket : bucket.startsWith(pattern.slice(0, wild));
}

/** Whether a key may match the pattern and begin with the prefix; a pattern is known up to its first wildcard. */
function keysOverlap(pattern: string, prefix: string): boolean {
  const wild = pattern.replaceAll(UNKNOWN, '*').search(/[*?]/);
  const known = wild === -1 ? pattern : pattern.slice(0, wild);
  return known.startsWith(prefix) || (wild !== -1 && prefix.startsWith(known));
}
