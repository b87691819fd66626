import * as z from "zod";
import { type Context, tableGraph } from "../brain/index.ts";
import { KNOWN } from "../limits.ts";
import * as Specification from "../specification/index.ts";
import type * as Subject from "../subject/index.ts";

/** What people said around a subject, as words for a prompt: its style guide, its scenes and the lock they wrote. */
export async function saidOf({
  projectId,
  subjectId,
}: Pick<Subject.Info, "projectId" | "subjectId">): Promise<string> {
  const [context, lock] = await Promise.all([
    tableGraph().context({ projectId, nodeId: subjectId }),
    Specification.current(projectId, subjectId),
  ]);
  return saidWords(context, lock);
}

/** The words alone; what was only extracted from a picture is not said by anybody. Pure. */
export function saidWords(context: Context | undefined, lock: Specification.Info | undefined): string {
  return [
    designWords(context),
    guideWords(context),
    sceneWords(context),
    lock?.source === "edited" ? lockWords(lock) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** A lock as a sentence; empty when it locks nothing. */
export function lockWords({ look }: Pick<Specification.Info, "look">): string {
  const words = Specification.lookWords(look);
  return words ? `Exactly these features: ${words.slice(0, KNOWN.lockMaxChars)}.` : "";
}

const DESIGNS = { environment: "Surroundings", lighting: "Light" } as const;
const Design = z.record(z.string(), z.unknown());

/** A place's own environment and light, as they were designed. */
function designWords(context: Context | undefined): string {
  const properties = context?.subject.properties ?? {};
  return Object.entries(DESIGNS)
    .flatMap(([field, label]) => {
      const kept = properties[field];
      const design = typeof kept === "string" ? parsed(kept) : {};
      const words = Object.values(design).flatMap((value) => (typeof value === "string" ? [value] : []));
      return words.length > 0 ? [`${label}: ${words.join(", ").slice(0, KNOWN.guideMaxChars)}.`] : [];
    })
    .join(" ");
}

/** As a graph keeps it, which takes flat values only; one that was cut off says nothing. */
function parsed(text: string): z.infer<typeof Design> {
  try {
    return Design.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

function guideWords(context: Context | undefined): string {
  const { name, description } = context?.style?.properties ?? {};
  if (typeof name !== "string") return "";
  const detail = typeof description === "string" ? `: ${description.slice(0, KNOWN.guideMaxChars)}` : "";
  return `Style guide "${name}"${detail}.`;
}

function sceneWords(context: Context | undefined): string {
  const names = (context?.scenes ?? []).flatMap(({ properties }) =>
    typeof properties.name === "string" ? [`"${properties.name}"`] : [],
  );
  return names.length > 0 ? `Made for the scenes ${names.slice(0, KNOWN.scenesMax).join(", ")}.` : "";
}
