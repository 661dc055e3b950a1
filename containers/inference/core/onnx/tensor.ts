import { OnnxRefused } from './refused.ts';
import { readPacked, type WireField } from './wire.ts';

/** Bytes of an element by ONNX's number of its type; the types that are not here are refused, strings among them. */
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  '1': 4, // float
  '2': 1, // uint8
  '3': 1, // int8
  '6': 4, // int32
  '7': 8, // int64
  '9': 1, // bool
  '10': 2, // float16
  '11': 8, // double
  '16': 2, // bfloat16
};

const MOST_DIMENSIONS = 8;
const LONGEST_DIMENSION = 2n ** 31n - 1n;

const DIMS = 1;
const DATA_TYPE = 2;
const RAW_DATA = 9;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;
/** Values in lists of their type: float, int32, int64, double, uint64. */
const TYPED_DATA: ReadonlySet<number> = new Set([4, 5, 7, 10, 11]);
/** Name, documentation, metadata. */
const IGNORED: ReadonlySet<number> = new Set([8, 12, 16]);

/** Refuses a tensor that lies outside the file, is of an odd type, or whose shape says more than its bytes hold. */
export function checkTensor(fields: Iterable<WireField>): void {
  const dimensions: bigint[] = [];
  let type: bigint | undefined;
  let rawBytes: number | undefined;
  let typedBytes = 0;
  for (const field of fields) {
    if (field.number === DIMS && field.kind === 'varint') dimensions.push(field.value);
    else if (field.number === DIMS && field.kind === 'bytes') dimensions.push(...packedDimensions(field.value));
    else if (field.number === DATA_TYPE && field.kind === 'varint' && type === undefined) type = field.value;
    else if (field.number === RAW_DATA && field.kind === 'bytes' && rawBytes === undefined)
      rawBytes = field.value.length;
    else if (TYPED_DATA.has(field.number)) typedBytes += field.kind === 'bytes' ? field.value.length : 1;
    else if (field.number === EXTERNAL_DATA || field.number === DATA_LOCATION) {
      // 0 says that the data lies in the file itself.
      const isHere = field.number === DATA_LOCATION && field.kind === 'varint' && field.value === 0n;
      if (!isHere) throw new OnnxRefused('refers to data outside the file');
    } else if (!IGNORED.has(field.number)) throw new OnnxRefused(`has a tensor with field ${field.number}`);
    if (dimensions.length > MOST_DIMENSIONS) throw new OnnxRefused('has a tensor of too many dimensions');
  }
  const elementBytes = ELEMENT_BYTES[String(type)];
  if (elementBytes === undefined) throw new OnnxRefused('has a tensor of a type that no model needs');
  if (dimensions.some((one) => one > LONGEST_DIMENSION)) throw new OnnxRefused('has a tensor of an absurd shape');
  const elements = dimensions.reduce((product, one) => product * one, 1n);
  // A value in a list has at least one byte.
  const fits =
    rawBytes === undefined ? elements <= BigInt(typedBytes) : elements * BigInt(elementBytes) === BigInt(rawBytes);
  if (!fits) throw new OnnxRefused('has a tensor whose shape and bytes do not agree');
}

function packedDimensions(list: Uint8Array): bigint[] {
  if (list.length > 10 * MOST_DIMENSIONS) throw new OnnxRefused('has a tensor of too many dimensions');
  return [...readPacked(list)];
}
