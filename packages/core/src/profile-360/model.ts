import { config } from "../config.ts";
import { inputError } from "../errors.ts";
import { type FalModel, findModel } from "../fal/index.ts";
import { IMAGE } from "../limits.ts";
import type { StartInput } from "./start.ts";

const ANGLE_MODEL = "fal-ai/qwen-image-edit-2511-multiple-angles";
const GUIDED_MODEL = "fal-ai/qwen-image-edit-2511";
const TEXT_MODEL = "fal-ai/flux/dev";

/** The model of a profile: the caller's, the deployment's, or the default of the strategy. */
export function profileModel({ model: asked, strategy }: Pick<StartInput, "model" | "strategy">): FalModel {
  const preferred = strategy === "reference" ? (config("models").PROFILE_MODEL ?? ANGLE_MODEL) : TEXT_MODEL;
  const model = findModel(asked ?? preferred);
  if (fits(model, strategy)) return model;
  const message = `${model.id} cannot be used with the strategy "${strategy}"`;
  throw inputError("profile.model", [{ field: "model", message }]);
}

/** The model that draws an angle from the master and a second picture; the caller's own where it can. */
export function guidedModel({ model: asked }: Pick<StartInput, "model">): FalModel {
  const own = asked === undefined ? undefined : findModel(asked);
  return own && own.kind === "edit" && own.references.max >= 2 ? own : findModel(GUIDED_MODEL);
}

/** Another model of the same kind, for an angle that the first one does not get right. */
export function otherModel(input: Pick<StartInput, "model" | "strategy">): FalModel {
  const { fallback } = profileModel(input);
  const other = fallback === null ? undefined : findModel(fallback);
  return other && fits(other, input.strategy) ? other : profileModel(input);
}

/** The side of a profile's pictures in pixels. */
export function profileSide({ resolution }: Pick<StartInput, "resolution">): number {
  return resolution === "high" ? IMAGE.highSize : IMAGE.standardSize;
}

function fits({ kind, references }: FalModel, strategy: StartInput["strategy"]): boolean {
  if (strategy === "locked-seed") return kind === "text-to-image";
  return (kind === "multi-angle" || kind === "edit") && references.min <= 1 && references.max >= 1;
}
