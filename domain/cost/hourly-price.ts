import { HOURLY_DOLLARS, OTHER_REGION_FACTOR, REGION_FACTORS, UNKNOWN_FAMILY_DOLLARS } from './prices.ts';

export interface HourlyPrice {
  readonly dollars: number;
  readonly price: 'listed' | 'assumed';
}

/**
 * What an hour of one instance costs on demand. A type that is not listed costs what the dearest listed one of its
 * family costs, and one of an unknown family ten dollars: a brake that errs should stop too early.
 */
export function hourlyPrice(instanceType: string, region: string): HourlyPrice {
  const factor = REGION_FACTORS[region] ?? OTHER_REGION_FACTOR;
  const listed = HOURLY_DOLLARS[instanceType];
  const price = listed !== undefined && region in REGION_FACTORS ? 'listed' : 'assumed';
  return { dollars: (listed ?? dearestOf(familyOf(instanceType))) * factor, price };
}

/** `ml.g5.` of `ml.g5.xlarge`. */
const familyOf = (instanceType: string): string => instanceType.slice(0, instanceType.lastIndexOf('.') + 1);

function dearestOf(family: string): number {
  const prices = Object.entries(HOURLY_DOLLARS).flatMap(([type, dollars]) =>
    family !== '' && type.startsWith(family) ? [dollars] : [],
  );
  return prices.length === 0 ? UNKNOWN_FAMILY_DOLLARS : Math.max(...prices);
}
