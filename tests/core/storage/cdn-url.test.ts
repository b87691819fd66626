import { beforeEach, describe, expect, test } from "vitest";
import { resetConfig } from "../../../packages/core/src/config.ts";
import { type CdnOptions, cdnUrl } from "../../../packages/core/src/storage/cdn-url.ts";
import { PUBLIC_DOMAIN, useBucket } from "./bucket-settings.ts";

const KEY = "projects/p/composites/m.webp";

beforeEach(() => useBucket());

describe("the public URL of an image", () => {
  test("without options is the object itself", () => {
    expect(cdnUrl(KEY)).toBe(`${PUBLIC_DOMAIN}/${KEY}`);
    expect(cdnUrl(KEY, {})).toBe(`${PUBLIC_DOMAIN}/${KEY}`);
  });

  test.each<[CdnOptions, string]>([
    [{ width: 500, format: "webp", quality: 80 }, "w=500,format=webp,quality=80"],
    [{ quality: 80, format: "webp", width: 500 }, "w=500,format=webp,quality=80"],
    [{ format: "jpg" }, "format=jpeg"],
    [{ width: 10, height: 20, fit: "cover" }, "w=10,h=20,fit=cover"],
    [{ height: 4096 }, "h=4096"],
    [{ width: 1, quality: 1 }, "w=1,quality=1"],
  ])("with options %j asks the CDN for %s, one order whatever the order given", (options, transform) => {
    expect(cdnUrl(KEY, options)).toBe(`${PUBLIC_DOMAIN}/cdn-cgi/image/${transform}/${KEY}`);
  });

  test.each([
    [{ width: 0 }, "width"],
    [{ width: 4097 }, "width"],
    [{ width: 1.5 }, "width"],
    [{ height: -1 }, "height"],
    [{ quality: 101 }, "quality"],
    [{ quality: 0 }, "quality"],
    [{ format: "gif" }, "format"],
    [{ format: "webp/../../x" }, "format"],
    [{ fit: "stretch" }, "fit"],
    [{ width: "500" }, "width"],
    [{ onerror: "redirect" }, "options"],
  ])("refuses %j and names the option", (options, field) => {
    expect(() => cdnUrl(KEY, options as CdnOptions)).toThrow(
      expect.objectContaining({
        code: "image-url.invalid",
        problems: [expect.objectContaining({ field })],
      }),
    );
  });

  test("never carries a key that could change the URL", () => {
    for (const key of ["../x", "a?b", "a#b", "//evil.example/x"]) {
      expect(() => cdnUrl(key)).toThrow(expect.objectContaining({ code: "storage.key-invalid" }));
    }
  });

  test("needs only the public domain, not the keys of the bucket", () => {
    for (const name of ["R2_ENDPOINT", "R2_BUCKET_NAME", "R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"]) {
      delete process.env[name];
    }
    resetConfig();
    expect(cdnUrl(KEY)).toBe(`${PUBLIC_DOMAIN}/${KEY}`);
  });
});
