import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseImageOptions } from "../../../packages/local/src/s3/image-options.ts";
import { givenPublicDomain, type PublicDomain } from "./public-domain.ts";
import { send } from "./raw-http.ts";

let domain: PublicDomain;
beforeAll(async () => {
  domain = await givenPublicDomain();
});
afterAll(async () => await domain.close());

describe("image options", () => {
  it("mean the same by their long and short names", () => {
    const long = parseImageOptions("width=500,height=400,format=webp,quality=80,fit=cover");
    expect(long).toEqual({ width: 500, height: 400, format: "webp", quality: 80, fit: "cover" });
    expect(parseImageOptions("w=500,h=400,f=webp,q=80,fit=cover")).toEqual(long);
  });

  it("scale down at quality 85 unless they say otherwise", () => {
    expect(parseImageOptions("w=500")).toEqual({ width: 500, fit: "scale-down", quality: 85 });
  });
});

describe("a resized image", () => {
  it.each([
    ["w=0", 'width="0" must be a whole number from 1 to 12000'],
    ["w=12001", 'width="12001"'],
    ["w=abc", 'width="abc"'],
    ["w=1.5", 'width="1.5"'],
    ["height=-1", 'height="-1"'],
    ["q=101", 'quality="101" must be a whole number from 1 to 100'],
    ["fit=stretch", 'fit="stretch" must be one of: scale-down, contain, cover, crop, pad'],
    ["f=jpg", 'format="jpg" must be one of: auto, webp, avif, jpeg, json'],
    ["blur=5", 'Unknown image option "blur=5"'],
    ["w=1,%20h=2", 'Unknown image option " h=2"'],
    ["w", 'Unknown image option "w"'],
    ["=5", 'Unknown image option "=5"'],
    ["w=1,width=2", '"width" is given twice'],
    ["", 'Unknown image option ""'],
  ])("with the options %j is refused with 400, saying which", async (options, message) => {
    const response = await send({
      port: domain.cdn.port,
      method: "GET",
      path: `/cdn-cgi/image/${options}/wide.png`,
    });
    expect(response.status).toBe(400);
    expect(response.text).toContain(message);
  });

  it("from another URL, or without a key, is refused with 400", async () => {
    for (const rest of ["w=100/https://example.com/a.png", "w=100"]) {
      const response = await send({ port: domain.cdn.port, method: "GET", path: `/cdn-cgi/image/${rest}` });
      expect(response.status).toBe(400);
    }
  });
});
