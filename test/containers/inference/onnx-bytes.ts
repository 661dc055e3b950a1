/** Parts of ONNX models made by hand, field by field, as onnx.proto numbers them. */

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

export const bytesField = (number: number, value: string | Uint8Array): Buffer => {
  const content = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
};

export const numberField = (number: number, value: number | bigint): Buffer =>
  Buffer.concat([varint(number * 8), varint(value)]);

export const message = (...fields: readonly Uint8Array[]): Buffer => Buffer.concat(fields);

export interface TensorParts {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly (number | bigint)[];
  readonly data: Uint8Array;
}

export const tensor = ({ name, type, dims, data }: TensorParts, ...more: readonly Buffer[]): Buffer =>
  message(
    ...dims.map((one) => numberField(1, one)),
    numberField(2, type),
    bytesField(8, name),
    bytesField(9, data),
    ...more,
  );

export const floats = (name: string, dims: readonly number[], ...values: number[]): Buffer =>
  tensor({ name, type: 1, dims, data: new Uint8Array(Float32Array.from(values).buffer) });

const axis = (name: string, value: number): Buffer =>
  tensor({ name, type: 7, dims: [1], data: new Uint8Array(BigInt64Array.from([BigInt(value)]).buffer) });

export const node = (operator: string, inputs: readonly string[], output: string, ...more: readonly Buffer[]): Buffer =>
  message(...inputs.map((one) => bytesField(1, one)), bytesField(2, output), bytesField(4, operator), ...more);

/** An attribute that is a whole number. */
export const setting = (name: string, value: number): Buffer =>
  bytesField(5, message(bytesField(1, name), numberField(3, value), numberField(20, 2)));

const port = (name: string, type: number, ...dims: readonly string[]): Buffer => {
  const shape = message(...dims.map((one) => bytesField(1, bytesField(2, one))));
  return message(
    bytesField(1, name),
    bytesField(2, bytesField(1, message(numberField(1, type), bytesField(2, shape)))),
  );
};

export const model = (graph: Buffer, ...more: readonly Buffer[]): Buffer =>
  message(
    numberField(1, 8),
    bytesField(7, graph),
    bytesField(8, message(bytesField(1, ''), numberField(2, 17))),
    ...more,
  );

/** A graph of the family `linear` over one term and two labels, and what else a test puts into it. */
export const linearGraph = (...more: readonly Buffer[]): Buffer =>
  message(
    bytesField(1, node('Gather', ['table', 'indices'], 'rows', setting('axis', 0))),
    bytesField(1, node('Unsqueeze', ['weights', 'last'], 'columns')),
    bytesField(1, node('Mul', ['rows', 'columns'], 'weighted')),
    bytesField(1, node('ReduceSum', ['weighted', 'terms'], 'sums', setting('keepdims', 0))),
    bytesField(1, node('Softmax', ['sums'], 'probabilities', setting('axis', -1))),
    bytesField(2, 'linear'),
    bytesField(5, floats('table', [2, 2], 0, 0, -1, 1)),
    bytesField(5, axis('last', 2)),
    bytesField(5, axis('terms', 1)),
    bytesField(11, port('indices', 7, 'batch', 'terms')),
    bytesField(11, port('weights', 1, 'batch', 'terms')),
    bytesField(12, port('probabilities', 1, 'batch', 'labels')),
    ...more,
  );

/** A graph of one text that makes its terms a dense row of so many columns, as the families of trees do. */
export const scatterGraph = (columns: number): Buffer =>
  message(
    bytesField(1, node('ScatterElements', ['blank', 'indices', 'weights'], 'dense', setting('axis', 1))),
    bytesField(1, node('MatMul', ['dense', 'spread'], 'sums')),
    bytesField(1, node('Softmax', ['sums'], 'probabilities', setting('axis', -1))),
    bytesField(2, 'dense'),
    bytesField(5, floats('blank', [1, columns], ...Array<number>(columns).fill(0))),
    bytesField(5, floats('spread', [columns, 2], ...Array<number>(2 * columns).fill(1))),
    bytesField(11, port('indices', 7, 'batch', 'terms')),
    bytesField(11, port('weights', 1, 'batch', 'terms')),
    bytesField(12, port('probabilities', 1, 'batch', 'labels')),
  );

/** A graph of the family `transformer` over so many tokens and two labels: it sums what each token says for a label. */
export const tokenGraph = (table: readonly (readonly [number, number])[], ...more: readonly Buffer[]): Buffer =>
  message(
    bytesField(1, node('Gather', ['table', 'input_ids'], 'said', setting('axis', 0))),
    bytesField(1, node('Cast', ['attention_mask'], 'counts', setting('to', 1))),
    bytesField(1, node('Unsqueeze', ['counts', 'last'], 'mask')),
    bytesField(1, node('Mul', ['said', 'mask'], 'heard')),
    bytesField(1, node('ReduceSum', ['heard', 'tokens'], 'sums', setting('keepdims', 0))),
    bytesField(1, node('Softmax', ['sums'], 'probabilities', setting('axis', -1))),
    bytesField(2, 'transformer'),
    bytesField(5, floats('table', [table.length, 2], ...table.flat())),
    bytesField(5, axis('last', 2)),
    bytesField(5, axis('tokens', 1)),
    bytesField(11, port('input_ids', 7, 'batch', 'tokens')),
    bytesField(11, port('attention_mask', 7, 'batch', 'tokens')),
    bytesField(12, port('probabilities', 1, 'batch', 'labels')),
    ...more,
  );
