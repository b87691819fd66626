/** One safeguard taken out of the product, and the tests that must notice. */
export interface Mutation {
  name: string;
  /** Every `find` must occur exactly once in its file. */
  edits: { file: string; find: string; replace: string }[];
  /** Spec files that are run; at least one test in them must fail. */
  tests: string[];
}

const GENERATION = "packages/core/src/generation";
const FAL = "packages/core/src/fal";
const SUBMIT_TEST = "tests/core/generation/submit.test.ts";
const RECOGNIZE_TEST = "tests/core/generation/recognize.test.ts";

/** Each rule that keeps a picture from being paid twice, or a stranger from being believed. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "no condition on the write before the submission",
    edits: [
      {
        file: `${GENERATION}/rows.ts`,
        find: `
      .where((attribute, operation) => operation.eq(attribute.state, "planned"))`,
        replace: "",
      },
    ],
    tests: [SUBMIT_TEST],
  },
  {
    name: "a state that is entered again sends again, instead of taking over the token",
    edits: [
      {
        file: `${GENERATION}/submit.ts`,
        find: "return rejoin(await fromRef(input), taskToken);",
        replace: "return send(await fromRef(input)).then(() => (rejoin, taskToken, undefined));",
      },
    ],
    tests: [SUBMIT_TEST],
  },
  {
    name: "an outcome is written in whatever state the row is",
    edits: [
      {
        file: `${GENERATION}/complete.ts`,
        find: '["pending", "submitted"]',
        replace: '["pending", "submitted", "answered", "resumed", "done", "failed", "orphaned"]',
      },
    ],
    tests: [RECOGNIZE_TEST],
  },
  {
    name: "deliveries of any account are believed",
    edits: [
      {
        file: `${FAL}/webhook.ts`,
        find: 'if (signed.userId !== delivery.userId) return "wrong-user";',
        replace: "",
      },
    ],
    tests: ["tests/core/fal/webhook.test.ts"],
  },
  {
    name: "deliveries of any time are believed",
    edits: [
      {
        file: `${FAL}/webhook.ts`,
        find: 'if (ageSeconds > WEBHOOK.clockSkewSeconds) return "stale";',
        replace: "void ageSeconds;",
      },
    ],
    tests: ["tests/core/fal/webhook.test.ts"],
  },
  {
    name: "the request id is not compared with the row's",
    edits: [
      {
        file: `${GENERATION}/recognize.ts`,
        find: 'return ids.includes(row.requestId) ? "own" : "foreign";',
        replace: 'return "own";',
      },
    ],
    tests: [RECOGNIZE_TEST],
  },
  {
    name: "the next attempt does not wait until the last one is settled",
    edits: [
      {
        file: `${GENERATION}/recover.ts`,
        find: 'if (decision.next === "settle") return settled(situation, decision);',
        replace: "void settled;",
      },
    ],
    tests: [SUBMIT_TEST],
  },
  {
    name: "nobody looks whether the job goes on before a request is sent",
    edits: [
      {
        file: `${GENERATION}/send.ts`,
        find: "if (!Job.isActive(job)) throw new JobStopped(row.jobId);",
        replace: "",
      },
    ],
    tests: [SUBMIT_TEST],
  },
  {
    name: "a fallback model is taken whatever it can do",
    edits: [
      {
        file: `${FAL}/recovery.ts`,
        find: "if (!asked.has(model.id) && canTake(request, model)) {",
        replace: "if (!asked.has(model.id) && canTake) {",
      },
    ],
    tests: ["tests/core/fal/recovery.properties.test.ts", "tests/core/fal/recovery.test.ts"],
  },
  {
    name: "maxCostUsd is not looked at before a request is sent",
    edits: [
      {
        file: `${GENERATION}/send.ts`,
        find: "await Job.reserve(job, row.priceMicroUsd);",
        replace: "",
      },
    ],
    tests: [SUBMIT_TEST],
  },
  {
    name: "a lost submission is named by a delivery to any address",
    edits: [
      {
        file: `${GENERATION}/recognize.ts`,
        find: "one.byteLength === other.byteLength && timingSafeEqual(one, other)",
        replace: "timingSafeEqual(one, one) && other.byteLength >= 0",
      },
    ],
    tests: [RECOGNIZE_TEST],
  },
  {
    name: "a lost submission is named by another row's request",
    edits: [
      {
        file: `${GENERATION}/recognize.ts`,
        find: 'return taken.every(Boolean) ? "own" : "foreign";',
        replace: 'return taken ? "own" : "foreign";',
      },
    ],
    tests: [RECOGNIZE_TEST],
  },
  {
    name: "a delivery names a request that is being sent still",
    edits: [
      {
        file: `${GENERATION}/recognize.ts`,
        find: 'if (isBeingSent(row)) return "early";',
        replace: "void isBeingSent;",
      },
    ],
    tests: [RECOGNIZE_TEST],
  },
  {
    name: "the header's request id may differ from the body's",
    edits: [
      {
        file: `${FAL}/webhook.ts`,
        find: 'return bodyRequestId(delivery.rawBody) === signed.requestId ? "ok" : "id-mismatch";',
        replace: 'return bodyRequestId(delivery.rawBody) === undefined ? "ok" : "ok";',
      },
    ],
    tests: ["tests/core/fal/webhook.test.ts"],
  },
];
