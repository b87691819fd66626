import { describe, expect, it } from "vitest";
import { parseImageAnswer, parseTextAnswer, refuseFlagged } from "../../../packages/core/src/fal/index.ts";

const url = "https://v3b.fal.media/files/b/zebra/a.png";

describe("parseImageAnswer", () => {
  it("reads a complete answer", () => {
    const image = { url, width: 1024, height: 768, content_type: "image/png", file_size: 1_824_075 };
    const payload = { images: [image], seed: 7, timings: { inference: 1.2345 }, has_nsfw_concepts: [false] };
    expect(parseImageAnswer(payload)).toEqual({
      url,
      width: 1024,
      height: 768,
      contentType: "image/png",
      fileBytes: 1_824_075,
      seed: "7",
      flagged: false,
      inferenceMs: 1_235,
    });
  });

  it.each([
    [{ images: [{ url }] }],
    [
      {
        images: [{ url, width: null, height: "?", content_type: 7, file_size: -1 }],
        seed: null,
        timings: {},
      },
    ],
    [{ image: { url }, has_nsfw_concepts: "none" }],
  ])("takes %j, where almost everything is missing", (payload) => {
    expect(parseImageAnswer(payload)).toEqual({
      url,
      width: null,
      height: null,
      contentType: null,
      fileBytes: null,
      seed: null,
      flagged: false,
      inferenceMs: null,
    });
  });

  it("keeps a seed beyond 2^53 and takes the first of several images", () => {
    const payload = { images: [{ url }, { url: `${url}?2` }], seed: "196619188014358660" };
    expect(parseImageAnswer(payload)).toMatchObject({ url, seed: "196619188014358660" });
  });

  it.each([
    [{}],
    [{ images: [] }],
    [{ images: [{}] }],
    [{ images: [{ url: "data:image/png;base64,AAAA" }] }],
    [{ images: [{ url: "file:///etc/passwd" }] }],
    [{ images: "none" }],
    [null],
    ["text"],
  ])("refuses %j", (payload) => {
    expect(() => parseImageAnswer(payload)).toThrowError(expect.objectContaining({ code: "BAD_ANSWER" }));
  });
});

describe("refuseFlagged", () => {
  it("treats a blanked picture as a refusal of its content", () => {
    const answer = parseImageAnswer({ images: [{ url }], has_nsfw_concepts: [true] });
    expect(() => refuseFlagged(answer)).toThrowError(expect.objectContaining({ name: "FalContentPolicy" }));
    expect(() => refuseFlagged({ ...answer, flagged: false })).not.toThrow();
  });
});

describe("parseTextAnswer", () => {
  it.each([
    [
      { output: "{}", usage: { cost: 0.0012 } },
      { text: "{}", costUsd: 0.0012, error: null },
    ],
    [
      { output: "", error: "overloaded" },
      { text: "", costUsd: null, error: "overloaded" },
    ],
    [
      { output: "x", error: { code: 1 }, usage: null },
      { text: "x", costUsd: null, error: '{"code":1}' },
    ],
    [
      { output: "x", error: "", usage: { cost: "free" } },
      { text: "x", costUsd: null, error: null },
    ],
  ])("reads %j", (payload, expected) => {
    expect(parseTextAnswer(payload)).toEqual(expected);
  });

  it("refuses an answer without text", () => {
    expect(() => parseTextAnswer({ usage: {} })).toThrowError(
      expect.objectContaining({ code: "BAD_ANSWER" }),
    );
  });
});
