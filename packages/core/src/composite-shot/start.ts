import { inputError } from "../errors.ts";
import * as Job from "../job/index.ts";
import * as Media from "../media/index.ts";
import { authorize } from "../project/index.ts";
import { contradictions } from "./contradictions.ts";
import type { StartInput } from "./input.ts";
import { compositeModels, controlModel, shotPriceMicroUsd } from "./model.ts";
import { needOf, wantsControl } from "./plan.ts";
import { rosterOf } from "./roster.ts";

/**
 * Starts a scene of several references of the caller's project; the job is to be watched. Everything that can be known
 * before money is spent is checked here: references, model, resolution, budget and, with `strict`, contradictions.
 */
export async function start(place: Job.Place, input: StartInput): Promise<Job.Row> {
  const { projectId } = place;
  await authorize(projectId);
  const entries = await rosterOf({ projectId, at: new Date().toISOString() }, input);
  await checkControl(projectId, input);
  if (wantsControl(input)) controlModel(input.controlNetKind);
  const need = needOf(input, entries.length);
  const [model] = compositeModels(input.model, need);
  if (model) Job.checkBudget(input.maxCostUsd, shotPriceMicroUsd(model, need));
  const found = contradictions(input.description, entries);
  if (input.strict && found.length > 0) throw inputError("composite.contradiction", found);
  const { maxCostUsd } = input;
  return Job.start({ ...place, operation: "composite-shot", input, total: 1, maxCostUsd });
}

async function checkControl(
  projectId: string,
  { controlNetImages = [], drawLayout }: StartInput,
): Promise<void> {
  const field = "controlNetImages.0";
  const [mediaId] = controlNetImages;
  if (!mediaId) return;
  if (drawLayout)
    throw inputError("composite.control", [
      { field: "drawLayout", message: "a control picture is given already" },
    ]);
  const media = await Media.find(projectId, mediaId);
  if (!media)
    throw inputError("composite.control", [{ field, message: `no image ${mediaId} in this project` }]);
  if (media.contentType.startsWith("image/")) return;
  throw inputError("composite.control", [{ field, message: `is ${media.contentType}; a picture is needed` }]);
}
