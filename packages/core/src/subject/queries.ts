import { inputError } from "../errors.ts";
import { authorize } from "../project/index.ts";
import type { Environment, Lighting } from "./design.ts";
import { find, row } from "./read.ts";
import type { Row } from "./record.ts";

export interface EnvironmentDesign {
  locationId: string;
  name: string;
  description: string;
  environment: Environment | null;
  lighting: Lighting | null;
  /** The place's master reference that is current; null before the first. */
  masterReferenceId: string | null;
}

/** The design of a location, as a shot is composed with it. Checks the caller. */
export async function environmentDesign(projectId: string, locationId: string): Promise<EnvironmentDesign> {
  const { name, description, environment, lighting, currentMasterId } = await ofKind(
    projectId,
    locationId,
    "location",
  );
  return {
    ...{ locationId, name, description },
    environment: environment ?? null,
    lighting: lighting ?? null,
    masterReferenceId: currentMasterId ?? null,
  };
}

export interface LightingDesign {
  sceneId: string;
  name: string;
  lighting: Lighting | null;
  /** Whose light it is: a scene without its own is lit as its location. */
  from: "scene" | "location" | null;
}

/** The light of a scene: its own, or that of its location. Checks the caller. */
export async function lightingDesign(projectId: string, sceneId: string): Promise<LightingDesign> {
  const { name, lighting, locationId } = await ofKind(projectId, sceneId, "scene");
  if (lighting) return { sceneId, name, lighting, from: "scene" };
  const place = locationId ? await find(projectId, locationId) : undefined;
  if (place?.lighting) return { sceneId, name, lighting: place.lighting, from: "location" };
  return { sceneId, name, lighting: null, from: null };
}

async function ofKind(projectId: string, subjectId: string, type: "location" | "scene"): Promise<Row> {
  await authorize(projectId);
  const found = await row(projectId, subjectId);
  if (found.type === type) return found;
  throw inputError("subject.kind", [
    { field: "subjectId", message: `is a ${found.type}; a ${type} is needed` },
  ]);
}
