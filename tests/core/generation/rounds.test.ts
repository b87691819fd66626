import { describe, expect, it } from "vitest";
import { begunRounds } from "../../../packages/core/src/generation/rounds.ts";

const sent = { state: "done", round: 0 } as const;
const failed = { state: "failed", round: 0 } as const;

describe("the rounds that have begun", () => {
  it("leave out a round that was planned by a step that died before anything of it was sent", () => {
    expect(begunRounds([sent, failed, { state: "planned", round: 1 }])).toEqual([sent, failed]);
  });

  it("hold every row of a round of which one request was sent", () => {
    const rows = [sent, { state: "planned", round: 1 } as const, { state: "submitted", round: 1 } as const];
    expect(begunRounds(rows)).toEqual(rows);
  });

  it("hold a request of an earlier round that was never sent", () => {
    const rows = [{ state: "planned", round: 0 } as const, { state: "failed", round: 1 } as const];
    expect(begunRounds(rows)).toEqual(rows);
  });

  it("are the first one when nothing was sent at all", () => {
    const rows = [{ state: "planned", round: 0 } as const];
    expect(begunRounds(rows)).toEqual(rows);
  });
});
