import type { BillEntry } from "@likeness/fal-sandbox";

/** What one job says it made and spent. */
export interface JobAccount {
  jobId: string;
  images: Array<{ angle: number; mediaId: string }>;
  /** US dollars, as the API shows them. */
  costUsd: number;
}

/** The same pictures, told by everyone who has a part in them. */
export interface Accounts {
  jobs: JobAccount[];
  /** Rows of the table: the id and the keys of the picture, its thumbnails and its features. */
  rows: Array<{ mediaId: string; keys: string[] }>;
  /** Keys of the reports' pictures and data. */
  reports: string[];
  /** Keys of all objects in the bucket that belong to profiles. */
  objects: string[];
  /** What the provider accepted for these jobs. */
  billed: BillEntry[];
}

const ANGLES = 12;
const MICRO = 1e6;

/** Everything in which the accounts disagree, in words; none when no picture was lost, doubled or paid for twice. */
export function disagreements({ jobs, rows, reports, objects, billed }: Accounts): string[] {
  const made = jobs.flatMap(({ images }) => images.map(({ mediaId }) => mediaId));
  const keys = [...rows.flatMap((row) => row.keys), ...reports];
  return [
    ...jobs.flatMap(incomplete),
    ...repeated("the picture", made, "results of jobs"),
    ...repeated(
      "the row",
      rows.map(({ mediaId }) => mediaId),
      "the table",
    ),
    ...compare("the picture", made, { others: rows.map(({ mediaId }) => mediaId), place: "the table" }),
    ...compare("the object", keys, { others: objects, place: "the bucket" }),
    ...repeated(
      "the request",
      billed.map(({ requestId }) => requestId),
      "the bill",
    ),
    ...billed
      .filter(({ status }) => status !== "COMPLETED")
      .map(({ requestId, status }) => `the request ${requestId} is ${status} on the bill`),
    ...sums(jobs, billed),
  ];
}

function incomplete({ jobId, images }: JobAccount): string[] {
  const mediaIds = new Set(images.map(({ mediaId }) => mediaId));
  const angles = new Set(images.map(({ angle }) => angle));
  if (images.length === ANGLES && mediaIds.size === ANGLES && angles.size === ANGLES) return [];
  const found = `${images.length} images, ${mediaIds.size} different, ${angles.size} angles`;
  return [`${jobId} has ${found} instead of ${ANGLES}`];
}

function repeated(what: string, ids: string[], place: string): string[] {
  const seen = new Set<string>();
  return ids.flatMap((id) => {
    if (seen.has(id)) return [`${what} ${id} is twice in ${place}`];
    seen.add(id);
    return [];
  });
}

function compare(
  what: string,
  ids: string[],
  { others, place }: { others: string[]; place: string },
): string[] {
  const known = new Set(ids);
  const found = new Set(others);
  return [
    ...[...known].filter((id) => !found.has(id)).map((id) => `${what} ${id} is missing in ${place}`),
    ...[...found].filter((id) => !known.has(id)).map((id) => `${what} ${id} in ${place} belongs to nothing`),
  ];
}

function sums(jobs: JobAccount[], billed: BillEntry[]): string[] {
  const wanted = jobs.length * ANGLES;
  const spent = Math.round(jobs.reduce((sum, { costUsd }) => sum + costUsd, 0) * MICRO);
  const charged = Math.round(billed.reduce((sum, { usd }) => sum + usd, 0) * MICRO);
  return [
    ...(billed.length === wanted ? [] : [`the provider took ${billed.length} requests instead of ${wanted}`]),
    ...(spent === charged ? [] : [`the jobs spent ${spent} micro-dollars, the bill says ${charged}`]),
  ];
}
