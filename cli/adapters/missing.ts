/** SageMaker says of what does not exist in a `ValidationException`'s message that it cannot be found. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'ValidationException' &&
  /could not find|does not exist|not found/i.test(error.message);
