/** What is charged for: `usd` for every `per` units. */
export interface Price {
  usd: number;
  per: number;
  unit: string;
  /** Where it was read. */
  source: string;
}

/** The day the list was compared with its sources. */
export const PRICES_CHECKED_ON = "2026-11-22";

/** List prices of us-east-1 and of Cloudflare R2, without any free tier. */
export const PRICES = {
  stateTransition: {
    usd: 0.025,
    per: 1_000,
    unit: "state transitions (Standard)",
    source: "https://aws.amazon.com/step-functions/pricing/",
  },
  lambdaRequest: {
    usd: 0.2,
    per: 1e6,
    unit: "invocations",
    source: "https://aws.amazon.com/lambda/pricing/",
  },
  lambdaTime: {
    usd: 0.0000133334,
    per: 1,
    unit: "GB-seconds (arm64)",
    source: "https://aws.amazon.com/lambda/pricing/",
  },
  tableWrite: {
    usd: 0.625,
    per: 1e6,
    unit: "write request units (on demand)",
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
  },
  tableRead: {
    usd: 0.125,
    per: 1e6,
    unit: "read request units (on demand)",
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
  },
  bucketClassA: {
    usd: 4.5,
    per: 1e6,
    unit: "class A operations",
    source: "https://developers.cloudflare.com/r2/pricing/",
  },
  bucketClassB: {
    usd: 0.36,
    per: 1e6,
    unit: "class B operations",
    source: "https://developers.cloudflare.com/r2/pricing/",
  },
  bucketStorage: {
    usd: 0.015,
    per: 1e9,
    unit: "bytes kept for a month",
    source: "https://developers.cloudflare.com/r2/pricing/",
  },
  httpRequest: {
    usd: 1,
    per: 1e6,
    unit: "requests (HTTP API)",
    source: "https://aws.amazon.com/api-gateway/pricing/",
  },
  logs: { usd: 0.5, per: 1e9, unit: "bytes ingested", source: "https://aws.amazon.com/cloudwatch/pricing/" },
  transferOut: {
    usd: 0.09,
    per: 1e9,
    unit: "bytes leaving AWS",
    source: "https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer",
  },
} as const satisfies Record<string, Price>;

/** What R2 charges for each operation of its S3 endpoint; public reads are answered by the CDN's cache at most once. */
export const BUCKET_CLASSES: Record<string, "bucketClassA" | "bucketClassB" | "free"> = {
  PutObject: "bucketClassA",
  CopyObject: "bucketClassA",
  ListObjectsV2: "bucketClassA",
  ListBuckets: "bucketClassA",
  GetObject: "bucketClassB",
  HeadObject: "bucketClassB",
  HeadBucket: "bucketClassB",
  GetPublicObject: "bucketClassB",
  TransformImage: "bucketClassB",
  DeleteObject: "free",
  DeleteObjects: "free",
};

/** What AWS counts or writes by itself and no run on one machine can show. */
export const UNSEEN = {
  /** AWS' own example counts the start and the end of an execution as transitions: the dearer reading. */
  transitionsPerExecution: 2,
  /** START, END and REPORT lines of one invocation, with CloudWatch's 26 bytes for each. */
  logBytesPerInvocation: 420,
  /** One line of an HTTP API's access log. */
  logBytesPerHttpRequest: 400,
} as const;

/**
 * Milliseconds that an invocation waits for the network in the cloud and not on this machine, by the function's
 * name: typical medians of calls to the provider, the bucket and the table, to be replaced by traces of a deployment.
 */
export const NETWORK_WAITS_MS: Array<{ of: RegExp; waitMs: number }> = [
  { of: /StoreImage/, waitMs: 430 },
  { of: /SubmitGeneration/, waitMs: 200 },
  { of: /FalWebhook/, waitMs: 60 },
  { of: /./, waitMs: 30 },
];
