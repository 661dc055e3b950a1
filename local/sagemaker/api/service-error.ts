/** The error types of the SageMaker API that the plane answers with, and their HTTP status. */
const STATUS = {
  ValidationException: 400,
  SerializationException: 400,
  UnknownOperationException: 400,
  ResourceInUse: 400,
  ResourceNotFound: 400,
  ResourceLimitExceeded: 400,
  ConflictException: 400,
  ThrottlingException: 400,
  AccessDeniedException: 400,
  ValidationError: 400,
  ModelError: 424,
  ServiceUnavailable: 503,
  InternalFailure: 500,
} as const;

export type ServiceErrorType = keyof typeof STATUS;

/** An error as the AWS service would answer it: the SDK makes an exception of the same name from it. */
export class ServiceError extends Error {
  readonly type: ServiceErrorType;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(type: ServiceErrorType, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = type;
    this.type = type;
    this.details = details;
  }

  get status(): number {
    return STATUS[this.type];
  }
}

export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
