import { describe, expect, test } from "vitest";
import { allowedUrl } from "../../../packages/core/src/images/origins.ts";

const ORIGINS = ["https://*.fal.media", "https://fal.media", "http://127.0.0.1:4500"];

describe("an allowed address", () => {
  test.each([
    ["https://fal.media/a.png", "https://fal.media/a.png"],
    ["https://v3.fal.media/files/a/b.png", "https://v3.fal.media/files/a/b.png"],
    ["https://a.b.c.fal.media/x", "https://a.b.c.fal.media/x"],
    ["https://v3.fal.media", "https://v3.fal.media/"],
    ["HTTPS://V3.FAL.MEDIA/a.png", "https://v3.fal.media/a.png"],
    ["https://v3.fal.media:443/a.png", "https://v3.fal.media/a.png"],
    [
      "https://v3.fal.media/a.png?x=http://evil.example/",
      "https://v3.fal.media/a.png?x=http://evil.example/",
    ],
    ["https://v3.fal.media/a@b.png", "https://v3.fal.media/a@b.png"],
    ["https://v3.fal.media/a.png#part", "https://v3.fal.media/a.png"],
    ["https://xn--bcher-kva.fal.media/x", "https://xn--bcher-kva.fal.media/x"],
    ["http://127.0.0.1:4500/files/a.png", "http://127.0.0.1:4500/files/a.png"],
  ])("%s is asked for as %s", (address, expected) => {
    expect(allowedUrl(address, ORIGINS).href).toBe(expected);
  });
});

