import { describe, expect, it } from "vitest";
import { derivedId, idSchema, newId } from "../../packages/core/src/ids.ts";

describe("ids", () => {
  it("name their kind and sort by creation", () => {
    const ids = Array.from({ length: 1000 }, () => newId("media"));
    expect(ids.every((id) => idSchema("media").safeParse(id).success)).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(idSchema("job").safeParse(ids[0]).success).toBe(false);
  });

  it("that are derived are the same for the same parts and differ for others", () => {
    const job = newId("job");
    const first = derivedId("generation", job, "30", 1);
    expect(derivedId("generation", job, "30", 1)).toBe(first);
    expect(idSchema("generation").safeParse(first).success).toBe(true);
    const others = [
      derivedId("generation", job, "30", 2),
      derivedId("generation", job, "60", 1),
      derivedId("generation", newId("job"), "30", 1),
      derivedId("media", job, "30", 1),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
    expect(first.slice(4, 14)).toBe(job.slice(4, 14));
  });

  it.each([
    "",
    "med_",
    "med_01J",
    "MED_01JDKZ3Y6W8V7T5S4R3Q2P1N0M",
    "med_01JDKZ3Y6W8V7T5S4R3Q2P1N0I",
    "../med",
  ])("refuse %s", (id) => {
    expect(idSchema("media").safeParse(id).success).toBe(false);
  });
});
