import { describe, expect, it } from "vitest";
import { type Circumstances, checkInvariants } from "../../packages/sim/src/check/invariants.ts";
import type { GenerationRow, Stores } from "../../packages/sim/src/check/stores.ts";
import { flawless, QUIET } from "./stores.ts";

type Break = (stores: Stores) => void;

const first = (stores: Stores): GenerationRow => stores.generations[0]!;

/** Every way in which a run may leave things wrong, and the invariant that must say so. */
const BROKEN: Array<[invariant: string, what: string, spoil: Break]> = [
  [
    "I1",
    "the ledger misses a billed request",
    (stores) => {
      first(stores).charged = false;
    },
  ],
  [
    "I1",
    "the ledger has another price than the bill",
    (stores) => {
      first(stores).priceMicroUsd += 1;
    },
  ],
  [
    "I1",
    "a request was accepted that no row names",
    (stores) => void stores.bill.push({ ...stores.bill[0]!, requestId: "req_lost" }),
  ],
  [
    "I1",
    "an angle was bought twice",
    (stores) => {
      stores.bill.push({ ...stores.bill[0]!, requestId: "req_again" });
      stores.generations.push({
        ...first(stores),
        generationId: "gen_again",
        requestId: "req_again",
        mediaId: "med_0",
      });
      stores.jobs[0]!.reservedMicroUsd = 100_000;
    },
  ],
  [
    "I2",
    "one request completed two rows",
    (stores) => {
      stores.generations[1]!.requestId = "req_0";
    },
  ],
  [
    "I3",
    "a row names a request that nobody accepted",
    (stores) => {
      first(stores).requestId = "req_forged";
    },
  ],
  [
    "I4",
    "an execution still runs",
    (stores) => {
      stores.executions[0]!.status = "RUNNING";
    },
  ],
  [
    "I4",
    "an answered request stays open",
    (stores) => void Object.assign(first(stores), { state: "answered", gsi2pk: "open#1" }),
  ],
  [
    "I5",
    "a job never ended",
    (stores) => {
      stores.jobs[0]!.state = "running";
    },
  ],
  ["I6", "the object of a picture is gone", (stores) => void stores.objects.delete(stores.media[0]!.key)],
  [
    "I6",
    "an object holds other bytes than its row says",
    (stores) => {
      stores.objects.get(stores.media[0]!.key)!.body[15]! ^= 1;
    },
  ],
  [
    "I7",
    "an object lies there that nobody planned",
    (stores) => void stores.objects.set("x", { key: "x", contentType: "image/webp", body: Buffer.alloc(0) }),
  ],
  [
    "I7",
    "a report lies there for a turnaround that nobody planned",
    (stores) => {
      const key = "projects/p/360-profiles/s/col_0/report-0.json";
      stores.objects.set(key, { key, contentType: "application/json", body: Buffer.alloc(0) });
    },
  ],
  ["I8", "a missing angle is not named", (stores) => void delete stores.collections[0]!.mediaIds["90"]],
  [
    "I8",
    "a turnaround that is whole calls itself partial",
    (stores) => {
      stores.collections[0]!.state = "partial";
    },
  ],
  ["I8", "a job succeeded without a collection", (stores) => void stores.collections.pop()],
  ["I9", "the pictures are out of order", (stores) => void stores.jobs[0]!.result!.images!.reverse()],
  [
    "I9",
    "a picture is bound to another angle",
    (stores) => {
      stores.media[0]!.angle = 90;
    },
  ],
  [
    "I9",
    "a row has the picture of another request",
    (stores) => {
      first(stores).outcome = { imageUrl: "http://fal/90.png" };
    },
  ],
  [
    "I10",
    "less is set aside than was spent",
    (stores) => {
      stores.jobs[0]!.reservedMicroUsd = 50_000;
    },
  ],
  [
    "I10",
    "more is set aside than was spent",
    (stores) => {
      stores.jobs[0]!.reservedMicroUsd = 99_000;
    },
  ],
  [
    "I12",
    "an object lies outside its project",
    (stores) => {
      stores.media[0]!.projectId = "prj_2";
    },
  ],
  [
    "I13",
    "a row outgrew its limit",
    (stores) => {
      stores.largestItemBytes = 70_000;
    },
  ],
  [
    "I13",
    "an execution took too many transitions",
    (stores) => {
      stores.executions[0]!.transitions = 3_000;
    },
  ],
  [
    "I14",
    "a signed address was logged",
    (stores) => void Object.assign(stores, { logged: ["?X-Amz-Signature=0123456789abcdef0123"] }),
  ],
  [
    "I15",
    "requests were sent after a cancel",
    (stores) => {
      stores.jobs[0]!.state = "cancelled";
      for (const entry of stores.bill) entry.submittedAtMs += 120_000;
    },
  ],
  [
    "I15",
    "a request of a cancelled job still waits",
    (stores) => {
      stores.jobs[0]!.state = "cancelled";
      stores.bill[0]!.status = "IN_QUEUE";
    },
  ],
];

const found = (stores: Stores, circumstances: Circumstances = QUIET) =>
  checkInvariants(stores, circumstances).map(({ invariant }) => invariant);

describe("the checker", () => {
  it("finds nothing in what a flawless run leaves behind", () => {
    expect(checkInvariants(flawless(), QUIET)).toEqual([]);
  });

  it.each(BROKEN)("%s: says when %s", (invariant, _, spoil) => {
    const stores = flawless();
    spoil(stores);
    expect(found(stores)).toContain(invariant);
  });

  it("I5: says when a job that had ended changed its state", () => {
    const endings = new Map([["job_1", "cancelled"]]);
    expect(found(flawless(), { ...QUIET, endings })).toContain("I5");
  });

  it("allows an unnamed request only where an answer was lost and a row is marked as suspect", () => {
    const stores = flawless();
    stores.bill.push({ ...stores.bill[0]!, requestId: "req_lost" });
    const suspect = {
      ...first(stores),
      generationId: "gen_s",
      slot: "90",
      state: "pending" as const,
      charged: false,
    };
    stores.generations.push({
      ...suspect,
      isSuspect: true,
      requestId: undefined,
      mediaId: undefined,
      outcome: undefined,
    });
    expect(found(stores)).toEqual(["I1"]);
    expect(found(stores, { ...QUIET, lostSubmits: 1 })).toEqual([]);
  });

  it("allows an angle to be bought again where its picture was spoiled", () => {
    const stores = flawless();
    BROKEN.find(([, what]) => what === "an angle was bought twice")?.[2](stores);
    expect(found(stores, { ...QUIET, isSpoiled: true })).toEqual([]);
  });
});