describe("an address that is not allowed", () => {
  test.each([
    // Other hosts that look alike
    "https://evil.example/a.png",
    "https://fal.media.evil.example/a.png",
    "https://evilfal.media/a.png",
    "https://v3-fal.media/a.png",
    "https://fal.medias/a.png",
    "https://fal-media/a.png",
    "https://fal/a.png",
    "https://media/a.png",
    "https://v3.fal.media.:443/a.png",
    "https://fal.media./a.png",
    "https://.fal.media/a.png",
    "https://v3..fal.media/a.png",
    "https://-v3.fal.media/a.png",
    "https://v3_.fal.media/a.png",
    "https://*.fal.media/a.png",
    // Userinfo
    "https://fal.media@evil.example/a.png",
    "https://fal.media:443@evil.example/a.png",
    "https://user:secret@v3.fal.media/a.png",
    "https://@v3.fal.media/a.png",
    "https://evil.example#@fal.media/a.png",
    "https://evil.example?@fal.media/a.png",
    "https://evil.example/@fal.media",
    "https://fal.media%40evil.example/a.png",
    // Backslashes, whitespace, control characters, missing slashes
    "https://evil.example\\@fal.media/a.png",
    "https://fal.media\\.evil.example/a.png",
    "https:\\\\fal.media/a.png",
    "https:/\\fal.media/a.png",
    "https://v3.fal.media\\a.png",
    "https:fal.media/a.png",
    "https:/fal.media/a.png",
    "https:///fal.media/a.png",
    "//fal.media/a.png",
    "fal.media/a.png",
    " https://fal.media/a.png",
    "https://fal.media/a.png ",
    "https://fal.me\tdia/a.png",
    "https://fal.media\r\nhost: evil.example/a.png",
    "https://fal.media/a.png\n",
    "https://fal.media\u0000.evil.example/a.png",
    "ht\ntps://fal.media/a.png",
    // Other letters
    "https://fаl.media/a.png",
    "https://fal.mediа/a.png",
    "https://fal。media/a.png",
    "https://\uff46al.media/a.png",
    "https://ﬁal.media/a.png",
    "https://ⓕⓐⓛ.media/a.png",
    "https://fal.media⁄.evil.example/a.png",
    "https://v3\u00ad.fal.media/a.png",
    "https://v3\u200b.fal.media/a.png",
    "https://%66al.media/a.png",
    "https://fal%2emedia/a.png",
    "https://evil.example%2f.fal.media/a.png",
    "https://evil.example%00.fal.media/a.png",
    // Ports
    "https://v3.fal.media:80/a.png",
    "https://v3.fal.media:8443/a.png",
    "https://v3.fal.media:443443/a.png",
    "https://v3.fal.media:/a.png",
    "https://v3.fal.media:44 3/a.png",
    "https://v3.fal.media:-443/a.png",
    "https://v3.fal.media:0/a.png",
    "http://127.0.0.1:4501/a.png",
    "http://127.0.0.1/a.png",
    "https://127.0.0.1:4500/a.png",
    "http://127.0.0.1:04500x/a.png",
    // Schemes
    "http://v3.fal.media/a.png",
    "http://fal.media:443/a.png",
    "ftp://v3.fal.media/a.png",
    "file:///etc/passwd",
    "file://fal.media/etc/passwd",
    "data:image/png;base64,iVBORw0KGgo=",
    "blob:https://fal.media/1",
    "javascript:https://fal.media/",
    "gopher://fal.media/",
    "https+unix://fal.media/",
    "view-source:https://fal.media/a.png",
    "httpss://fal.media/a.png",
    // The same machine and its neighbours in other spellings
    "http://localhost:4500/a.png",
    "http://2130706433:4500/a.png",
    "http://0x7f000001:4500/a.png",
    "http://017700000001:4500/a.png",
    "http://0177.0.0.1:4500/a.png",
    "http://0x7f.0.0.1:4500/a.png",
    "http://127.1:4500/a.png",
    "http://127.0.1:4500/a.png",
    "http://127.000.000.001:4500/a.png",
    "http://127.0.0.1.:4500/a.png",
    "http://127.0.0.2:4500/a.png",
    "http://0.0.0.0:4500/a.png",
    "http://0:4500/a.png",
    "http://[::1]:4500/a.png",
    "http://[::ffff:127.0.0.1]:4500/a.png",
    "http://[::ffff:7f00:1]:4500/a.png",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:4500/a.png",
    "http://①②⑦.⓪.⓪.①:4500/a.png",
    "http://127.0.0.1.nip.example:4500/a.png",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://10.0.0.1:4500/",
    // Not an address at all
    "",
    "https://",
    "https://?",
    "null",
    `https://fal.media/${"a".repeat(5_000)}`,
  ])("is refused without a request: %j", (address) => {
    expect(() => allowedUrl(address, ORIGINS)).toThrow(
      expect.objectContaining({ name: "ImageOriginRefused", code: "image.origin-refused", retryable: false }),
    );
  });

  test.each([undefined, null, 7, {}, ["https://fal.media/"], new URL("https://fal.media/")])(
    "may be of any type in a provider's answer: %s",
    (address) => {
      expect(() => allowedUrl(address as string, ORIGINS)).toThrow(
        expect.objectContaining({ name: "ImageOriginRefused" }),
      );
    },
  );

  test("is not repeated in the message beyond its origin, since it may carry a signature", () => {
    expect(() => allowedUrl("https://evil.example/a?signature=secret", ORIGINS)).toThrow(
      /^(?!.*secret).*https:\/\/evil\.example/,
    );
  });

  test("is every address when nothing is allowed, or only the bare host is", () => {
    expect(() => allowedUrl("https://fal.media/a", [])).toThrow();
    expect(() => allowedUrl("https://v3.fal.media/a", ["https://fal.media"])).toThrow();
    expect(() => allowedUrl("https://fal.media/a", ["https://*.fal.media"])).toThrow();
  });
});

describe("a list of origins", () => {
  test.each([
    "https://*",
    "https://*.com",
    "https://*.168.0.1",
    "https://*.fal.*",
    "https://v*.fal.media",
    "*.fal.media",
    "http://fal.media",
    "http://*.fal.media",
    "https://fal.media/",
    "https://fal.media/path",
    "https://fal.media:0",
    "https://user@fal.media",
    "ftp://fal.media",
    "",
  ])("is refused as a wrong setting when it holds %j", (pattern) => {
    expect(() => allowedUrl("https://fal.media/a", [pattern])).toThrow(
      expect.objectContaining({ code: "image.origins-invalid", kind: "internal" }),
    );
  });
});
