import { packedKind } from '../../../../domain/archive/kinds.ts';
import { PlatformError } from '../../../../domain/errors.ts';
import { ALLOWED_OPERATORS } from './operators.ts';
import { OnnxRefused } from './refused.ts';
import { checkTensor } from './tensor.ts';
import { readFields, WireError, type WireField } from './wire.ts';

const MOST_NODES = 20_000;

/**
 * Refuses, before ONNX Runtime sees a byte of it, a `model.onnx` that is not one, or does more than a text classifier
 * needs: data outside the file, operators that are not on the list or of another domain, subgraphs, functions, training
 * information, tensors of absurd shapes, and every field that onnx.proto did not have when this was written.
 * Linear in the size of the file, with memory for one tensor's shape. Throws ARTIFACT_INVALID.
 */
export function checkOnnx(file: Uint8Array): void {
  try {
    checkModel(file);
  } catch (cause) {
    if (!(cause instanceof OnnxRefused || cause instanceof WireError)) throw cause;
    const why = otherKind(file) ?? cause.message;
    throw new PlatformError('ARTIFACT_INVALID', `model.onnx ${why}`, {
      cause,
      next: 'Export an ONNX model of the operators that docs/security.md lists.',
    });
  }
}

/** What a file is that people save models as, and which may run code when it is loaded. */
function otherKind(file: Uint8Array): string | undefined {
  const packed = packedKind(file);
  if (packed !== undefined) return `is ${packed}, as PyTorch writes, and no ONNX model`;
  const isPickle = file[0] === 0x80 && file[1] !== undefined && file[1] >= 2 && file[1] <= 5 && file.at(-1) === 0x2e;
  return isPickle ? 'is a Python pickle and no ONNX model' : undefined;
}

// The numbers are those of onnx.proto. What is ignored there is documentation, names and metadata.

function checkModel(message: Uint8Array): void {
  const ignored = new Set([1, 2, 3, 4, 5, 6, 8, 14]);
  let graph: Uint8Array | undefined;
  for (const field of readFields(message)) {
    if (field.number === 7 && field.kind === 'bytes') {
      // protobuf would merge a second one into the first.
      if (graph !== undefined) throw new OnnxRefused('has two graphs');
      graph = field.value;
    } else if (field.number === 20) throw new OnnxRefused('has training information');
    else if (field.number === 25) throw new OnnxRefused('has functions');
    else if (!ignored.has(field.number)) throw new OnnxRefused(`has field ${field.number}, which ONNX models do not`);
  }
  if (graph === undefined) throw new OnnxRefused('is no ONNX model: it has no graph');
  checkGraph(graph);
}

function checkGraph(message: Uint8Array): void {
  const ignored = new Set([2, 10, 11, 12, 13, 16]);
  let nodes = 0;
  for (const field of readFields(message)) {
    if (field.number === 1) {
      nodes += 1;
      if (nodes > MOST_NODES) throw new OnnxRefused(`has more than ${MOST_NODES} nodes`);
      checkNode(bytesOf(field));
    } else if (field.number === 5) checkTensor(readFields(bytesOf(field)));
    else if (field.number === 15) throw new OnnxRefused('has a sparse tensor');
    else if (!ignored.has(field.number)) throw new OnnxRefused(`has a graph with field ${field.number}`);
  }
}

function checkNode(message: Uint8Array): void {
  const ignored = new Set([1, 2, 3, 6, 9]);
  let operator: string | undefined;
  for (const field of readFields(message)) {
    if (field.number === 4) {
      if (operator !== undefined) throw new OnnxRefused('has a node with two operators');
      operator = textOf(field);
    } else if (field.number === 7) {
      const domain = textOf(field);
      if (domain !== '' && domain !== 'ai.onnx') throw new OnnxRefused(`has an operator of ${JSON.stringify(domain)}`);
    } else if (field.number === 5) checkAttribute(bytesOf(field));
    else if (!ignored.has(field.number)) throw new OnnxRefused(`has a node with field ${field.number}`);
  }
  if (operator === undefined || !ALLOWED_OPERATORS.has(operator)) {
    throw new OnnxRefused(`has the operator ${JSON.stringify(operator ?? '')}, which is not on the list`);
  }
}

function checkAttribute(message: Uint8Array): void {
  const ignored = new Set([1, 2, 3, 4, 7, 8, 9, 13, 20]);
  for (const field of readFields(message)) {
    if (field.number === 5 || field.number === 10) checkTensor(readFields(bytesOf(field)));
    else if (field.number === 6 || field.number === 11) throw new OnnxRefused('has a subgraph');
    else if (field.number === 22 || field.number === 23) throw new OnnxRefused('has a sparse tensor');
    else if (!ignored.has(field.number)) throw new OnnxRefused(`has an attribute with field ${field.number}`);
  }
}

function bytesOf(field: WireField): Uint8Array {
  if (field.kind !== 'bytes') throw new OnnxRefused(`has field ${field.number} of the wrong kind`);
  return field.value;
}

const LONGEST_NAME = 100;

function textOf(field: WireField): string {
  const bytes = bytesOf(field);
  if (bytes.length > LONGEST_NAME) throw new OnnxRefused('has a name that is too long');
  return String.fromCharCode(...bytes);
}
