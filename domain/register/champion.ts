import type { Champion } from '../lease/plan.ts';
import type { RegisteredPackage } from './package-facts.ts';

/** The live package as the champion that the next run has to meet. */
export const championOf = (live: RegisteredPackage): Champion => ({
  packageArn: live.packageArn,
  packageVersion: live.packageVersion,
  runId: live.facts.runId,
  artifactUri: live.artifactUri,
  artifactSha256: live.facts.artifactSha256,
  datasetVersion: Number(live.facts.datasetVersion),
  inferenceImage: live.image,
});
