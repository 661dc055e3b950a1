/** A model that is not run. The message goes on from its file's name: `has a subgraph`. */
export class OnnxRefused extends Error {}
