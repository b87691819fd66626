import { expect, test, vi } from "vitest";
import { inProcessScope } from "../../../packages/local/src/lambda/process-scope.ts";

test("a line may be printed by whoever receives it, without coming back", async () => {
  const printed = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const lines: string[] = [];
  const write = (text: string) => {
    lines.push(text);
    process.stderr.write(`seen: ${text}`);
  };
  inProcessScope({ environment: {}, write }, () => process.stdout.write("once"));
  expect(lines).toEqual(["once"]);
  expect(printed).toHaveBeenCalledWith("seen: once");
  printed.mockRestore();
});

test("the environment of a scope can be written, deleted and listed without touching the process", async () => {
  const environment: Record<string, string> = { A: "1", B: "2" };
  const seen = await inProcessScope({ environment, write: () => undefined }, async () => {
    process.env.C = String(3);
    delete process.env.A;
    await new Promise((resolve) => setImmediate(resolve));
    return { keys: Object.keys(process.env).sort(), copy: { ...process.env }, has: "A" in process.env };
  });
  expect(seen).toEqual({ keys: ["B", "C"], copy: { B: "2", C: "3" }, has: false });
  expect(process.env.C).toBeUndefined();
});
