import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../packages/local/src/listener.ts";
import { openPorts } from "../../packages/local/src/ports.ts";
import { temporaryFolder } from "./support/product.ts";

const start = async (port: number) => await listen({ port }, async (_, response) => void response.end());

test("a listener gets its port back at the next start, and another one when it is taken meanwhile", async () => {
  const path = join(temporaryFolder(), "ports.json");
  const first = await openPorts(path);
  const listener = await first.open("api", start);
  await first.save();
  await listener.close();
  const again = await (await openPorts(path)).open("api", start);
  onTestFinished(() => again.close());
  expect(again.port).toBe(listener.port);
  const third = await (await openPorts(path)).open("api", start);
  onTestFinished(() => third.close());
  expect(third.port).not.toBe(listener.port);
});

test("a port that was asked for is not exchanged for another", async () => {
  const taken = await start(0);
  onTestFinished(() => taken.close());
  const ports = await openPorts(join(temporaryFolder(), "ports.json"), { api: taken.port });
  await expect(ports.open("api", start)).rejects.toThrow(`Port ${taken.port} is already in use`);
});
