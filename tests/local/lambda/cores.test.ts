import { describe, expect, it } from "vitest";
import { shareCores } from "../../../packages/local/src/lambda/cores.ts";

const WHOLE_CORE = { memoryMb: 1769 };
const SMALL = { memoryMb: 512 };

/** Work that ends when told to, and a record of what has started. */
function desk() {
  const started: string[] = [];
  const ends = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      started.push(name);
      ends.set(name, { resolve: () => resolve(name), reject });
    });
  return {
    started,
    work,
    end: (name: string) => ends.get(name)?.resolve(),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

describe("sharing the cores", () => {
  it("runs as many large functions at a time as there are cores, the others in the order they came", async () => {
    const { started, work, end } = desk();
    const onCore = shareCores(2);
    const runs = ["a", "b", "c", "d"].map((name) => onCore(WHOLE_CORE, work(name)));
    await Promise.resolve();
    expect(started).toEqual(["a", "b"]);
    end("b");
    await runs[1];
    await expect.poll(() => started).toEqual(["a", "b", "c"]);
    end("a");
    await expect.poll(() => started).toEqual(["a", "b", "c", "d"]);
    end("c");
    end("d");
    expect(await Promise.all(runs)).toEqual(["a", "b", "c", "d"]);
  });

  it("lets small functions start at once", async () => {
    const { started, work, end } = desk();
    const onCore = shareCores(1);
    const large = onCore(WHOLE_CORE, work("large"));
    const small = [onCore(SMALL, work("one")), onCore(SMALL, work("two"))];
    await Promise.resolve();
    expect(started).toEqual(["large", "one", "two"]);
    for (const name of started) end(name);
    await Promise.all([large, ...small]);
  });

  it("gives a core back when the work fails, and hands the failure on", async () => {
    const { started, work, end, fail } = desk();
    const onCore = shareCores(1);
    const broken = onCore(WHOLE_CORE, work("broken"));
    const next = onCore(WHOLE_CORE, work("next"));
    fail("broken");
    await expect(broken).rejects.toThrow("broken");
    await expect.poll(() => started).toEqual(["broken", "next"]);
    end("next");
    expect(await next).toBe("next");
  });

  it("never runs more at once than there are cores, however work comes and goes", async () => {
    const onCore = shareCores(3);
    let running = 0;
    let most = 0;
    const jobs = Array.from({ length: 50 }, (_, index) =>
      onCore(WHOLE_CORE, async () => {
        running += 1;
        most = Math.max(most, running);
        for (let turn = 0; turn < index % 5; turn++) await new Promise(setImmediate);
        running -= 1;
      }),
    );
    await Promise.all(jobs);
    expect(most).toBe(3);
  });
});
