import { TestEnvironment } from 'jest-environment-node';

/** Jest's Node environment, in which the native ONNX Runtime's arrays are instances of the tests' own array types. */
export default class extends TestEnvironment {
  constructor(...settings) {
    super(...settings);
    Object.assign(this.global, { Float32Array, BigInt64Array });
  }
}
