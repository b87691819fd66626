import type { Artist } from "../../../packages/fal-sandbox/src/index.ts";

const DESCRIPTIONS = [
  "a knight in silver armour with a blue cape",
  "an old wizard with a white beard and a purple robe",
  "a girl in a yellow raincoat with green boots",
  "a red fox in a brown waistcoat",
  "a robot with orange plating",
  "a baker in a white apron with a chef hat",
  "a pirate with a black tricorn and a red coat",
  "a boy in a striped shirt and blue shorts",
];
const ANGLES = [0, 60, 150, 270];
const SIDE = 768;

/** Turned figures of the sandbox, as PNG. */
export async function drawnPictures(artist: Artist): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  const size = { width: SIDE, height: SIDE, format: "png" } as const;
  for (const [seed, prompt] of DESCRIPTIONS.entries()) {
    const master = await artist.draw({
      ...size,
      endpointId: "fal-ai/flux/dev",
      input: { prompt },
      seed,
      references: [],
    });
    for (const angle of ANGLES) {
      pictures.push(
        await artist.draw({
          ...size,
          endpointId: "fal-ai/qwen-image-edit-2511-multiple-angles",
          input: { horizontal_angle: angle },
          seed,
          references: [master],
        }),
      );
    }
  }
  return pictures;
}
