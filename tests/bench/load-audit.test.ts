import type { BillEntry } from "@likeness/fal-sandbox";
import { describe, expect, it } from "vitest";
import { type Accounts, disagreements } from "./load-audit.ts";

const PRICE_USD = 0.035;

function agreed(jobCount = 2): Accounts {
  const jobs = Array.from({ length: jobCount }, (_, job) => ({
    jobId: `job_${job}`,
    images: Array.from({ length: 12 }, (_, index) => ({ angle: index * 30, mediaId: `med_${job}_${index}` })),
    costUsd: 12 * PRICE_USD,
  }));
  const mediaIds = jobs.flatMap(({ images }) => images.map(({ mediaId }) => mediaId));
  const rows = mediaIds.map((mediaId) => ({ mediaId, keys: [`${mediaId}.webp`, `${mediaId}_256.webp`] }));
  const billed = mediaIds.map(
    (mediaId): BillEntry => ({
      ...{ requestId: `req_${mediaId}`, endpointId: "fal-ai/any", usd: PRICE_USD, billableUnits: 1 },
      ...{ status: "COMPLETED", httpStatus: 200, submittedAtMs: 0 },
    }),
  );
  const reports = jobs.map(({ jobId }) => `${jobId}-evidence.png`);
  return { jobs, rows, reports, objects: [...rows.flatMap(({ keys }) => keys), ...reports], billed };
}

function altered(change: (accounts: Accounts) => void): string[] {
  const accounts = agreed();
  change(accounts);
  return disagreements(accounts);
}

describe("accounts of many profiles", () => {
  it("agree when every picture is everywhere exactly once", () => {
    expect(disagreements(agreed(20))).toEqual([]);
  });

  it("disagree over a lost angle, row or object, each by its name", () => {
    expect(altered(({ jobs }) => jobs[0]!.images.pop()).join()).toContain("job_0 has 11 images");
    expect(altered(({ rows }) => rows.shift()).join()).toContain("med_0_0 is missing in the table");
    expect(altered(({ objects }) => objects.shift())).toEqual([
      "the object med_0_0.webp is missing in the bucket",
    ]);
  });

  it("disagree over a picture that two jobs or two rows claim", () => {
    const claimed = altered(({ jobs }) => {
      jobs[1]!.images[0] = jobs[0]!.images[0]!;
    });
    expect(claimed).toContain("the picture med_0_0 is twice in results of jobs");
    expect(altered(({ rows }) => rows.push(rows[0]!))).toEqual(["the row med_0_0 is twice in the table"]);
  });

  it("disagree over an object that no row knows", () => {
    expect(altered(({ objects }) => objects.push("stray.webp"))).toEqual([
      "the object stray.webp in the bucket belongs to nothing",
    ]);
  });

  it("disagree over a picture that was paid for twice, and over one that failed", () => {
    const again = altered(({ billed }) => billed.push({ ...billed[0]!, requestId: "req_again" }));
    expect(again).toHaveLength(2);
    const failed = altered(({ billed }) => {
      billed[0] = { ...billed[0]!, status: "FAILED" };
    });
    expect(failed).toEqual(["the request req_med_0_0 is FAILED on the bill"]);
  });

  it("disagree over one micro-dollar", () => {
    const off = altered(({ jobs }) => {
      jobs[0]!.costUsd += 0.000001;
    });
    expect(off).toEqual(["the jobs spent 840001 micro-dollars, the bill says 840000"]);
  });

  it("disagree when two angles of a job are the same", () => {
    const same = altered(({ jobs }) => {
      jobs[0]!.images[1]!.angle = 0;
    });
    expect(same.join()).toContain("11 angles");
  });
});
