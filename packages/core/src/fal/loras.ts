import { inputError } from "../errors.ts";
import type { FalModel } from "./models.ts";

export interface LoraEntry {
  /** Where FAL downloads the weights; a path from a caller would make FAL fetch anything. */
  path: string;
  /** Base model the weights were trained on; others answer nonsense. */
  family: string;
  scaleMax: number;
}

/** LoRA weights by the name callers use. */
export const LORAS: Readonly<Record<string, LoraEntry>> = {
  realism: {
    path: "https://huggingface.co/XLabs-AI/flux-RealismLora/resolve/main/lora.safetensors",
    family: "flux-1-dev",
    scaleMax: 2,
  },
  "add-details": {
    path: "https://huggingface.co/Shakker-Labs/FLUX.1-dev-LoRA-add-details/resolve/main/FLUX-dev-lora-add_details.safetensors",
    family: "flux-1-dev",
    scaleMax: 2,
  },
};

/** One ControlNet that serves pose, depth and edge images alike. */
export const CONTROLNET_UNION_PATH = "Shakker-Labs/FLUX.1-dev-ControlNet-Union-Pro";

/** Weights of the named LoRAs for `model`; an unknown or unfitting name is an input error naming what is allowed. */
export function loraWeights(model: FalModel, loras: ReadonlyArray<{ name: string; scale: number }>) {
  return loras.map(({ name, scale }, index) => {
    const entry = Object.hasOwn(LORAS, name) ? LORAS[name] : undefined;
    const field = `loras.${index}`;
    if (!entry || entry.family !== model.loras?.family) {
      const allowed = Object.keys(LORAS).filter((known) => LORAS[known]?.family === model.loras?.family);
      const message = `"${name}" is not a LoRA for ${model.id}; allowed: ${allowed.join(", ") || "none"}`;
      throw inputError("lora.unknown", [{ field: `${field}.name`, message }]);
    }
    if (scale > entry.scaleMax) {
      const message = `must be at most ${entry.scaleMax}`;
      throw inputError("lora.scale", [{ field: `${field}.scale`, message }]);
    }
    return { path: entry.path, scale };
  });
}
