import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { type Artist, createArtist } from "../../../packages/fal-sandbox/src/draw/index.ts";
import { ANGLES, type Picture, readTurnarounds, type Turnarounds } from "./turnarounds.ts";

const SIDE = 512;
/** Figures to draw; `changed` is the same figure with one garment of another colour. */
const CAST = [
  {
    family: "women",
    words: "a young woman with long red hair",
    coat: "a green coat",
    changed: "a purple coat",
  },
  {
    family: "women",
    words: "an old woman with short white hair",
    coat: "a blue dress",
    changed: "a yellow dress",
  },
  { family: "women", words: "a woman with black curly hair", coat: "a red jacket", changed: "a teal jacket" },
  { family: "men", words: "a bearded man with brown hair", coat: "a grey suit", changed: "an orange suit" },
  { family: "men", words: "a bald man with glasses", coat: "a yellow raincoat", changed: "a blue raincoat" },
  {
    family: "men",
    words: "a boy with blond hair and a red cap",
    coat: "a striped shirt",
    changed: "a green shirt",
  },
] as const;

type Edit = (picture: Buffer) => Promise<Buffer>;
const EDITS: Record<string, Edit> = {
  relit: (picture) => sharp(picture).linear(0.85, -8).png().toBuffer(),
  recoloured: (picture) => sharp(picture).modulate({ hue: 140 }).png().toBuffer(),
  restyled: async (picture) => {
    const small = await sharp(picture).resize(64, 64, { kernel: "nearest" }).png().toBuffer();
    return sharp(small).resize(SIDE, SIDE, { kernel: "nearest" }).png().toBuffer();
  },
  reproportioned: async (picture) => {
    const flat = await sharp(picture)
      .resize(SIDE, Math.round(SIDE * 0.78), { fit: "fill" })
      .png()
      .toBuffer();
    return sharp(flat).resize(SIDE, SIDE, { fit: "contain", background: "#f2f2f2" }).png().toBuffer();
  },
};

/** Turnarounds drawn by the sandbox into a temporary folder, with the manifest of any other benchmark. */
export async function drawnTurnarounds(): Promise<Turnarounds> {
  const dir = mkdtempSync(join(tmpdir(), "likeness-drawn-"));
  const artist = createArtist({ dir: join(dir, "memory") });
  const models = CAST.map(({ family }, at) => ({ model: `drawn-${at}`, family }));
  const images: Picture[] = [];
  for (const [at, { words, coat, changed }] of CAST.entries()) {
    const save = (variant: string, angle: number, picture: Buffer) => {
      const model = `drawn-${at}`;
      mkdirSync(join(dir, model), { recursive: true });
      const path = join(model, `${variant}-${angle}.png`);
      writeFileSync(join(dir, path), picture);
      images.push({ model, variant, angle, path });
    };
    for (const angle of ANGLES) {
      const base = await drawn(artist, { words: `${words}, wearing ${coat}`, angle, seed: at + 1 });
      save("base", angle, base);
      if (angle % 60 > 0) continue;
      for (const [variant, edit] of Object.entries(EDITS)) save(variant, angle, await edit(base));
      save(
        "swapped",
        angle,
        await drawn(artist, { words: `${words}, wearing ${changed}`, angle, seed: at + 1 }),
      );
    }
  }
  writeFileSync(join(dir, "manifest.json"), JSON.stringify({ split: "drawn", models, images }));
  return readTurnarounds(dir);
}

interface Sitting {
  words: string;
  angle: number;
  seed: number;
}

function drawn(artist: Artist, { words, angle, seed }: Sitting): Promise<Buffer> {
  return artist.draw({
    endpointId: "fal-ai/flux/dev",
    input: { prompt: `full body of ${words}, plain background`, horizontal_angle: angle },
    seed,
    references: [],
    format: "png",
    width: SIDE,
    height: SIDE,
  });
}
