import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { type DownloadOptions, downloadImage } from "../../../packages/core/src/images/index.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function download(origin: string, options: Partial<DownloadOptions> = {}) {
  return downloadImage(`${origin}/a.png`, {
    origins: [origin],
    maxBytes: 1_000,
    timeoutMs: 10_000,
    ...options,
  });
}

describe("downloadImage", () => {
  test("gives the bytes and what the server calls them", async () => {
    const origin = await serve((_, response) =>
      response.writeHead(200, { "content-type": "Image/PNG; charset=x" }).end("picture"),
    );
    expect(await download(origin)).toEqual({ bytes: Buffer.from("picture"), contentType: "image/png" });
  });

  test("takes exactly the allowed number of bytes", async () => {
    const origin = await serve((_, response) => response.end("x".repeat(1_000)));
    expect((await download(origin)).bytes).toHaveLength(1_000);
  });

  test("gives 0 bytes as 0 bytes; whether that is a picture is not decided here", async () => {
    const origin = await serve((_, response) => response.end());
    expect(await download(origin)).toEqual({ bytes: Buffer.alloc(0), contentType: "" });
  });

  test("sends no request to an origin that is not allowed", async () => {
    let requests = 0;
    const origin = await serve((_, response) => response.end(String(++requests)));
    const refused = downloadImage(`${origin}/a.png`, {
      origins: ["https://fal.media"],
      maxBytes: 9,
      timeoutMs: 9_000,
    });
    await expect(refused).rejects.toMatchObject({ code: "image.origin-refused" });
    expect(requests).toBe(0);
  });

  test.each([301, 302, 303, 307, 308, 300, 304])("does not follow a redirect (%i)", async (status) => {
    const paths: string[] = [];
    const origin = await serve((request, response) => {
      paths.push(request.url ?? "");
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
    await expect(download(origin)).rejects.toMatchObject({
      name: "ImageRedirected",
      code: "image.redirected",
      retryable: false,
    });
    expect(paths).toEqual(["/a.png"]);
  });

  test.each([403, 404, 410])("calls a picture gone that answers %i", async (status) => {
    const origin = await serve((_, response) => response.writeHead(status).end());
    const gone = { name: "ImageGone", code: "image.not-found", retryable: false };
    await expect(download(origin)).rejects.toMatchObject(gone);
  });

  test.each([
    [500, true],
    [503, true],
    [429, true],
    [408, true],
    [401, false],
    [418, false],
    [204, false],
    [206, false],
  ])("calls a picture unavailable that answers %i (worth another try: %s)", async (status, retryable) => {
    const origin = await serve((_, response) => response.writeHead(status).end());
    await expect(download(origin)).rejects.toMatchObject({
      name: "ImageUnavailable",
      code: "image.unavailable",
      retryable,
    });
  });

  test("calls a picture unavailable when nobody listens", async () => {
    const origin = await serve(() => {});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    await expect(download(origin)).rejects.toMatchObject({ name: "ImageUnavailable", retryable: true });
  });

  test("calls a picture unavailable that breaks off", async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { "content-length": "500" });
      response.write("half", () => response.destroy());
    });
    await expect(download(origin)).rejects.toMatchObject({ name: "ImageUnavailable", retryable: true });
  });
});

describe("downloadImage and the size", () => {
  const tooLarge = { name: "ImageTooLarge", code: "image.too-large", retryable: false };

  test("refuses by the announced length, before the body", async () => {
    const origin = await serve((_, response) =>
      response.writeHead(200, { "content-length": "1001" }).flushHeaders(),
    );
    await expect(download(origin)).rejects.toMatchObject(tooLarge);
  });

  test("stops an endless body without a length, and hangs up", async () => {
    let hungUp: () => void;
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const origin = await serve((_, response) => {
      const more = () => response.write("x".repeat(100), () => setImmediate(more));
      response.on("close", () => hungUp());
      more();
    });
    await expect(download(origin)).rejects.toMatchObject(tooLarge);
    await closed;
  });

  test("counts what is unpacked, not what is sent", async () => {
    const packed = gzipSync(Buffer.alloc(100_000));
    const origin = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length }).end(packed),
    );
    expect(packed.length).toBeLessThan(1_000);
    await expect(download(origin)).rejects.toMatchObject(tooLarge);
  });

  test("believes no announced length that is smaller than the body", async () => {
    const lying = new Response("x".repeat(2_000), { headers: { "content-length": "10" } });
    await expect(download("http://127.0.0.1:1", { fetch: async () => lying })).rejects.toMatchObject(
      tooLarge,
    );
  });
});

describe("downloadImage and the time", () => {
  const timeout = { name: "ImageTimeout", code: "image.timeout", kind: "timeout", retryable: true };

  test("gives up on a server that never answers", async () => {
    const origin = await serve(() => {});
    await expect(download(origin, { timeoutMs: 50 })).rejects.toMatchObject(timeout);
  });

  test("gives up on a server that drips, however steadily", async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("x"), 5);
      response.on("close", () => clearInterval(drip));
    });
    await expect(download(origin, { timeoutMs: 100, maxBytes: 1_000_000 })).rejects.toMatchObject(timeout);
  });

  test("gives up even when the connection ignores being aborted", async () => {
    const deaf = () => new Promise<Response>(() => {});
    await expect(download("http://127.0.0.1:1", { timeoutMs: 20, fetch: deaf })).rejects.toMatchObject(
      timeout,
    );
  });
});
