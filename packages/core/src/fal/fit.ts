import { type FieldProblem, inputError } from "../errors.ts";
import type { FalModel, Range } from "./models.ts";
import type { GenerationRequest } from "./request.ts";

export interface Fitted {
  fitted: GenerationRequest;
  warnings: string[];
}

/**
 * A request within the bounds of `model`: numbers capped, a negative prompt left out where there is none, each
 * with a warning. Throws `request.unsupported` with one problem per field the model cannot take.
 */
export function fitToModel(request: GenerationRequest, model: FalModel): Fitted {
  const problems = unsupported(request, model);
  if (problems.length > 0) throw inputError("request.unsupported", problems);
  const warnings: string[] = [];
  const cap = (field: "steps" | "guidanceScale" | "elevationDegrees", range: Range | null | undefined) => {
    const value = request[field];
    if (value === undefined || !range) return {};
    const capped = Math.min(range.max, Math.max(range.min, value));
    if (capped !== value) warnings.push(`${field} ${value} capped to ${capped} for ${model.id}`);
    return { [field]: capped };
  };
  const fitted: GenerationRequest = {
    ...request,
    model: model.id,
    ...cap("steps", model.steps),
    ...cap("guidanceScale", model.guidance),
    ...cap("elevationDegrees", model.azimuth?.elevation),
  };
  if (fitted.negativePrompt !== undefined && !model.negativePrompt) {
    delete fitted.negativePrompt;
    warnings.push(`negativePrompt left out: ${model.id} has none`);
  }
  if (model.prompt === "none") warnings.push(`prompt left out: ${model.id} writes its own`);
  return { fitted, warnings };
}

/**
 * Whether `model` can do everything the request needs, apart from settings that only tune it. A camera that would
 * have to be capped shows another view, so it counts as unable.
 */
export function canTake(request: GenerationRequest, model: FalModel): boolean {
  const { elevationDegrees = 0 } = request;
  const reachesView = !model.azimuth || inside(elevationDegrees, model.azimuth.elevation);
  return reachesView && unsupported(withoutTuning(request, model), model).length === 0;
}

/** The request for another model: settings that `model` does not have are left out, the others stay. */
export function withoutTuning(request: GenerationRequest, model: FalModel): GenerationRequest {
  const moved: GenerationRequest = { ...request, model: model.id };
  if (!model.steps) delete moved.steps;
  if (!model.guidance) delete moved.guidanceScale;
  if (!model.negativePrompt) delete moved.negativePrompt;
  if (!model.safetyChecker) delete moved.safetyChecker;
  if (!model.seed.accepted) delete moved.seed;
  return moved;
}

function unsupported(request: GenerationRequest, model: FalModel): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const refuse = (
    when: boolean,
    field: keyof GenerationRequest,
    message = `${model.id} has no such setting`,
  ) => {
    if (when) problems.push({ field, message });
  };
  const { references = 0, loras = [] } = request;
  const { min, max } = model.references;
  const isLanguage = model.kind === "vision" || model.kind === "text";
  refuse(references < min || references > max, "references", `${model.id} takes ${range(model.references)}`);
  refuse(request.steps !== undefined && !model.steps, "steps");
  refuse(request.guidanceScale !== undefined && !model.guidance, "guidanceScale");
  refuse(request.seed !== undefined && !model.seed.accepted, "seed");
  refuse(request.azimuthDegrees !== undefined && !model.azimuth, "azimuthDegrees");
  refuse(request.azimuthDegrees === undefined && model.azimuth !== null, "azimuthDegrees", "is required");
  refuse(request.elevationDegrees !== undefined && !model.azimuth, "elevationDegrees");
  refuse(request.safetyChecker !== undefined && !model.safetyChecker, "safetyChecker");
  refuse(
    loras.length > (model.loras?.max ?? 0),
    "loras",
    `${model.id} takes at most ${model.loras?.max ?? 0}`,
  );
  const { control } = request;
  refuse(control !== undefined && !model.controls.includes(control.kind), "control");
  refuse(request.vision !== undefined && !isLanguage, "vision");
  problems.push(...sizeProblems(request, model));
  return problems;
}

function sizeProblems({ width, height }: GenerationRequest, { id, size }: FalModel): FieldProblem[] {
  if (size.form !== "image-size") return [];
  const { side, pixels } = size;
  if (pixels && inside(width * height, pixels)) return [];
  const message = `${id} takes ${range(side)} pixels${pixels ? `, or an area of ${range(pixels)}` : ""}`;
  return (["width", "height"] as const)
    .filter((field) => !inside(field === "width" ? width : height, side))
    .map((field) => ({ field, message }));
}

function inside(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}

function range({ min, max }: Range): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
