import { config } from "../config.ts";
import { inputError } from "../errors.ts";
import { type FalModel, findModel } from "../fal/index.ts";
import type { StartInput } from "./start.ts";

const TEXT_MODEL = "fal-ai/flux/dev";
/** Editors by how many references they take; the first that takes them all is used. */
const EDIT_MODELS = ["fal-ai/flux-2/edit", "fal-ai/nano-banana-pro/edit"];

/** The model of a master reference: the caller's, the deployment's, or the one that fits the references. */
export function masterModel({
  model: asked,
  references = [],
}: Pick<StartInput, "model" | "references">): FalModel {
  if (asked) return checked(findModel(asked), references.length);
  const preferred = config("models").MASTER_MODEL;
  const candidates = [...(preferred ? [preferred] : []), TEXT_MODEL, ...EDIT_MODELS].map(findModel);
  const fitting = candidates.find((model) => takes(model, references.length));
  return fitting ?? checked(findModel(EDIT_MODELS[0] ?? TEXT_MODEL), references.length);
}

function checked(model: FalModel, count: number): FalModel {
  if (!makesMasters(model)) {
    const message = `${model.id} does not make master references`;
    throw inputError("master.model", [{ field: "model", message }]);
  }
  if (takes(model, count)) return model;
  const { min, max } = model.references;
  const message = `${model.id} takes ${min} to ${max} reference images, ${count} given`;
  throw inputError("master.model", [{ field: "references", message }]);
}

function makesMasters({ kind }: FalModel): boolean {
  return kind === "text-to-image" || kind === "edit";
}

function takes({ references: { min, max } }: FalModel, count: number): boolean {
  return count >= min && count <= max;
}
