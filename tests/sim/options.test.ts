import { describe, expect, it } from "vitest";
import { readOptions } from "../../packages/sim/src/options.ts";

describe("the command line of the simulator", () => {
  it("has a default for everything", () => {
    expect(readOptions([])).toMatchObject({ seed: 1, runs: 100, kind: "availability", json: false });
  });

  it("reads numbers and names", () => {
    const read = readOptions([
      "--kind",
      "call",
      "--point",
      "57",
      "--strike",
      "lost",
      "--seed",
      "9",
      "--runs",
      "1",
    ]);
    expect(read).toMatchObject({ kind: "call", point: 57, strike: "lost", seed: 9, runs: 1 });
    expect(readOptions(["--angles", "0,180"])).toMatchObject({ angles: [0, 180] });
  });

  it.each([
    [["--runs", "0"], "--runs"],
    [["--seed", "-1"], "--seed"],
    [["--kind", "chaos"], "--kind"],
    [["--strike", "meteor"], "--strike"],
    [["--fault", "meteor"], "--fault"],
    [["--workers", "many"], "--workers"],
    [["--scenario", "film"], "--scenario"],
    [["--angles", "0;90"], "--angles"],
    [["--angles", "0,360"], "--angles"],
  ])("refuses %j and names the option", (args, name) => {
    expect(() => readOptions(args)).toThrow(name);
  });
});
