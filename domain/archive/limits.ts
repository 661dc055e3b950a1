/** How far packed bytes may swell. Sizes are of what comes out, counted as it comes. */
export interface UnpackLimits {
  readonly bytes: number;
  /** Bytes out for each byte in, once more than `ratioFromBytes` came out. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
}

export interface ArchiveLimits extends UnpackLimits {
  readonly entries: number;
}

// Text packs to a tenth; DEFLATE's most is a thousandth, which is what a bomb of zeros has.
const RATIO = { ratio: 200, ratioFromBytes: 64 * 2 ** 20 } as const;

/** Of a gzipped upload. */
export const UPLOAD_LIMITS: UnpackLimits = { bytes: 16 * 2 ** 30, ...RATIO };

/** Of a `model.tar.gz` of the platform's own format: an ensemble has three files and a folder for each member. */
export const ARTIFACT_LIMITS: ArchiveLimits = { entries: 24, bytes: 2 ** 30, ...RATIO };

/** Of a `model.tar.gz` of any format, which a serving image of somebody else's may read. */
export const FOREIGN_MODEL_LIMITS: ArchiveLimits = { entries: 10_000, bytes: 20 * 2 ** 30, ...RATIO };

/** Of an `output.tar.gz`, which a training image of anybody's may have filled. */
export const OUTPUT_LIMITS: ArchiveLimits = { entries: 1_000, bytes: 2 ** 30, ...RATIO };

/** Why what came out is too much for what went in, or undefined. */
export function tooMuch(packedBytes: number, unpackedBytes: number, limits: UnpackLimits): string | undefined {
  if (unpackedBytes > limits.bytes) return `unpacks to more than ${limits.bytes} bytes`;
  if (unpackedBytes > limits.ratioFromBytes && unpackedBytes > packedBytes * limits.ratio) {
    return `unpacks to more than ${limits.ratio} times its size`;
  }
  return undefined;
}
