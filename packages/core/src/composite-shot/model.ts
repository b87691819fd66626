import { config } from "../config.ts";
import { type FieldProblem, inputError } from "../errors.ts";
import { type FalModel, findModel, listModels, priceMicroUsd } from "../fal/index.ts";
import type { StartInput } from "./input.ts";

/** What a scene needs of a model. */
export interface Need {
  references: number;
  resolution: StartInput["resolution"];
  /** The caller asked for a seed, so the model must take one. */
  isSeeded: boolean;
}

/**
 * Models that can make a scene, best first: those that take all references before those that take fewer, then by
 * price. The caller's own choice stands alone; the deployment's comes first. Throws an input error naming the field and
 * the limits per model when none is left.
 */
export function compositeModels(asked: string | undefined, need: Need): FalModel[] {
  if (asked !== undefined) return [checked(findModel(asked), need)];
  const preferred = config("models").COMPOSITE_MODEL;
  const editors = listModels("edit").filter((model) => !need.isSeeded || model.seed.accepted);
  const fitting = editors.filter((model) => takesSize(model, need.resolution));
  if (fitting.length === 0) throw sizeProblem(editors, need);
  const ranked = fitting.sort((a, b) => left(a, need) - left(b, need) || price(a, need) - price(b, need));
  const first = ranked.find(
    ({ id, aliases }) => preferred === id || (preferred && aliases.includes(preferred)),
  );
  return first ? [first, ...ranked.filter((model) => model !== first)] : ranked;
}

/** What one picture of a scene costs, with as many references as the model takes. */
export function shotPriceMicroUsd(model: FalModel, { references, resolution }: Need): number {
  return priceMicroUsd(model, { ...resolution, references: Math.min(references, model.references.max) });
}

/** Models that follow a control picture. */
export function controlModel(kind: StartInput["controlNetKind"]): FalModel {
  const model = listModels("controlnet").find(({ controls }) => controls.includes(kind));
  if (model) return model;
  throw inputError("composite.control", [
    { field: "controlNetKind", message: "no model follows such a picture" },
  ]);
}

function checked(model: FalModel, need: Need): FalModel {
  const problems: FieldProblem[] = [];
  if (model.kind !== "edit") {
    const allowed = listModels("edit").map(({ id }) => id);
    problems.push({
      field: "model",
      message: `does not compose references; allowed are ${allowed.join(", ")}`,
    });
  }
  if (need.isSeeded && !model.seed.accepted)
    problems.push({ field: "seed", message: `${model.id} takes no seed` });
  if (problems.length > 0) throw inputError("composite.model", problems);
  if (!takesSize(model, need.resolution)) throw sizeProblem([model], need);
  return model;
}

function takesSize({ size }: FalModel, { width, height }: Need["resolution"]): boolean {
  if (size.form === "none") return false;
  if (size.form === "aspect-ratio")
    return Math.max(width, height) <= Math.max(...Object.values(size.resolutions));
  const { side, pixels } = size;
  const isWithin = (value: number, { min, max }: { min: number; max: number }) =>
    value >= min && value <= max;
  return (pixels && isWithin(width * height, pixels)) || (isWithin(width, side) && isWithin(height, side));
}

function sizeProblem(models: FalModel[], { resolution }: Need) {
  const { width, height } = resolution;
  const limits = models.map((model) => `${model.id}: ${limitsOf(model)}`).join("; ");
  const message = `${width}x${height} is outside the limits in pixels (${limits})`;
  return inputError("composite.resolution", [{ field: "resolution", message }]);
}

function limitsOf({ size }: FalModel): string {
  if (size.form === "none") return "no pictures";
  if (size.form === "aspect-ratio") return `sides up to ${Math.max(...Object.values(size.resolutions))}`;
  const area = size.pixels ? `, or an area of ${size.pixels.min} to ${size.pixels.max}` : "";
  return `sides of ${size.side.min} to ${size.side.max}${area}`;
}

function left({ references }: FalModel, need: Need): number {
  return Math.max(0, need.references - references.max);
}

function price(model: FalModel, need: Need): number {
  return shotPriceMicroUsd(model, need);
}
