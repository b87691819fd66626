import sharp, { type Sharp } from "sharp";
import { extract } from "../../../packages/core/src/consistency/index.ts";
import { ingestImage } from "../../../packages/core/src/images/index.ts";
import type { JudgedView } from "../../../packages/core/src/verification/index.ts";
import { drawView, PERSON } from "../images/turntable.ts";

const SIDE = 512;

export interface DrawnView extends JudgedView {
  webp: Buffer;
  palette: Array<{ hex: string; share: number }>;
}

/** A view of the house figure, spoiled by `change` where given. */
export async function drawnView(angle: number, change = (picture: Sharp) => picture): Promise<DrawnView> {
  const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
  const picture = sharp(drawView(PERSON, { azimuth: angle, sidePixels: SIDE }), { raw });
  const { webp, measures } = await ingestImage(await change(picture).png().toBuffer());
  return {
    angle,
    mediaId: `m${angle}`,
    features: await extract(webp),
    quality: 1,
    webp,
    palette: measures.palette,
  };
}

/** Another palette altogether. */
export const recoloured = (picture: Sharp) => picture.modulate({ hue: 150 });
