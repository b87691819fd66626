import { labImage } from "@likeness/core/images";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { isScene, sceneMask } from "../../../packages/core/src/consistency/scene-mask.ts";

const WIDTH = 192;
const HEIGHT = 144;

/** A ground with a round red subject of radius 34 at (110, 80) on it. */
async function picture(ground: string, subject = '<circle cx="110" cy="80" r="34" fill="#c22"/>') {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${ground}${subject}</svg>`;
  const rgb = new Uint8Array(await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer());
  return labImage({ rgb, width: WIDTH, height: HEIGHT });
}

const PLAIN = '<rect width="100%" height="100%" fill="#d8dadd"/>';
const TWO_TONES = `${PLAIN}<rect y="110" width="100%" height="34" fill="#9a958c"/>`;
const SHADED =
  '<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#eee"/><stop offset="1" stop-color="#aab"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>';
/** From green to dark in two directions: more colours along the edges than a plain ground has, none beside another. */
const VIGNETTE =
  '<defs><linearGradient id="v" x2="1" y2="1"><stop stop-color="#c8dfae"/><stop offset="1" stop-color="#28324a"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#v)"/>';
/** Bushes, stones and sky: many colours, none of them as strong as the subject's. */
const SCENE = `<rect width="100%" height="100%" fill="#7c8a5c"/>${Array.from({ length: 420 }, (_, index) => {
  const [x, y] = [(index * 71) % WIDTH, (index * 37) % HEIGHT];
  const hue = 60 + ((index * 29) % 120);
  const light = 20 + ((index * 53) % 60);
  return `<rect x="${x}" y="${y}" width="${6 + (index % 9)}" height="${5 + (index % 7)}" fill="hsl(${hue},30%,${light}%)"/>`;
}).join("")}`;

describe("a ground", () => {
  test.each([
    ["of one colour", PLAIN],
    ["of two tones", TWO_TONES],
    ["with a gradient", SHADED],
    ["that shades off through many colours", VIGNETTE],
  ])("%s is no scene", async (_, ground) => {
    expect(isScene(await picture(ground))).toBe(false);
  });

  test("with many colours along its edges is a scene", async () => {
    expect(isScene(await picture(SCENE))).toBe(true);
  });
});

describe("the subject of a scene", () => {
  test("is found where it stands out", async () => {
    const { isFigure } = sceneMask(await picture(SCENE));
    let [both, either] = [0, 0];
    isFigure.forEach((isIn, pixel) => {
      const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
      const isSubject = Math.hypot(x - 110, y - 80) <= 34;
      if (isIn && isSubject) both++;
      if (isIn || isSubject) either++;
    });
    expect(both / either).toBeGreaterThan(0.75);
  });

  test("is nothing where nothing stands out", async () => {
    const { isFigure, salient } = sceneMask(await picture(PLAIN, ""));
    expect(isFigure.some(Boolean)).toBe(false);
    expect(salient.every((value) => value === 0)).toBe(true);
  });

  test.each([
    [1, 1],
    [2, 40],
    [300, 1],
  ])("is looked for without failing in a picture of %i x %i", (width, height) => {
    const rgb = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 97) % 256);
    const image = labImage({ rgb, width, height });
    expect(typeof isScene(image)).toBe("boolean");
    const { isFigure, salient } = sceneMask(image);
    expect(isFigure).toHaveLength(width * height);
    expect(salient.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});
