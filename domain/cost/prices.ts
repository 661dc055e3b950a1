/** When the prices below were last compared with AWS's price list. */
export const PRICES_AS_OF = '2025-06';

/**
 * US dollars for an hour of one instance in us-east-1, on demand, for training, processing and hosting alike. For
 * brakes and for an idea of the cost, not for the bill: discounts, savings plans and volumes are not in it.
 */
export const HOURLY_DOLLARS: Readonly<Record<string, number>> = {
  'ml.t2.medium': 0.056,
  'ml.t2.large': 0.111,
  'ml.t2.xlarge': 0.223,
  'ml.t2.2xlarge': 0.445,
  'ml.t3.medium': 0.05,
  'ml.t3.large': 0.1,
  'ml.t3.xlarge': 0.2,
  'ml.t3.2xlarge': 0.399,
  'ml.m4.xlarge': 0.24,
  'ml.m4.2xlarge': 0.48,
  'ml.m4.4xlarge': 0.96,
  'ml.m5.large': 0.115,
  'ml.m5.xlarge': 0.23,
  'ml.m5.2xlarge': 0.461,
  'ml.m5.4xlarge': 0.922,
  'ml.m5.12xlarge': 2.765,
  'ml.m5.24xlarge': 5.53,
  'ml.c5.large': 0.102,
  'ml.c5.xlarge': 0.204,
  'ml.c5.2xlarge': 0.408,
  'ml.c5.4xlarge': 0.816,
  'ml.c5.9xlarge': 1.836,
  'ml.c5.18xlarge': 3.672,
  'ml.r5.large': 0.151,
  'ml.r5.xlarge': 0.302,
  'ml.r5.2xlarge': 0.605,
  'ml.r5.4xlarge': 1.21,
  'ml.r5.12xlarge': 3.629,
  'ml.r5.24xlarge': 7.258,
  'ml.g4dn.xlarge': 0.736,
  'ml.g4dn.2xlarge': 0.94,
  'ml.g4dn.4xlarge': 1.505,
  'ml.g4dn.8xlarge': 2.72,
  'ml.g4dn.12xlarge': 4.89,
  'ml.g4dn.16xlarge': 5.44,
  'ml.g5.xlarge': 1.408,
  'ml.g5.2xlarge': 1.515,
  'ml.g5.4xlarge': 2.03,
  'ml.g5.8xlarge': 3.06,
  'ml.g5.12xlarge': 7.09,
  'ml.g5.16xlarge': 5.12,
  'ml.g5.24xlarge': 10.18,
  'ml.g5.48xlarge': 20.36,
  'ml.p3.2xlarge': 3.825,
  'ml.p3.8xlarge': 14.688,
  'ml.p3.16xlarge': 28.152,
  'ml.p4d.24xlarge': 37.688,
};

/** What a region costs compared with us-east-1, rounded up over the instance types. */
export const REGION_FACTORS: Readonly<Record<string, number>> = {
  'us-east-1': 1,
  'us-east-2': 1,
  'us-west-2': 1,
  'ca-central-1': 1.12,
  'eu-west-1': 1.15,
  'eu-west-2': 1.25,
  'eu-west-3': 1.25,
  'eu-central-1': 1.25,
  'eu-north-1': 1.1,
  'ap-south-1': 1.15,
  'ap-southeast-1': 1.3,
  'ap-southeast-2': 1.3,
  'ap-northeast-1': 1.4,
};

/** The dearest region. */
export const OTHER_REGION_FACTOR = 1.7;

/** An hour of an instance type of a family that has no listed price at all. */
export const UNKNOWN_FAMILY_DOLLARS = 10;
