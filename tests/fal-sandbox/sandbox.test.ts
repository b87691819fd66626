import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSandbox } from "../../packages/fal-sandbox/src/index.ts";
import { folder, KEY, plainArtist, result, sandbox, submit, until } from "./support/stage.ts";

const PICTURE = { prompt: "a knight", seed: 5 };

test("after a restart, finished results, pictures and the key are there again", async () => {
  const dataDir = await folder();
  const before = await sandbox({ dataDir, faults: { bigSeed: {}, truncated: {} } });
  const submitted = await submit(before, "fal-ai/flux/dev", PICTURE);
  const text = await (await result(submitted)).text();
  const url = (JSON.parse(text) as { images: Array<{ url: string }> }).images[0]!.url;
  const bytes = await (await fetch(url)).arrayBuffer();
  const keys = await (await fetch(before.jwksUrl)).text();
  await before.close();

  const after = await sandbox({ dataDir });
  const moved = (address: string) => address.replace(before.url, after.url);
  const again = await fetch(moved(submitted.response_url), { headers: KEY });
  expect(await again.text()).toBe(text);
  expect(again.headers.get("x-fal-billable-units")).toBe("1");
  const status = await fetch(moved(submitted.status_url), { headers: KEY });
  expect(await status.json()).toMatchObject({
    status: "COMPLETED",
    metrics: { inference_time: expect.any(Number) },
  });
  expect(await (await fetch(moved(url))).arrayBuffer()).toEqual(bytes);
  expect(await (await fetch(after.jwksUrl)).text()).toBe(keys);
  expect(after.bill().submissions).toBe(0);
});

test("a request that was running when the sandbox closed is unknown afterwards", async () => {
  const dataDir = await folder();
  const before = await sandbox({ dataDir, latencyMs: 60_000 });
  const { status_url } = await submit(before, "fal-ai/flux/dev", PICTURE);
  await before.close();
  const after = await sandbox({ dataDir });
  const status = await fetch(status_url.replace(before.url, after.url), { headers: KEY });
  expect([status.status, await status.json()]).toEqual([404, { status: "NOT_FOUND" }]);
});

test("close ends waiting, running, hanging and streaming at once", async () => {
  const place = await sandbox({ latencyMs: 60_000, concurrency: 1, faults: { hang: { nth: [3] } } });
  const running = await submit(place, "fal-ai/flux/dev", PICTURE);
  await submit(place, "fal-ai/flux/dev", PICTURE);
  const hanging = submit(place, "fal-ai/flux/dev", PICTURE).catch(() => "broken");
  const streaming = fetch(`${running.status_url}/stream`, { headers: KEY }).then((response) =>
    response.text(),
  );
  const broken = streaming.catch(() => "broken");
  await until(async () => (await fetch(running.status_url, { headers: KEY })).status);
  await place.close();
  expect(await hanging).toBe("broken");
  expect(await broken).toBe("broken");
});

test("a port that is taken is refused, and an unknown fault is named", async () => {
  const dataDir = await folder();
  const { artist } = plainArtist();
  const place = await sandbox();
  const port = Number(new URL(place.url).port);
  await expect(startSandbox({ dataDir, artist, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  const faults = { explode: {} } as object;
  await expect(startSandbox({ dataDir, artist, faults })).rejects.toThrow(/explode/);
});

test("the signing keys are readable by their owner only", async () => {
  const dataDir = await folder();
  await sandbox({ dataDir });
  expect((await stat(join(dataDir, "signing-keys.json"))).mode & 0o077).toBe(0);
});

test("neither the key nor the prompt is written to disk", async () => {
  const dataDir = await folder();
  const place = await sandbox({ dataDir });
  await result(await submit(place, "fal-ai/flux-2-pro", { prompt: "a very secret knight" }));
  for (const name of await readdir(join(dataDir, "results"))) {
    const text = await readFile(join(dataDir, "results", name), "utf8");
    expect(text).not.toMatch(/secret/);
  }
});
