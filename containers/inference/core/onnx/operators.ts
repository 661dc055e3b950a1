/**
 * Operators of the standard domain that a text classifier may be made of. What is not here is refused: control flow and
 * its subgraphs, sequences, optionals, randomness, string and image decoding, and operators that make as much as a number
 * says (`ConstantOfShape`, `Expand`, `Tile`, `Range`, `Pad`, `OneHot`, `Resize`), so that a small file cannot ask for
 * all the memory. Widening the list is a decision: what is on it is run by evaluation and by the server.
 */
export const ALLOWED_OPERATORS: ReadonlySet<string> = new Set([
  ...['Abs', 'Add', 'Ceil', 'Clip', 'Div', 'Erf', 'Exp', 'Floor', 'Log', 'Max', 'Mean', 'Min', 'Mod', 'Mul', 'Neg'],
  ...['Pow', 'Reciprocal', 'Round', 'Sign', 'Sqrt', 'Sub', 'Sum'],
  ...['And', 'Equal', 'Greater', 'GreaterOrEqual', 'IsInf', 'IsNaN', 'Less', 'LessOrEqual', 'Not', 'Or', 'Where'],
  ...['Elu', 'Gelu', 'HardSigmoid', 'LeakyRelu', 'Relu', 'Sigmoid', 'Softplus', 'Tanh'],
  ...['LogSoftmax', 'Softmax', 'Gemm', 'MatMul', 'MatMulInteger', 'LayerNormalization', 'BatchNormalization'],
  ...['ReduceL1', 'ReduceL2', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceSum'],
  ...['ArgMax', 'ArgMin', 'CumSum', 'TopK'],
  ...['Cast', 'Concat', 'Constant', 'Flatten', 'Gather', 'GatherElements', 'GatherND', 'Identity', 'Reshape', 'Shape'],
  // ScatterElements gives as much as it is given.
  ...['ScatterElements', 'Slice', 'Split', 'Squeeze', 'Transpose', 'Unsqueeze'],
  ...['DequantizeLinear', 'DynamicQuantizeLinear', 'QuantizeLinear'],
]);
