import * as z from "zod";
import trained from "./scenes.json";
import { World } from "./weights.ts";

/** What was trained on pictures of scenes: `scene` compares two of them, `mixed` one with a picture on plain ground. */
export const Scenes = z.object({ scene: World, mixed: World });
export type Scenes = z.infer<typeof Scenes>;

let loaded: Scenes | undefined;

/** The trained numbers that ship with the product, checked on first use. */
export function shippedScenes(): Scenes {
  loaded ??= Scenes.parse(trained);
  return loaded;
}
