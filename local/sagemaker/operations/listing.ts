import { invalid } from '../api/service-error.ts';

/** The members that every List action has. */
export interface ListInput {
  readonly NameContains?: string | undefined;
  /** Seconds since the epoch on the wire. */
  readonly CreationTimeAfter?: Date | number | undefined;
  readonly CreationTimeBefore?: Date | number | undefined;
  readonly LastModifiedTimeAfter?: Date | number | undefined;
  readonly LastModifiedTimeBefore?: Date | number | undefined;
  readonly SortBy?: string | undefined;
  readonly SortOrder?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface Listed {
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken: string | undefined;
}

const DEFAULT_PAGE = 10;

/** Orders that only some actions have, by the value of `SortBy`. */
export type Orders<T> = Readonly<Record<string, (left: T, right: T) => number>>;

/** Filters, sorts and cuts resources as every List action does: by creation, newest first, unless it is told otherwise. */
export function page<T extends Listed>(
  all: readonly T[],
  input: ListInput,
  statusOf?: (one: T) => boolean,
  orders: Orders<T> = {},
): Page<T> {
  const after = milliseconds(input.CreationTimeAfter, Number.NEGATIVE_INFINITY);
  const before = milliseconds(input.CreationTimeBefore, Number.POSITIVE_INFINITY);
  const modifiedAfter = milliseconds(input.LastModifiedTimeAfter, Number.NEGATIVE_INFINITY);
  const modifiedBefore = milliseconds(input.LastModifiedTimeBefore, Number.POSITIVE_INFINITY);
  const contains = input.NameContains?.toLowerCase() ?? '';
  const found = all.filter(
    (one) =>
      one.name.toLowerCase().includes(contains) &&
      one.createdAt >= after &&
      one.createdAt <= before &&
      one.modifiedAt >= modifiedAfter &&
      one.modifiedAt <= modifiedBefore &&
      (statusOf?.(one) ?? true),
  );
  const direction = input.SortOrder === 'Ascending' ? 1 : -1;
  const order = orders[input.SortBy ?? ''] ?? ((left: T, right: T) => compare(left, right, input.SortBy));
  const sorted = found
    .map((one, index) => ({ one, index }))
    .sort((left, right) => direction * (order(left.one, right.one) || left.index - right.index))
    .map(({ one }) => one);
  const from = offsetOf(input.NextToken);
  const to = from + (input.MaxResults ?? DEFAULT_PAGE);
  return {
    items: sorted.slice(from, to),
    NextToken: to < sorted.length ? Buffer.from(JSON.stringify({ from: to })).toString('base64url') : undefined,
  };
}

function compare(left: Listed, right: Listed, by: string | undefined): number {
  switch (by) {
    case 'Name':
      return left.name < right.name ? -1 : Number(left.name > right.name);
    case 'LastModifiedTime':
      return left.modifiedAt - right.modifiedAt;
    default:
      return left.createdAt - right.createdAt;
  }
}

const milliseconds = (time: Date | number | undefined, otherwise: number): number =>
  time === undefined ? otherwise : time instanceof Date ? time.getTime() : time * 1000;

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  try {
    const { from } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Number.isInteger(from) && from >= 0) return from;
  } catch {
    // Answered below, as a token of any other wrong form is.
  }
  throw invalid('The provided NextToken is invalid.');
}
