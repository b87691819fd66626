import { beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";
import { CONTENT_RULES, missingAtRunTime, outOfPlace, tooLarge, tracesIn } from "../bench/bundle-rules.ts";
import { type Bundle, bundlesOf, type Contents, contentsOf, partsOf } from "../bench/bundles.ts";

let shipped: Bundle[];
let contents: Contents[];
beforeAll(async () => {
  shipped = bundlesOf(await synthesize({ root: projectRoot() }));
  contents = await contentsOf(shipped.map(({ name }) => name));
}, 120_000);

const namesWith = (part: string) =>
  contents
    .filter(({ parts, externals }) => parts.has(part) || externals.includes(part))
    .map(({ name }) => name)
    .sort();

describe("bundles of the functions", () => {
  it("are what a build of our own gives, so that the contents below are the shipped ones", () => {
    expect(shipped.length).toBeGreaterThan(25);
    const differing = shipped.filter(({ name, code }, index) => {
      expect(contents[index]?.name).toBe(name);
      return contents[index]?.code !== code;
    });
    expect(differing.map(({ name }) => name)).toEqual([]);
  });

  it("stay within their sizes", () => {
    expect(tooLarge(shipped)).toEqual([]);
  });

  it("hold nothing that their function does not use", () => {
    expect(contents.flatMap(outOfPlace)).toEqual([]);
    expect(shipped.flatMap(tracesIn)).toEqual([]);
  });

  it("find everything at run time that they left out", () => {
    expect(contents.flatMap(missingAtRunTime)).toEqual([]);
  });

  it("leave sharp to the layer and FAL's client to the submission", () => {
    expect(namesWith("sharp")).toEqual([
      "api/verify-consistency",
      "task/draw-layout",
      "task/judge-composite",
      "task/judge-profile",
      "task/store-image",
    ]);
    expect(namesWith("@fal-ai/client")).toEqual(["task/submit-generation"]);
  });

  it("keep the reading API to the table's client", () => {
    const reading = contents.filter(({ name }) => /^api\/(get|list)-/.test(name));
    expect(reading.length).toBeGreaterThan(7);
    for (const { name, parts } of reading) {
      const clients = [...parts.keys()].filter((part) => part.startsWith("@aws-sdk/client-"));
      expect([name, clients]).toEqual([name, ["@aws-sdk/client-dynamodb"]]);
    }
  });
});

describe("the rules of contents", () => {
  it("are about parts that are there, or that must never be", () => {
    const bounded = CONTENT_RULES.filter(({ onlyIn }) => contents.some(({ name }) => onlyIn.test(name)));
    expect(bounded.length).toBeGreaterThan(4);
    for (const { part, onlyIn } of bounded) {
      expect(namesWith(part), part).not.toEqual([]);
      for (const name of namesWith(part)) expect(name, part).toMatch(onlyIn);
    }
  });

  it("find a part that strayed into another bundle, in the metafile and in the text", () => {
    const parts = new Map([["@aws-sdk/client-s3", 200_000]]);
    expect(outOfPlace({ name: "api/get-job", parts, externals: ["sharp"] })).toHaveLength(2);
    expect(outOfPlace({ name: "task/store-image", parts, externals: ["sharp"] })).toEqual([]);
    expect(tracesIn({ name: "api/get-job", code: 'await import("sharp");var s="AmazonS3"' })).toHaveLength(2);
  });

  it("refuse one byte too many", () => {
    expect(tooLarge([{ name: "webhook/fal", bytes: 760_000 }])).toEqual([]);
    expect(tooLarge([{ name: "webhook/fal", bytes: 760_001 }])).toHaveLength(1);
    expect(tooLarge([{ name: "api/get-job", bytes: 950_001 }])).toHaveLength(1);
  });

  it("count a package once, wherever it is nested, and sources of the project by folder", () => {
    const input = (bytesInOutput: number) => ({ bytesInOutput });
    const { parts, externals } = partsOf({
      imports: [{ path: "sharp", kind: "dynamic-import", external: true }],
      inputs: {
        "node_modules/zod/index.js": input(10),
        "node_modules/sst/node_modules/zod/core.js": input(5),
        "node_modules/@aws-sdk/client-s3/a.js": input(30),
        "packages/core/src/ids.ts": input(7),
        "node_modules/unused/index.js": input(0),
      },
    });
    expect([...parts]).toEqual([
      ["@aws-sdk/client-s3", 30],
      ["zod", 15],
      ["packages/core", 7],
    ]);
    expect(externals).toEqual(["sharp"]);
  });
});
