import type * as Subject from "../subject/index.ts";

const BACKDROP = "plain light grey studio background, soft even lighting, sharp focus";

const FRAMING: Record<Subject.SubjectType, string> = {
  character: `full body from head to toe, front view, facing the camera, neutral standing pose with arms slightly away from the body, ${BACKDROP}`,
  location: "establishing view of the place at eye level, no people, sharp focus from front to back",
  prop: `the whole object, centred, front view, nothing else in the picture, ${BACKDROP}`,
};

const NOUN: Record<Subject.SubjectType, string> = {
  character: "Character reference",
  location: "Environment reference of a location",
  prop: "Object reference of a prop",
};

/** What a reference picture must never contain; models without negative prompts ignore it. */
export const NEGATIVE_PROMPT =
  "text, watermark, logo, frame, cropped, several figures, collage, blurry, low quality";

/** The prompt of a master reference: who or what, in which style, framed so that every later view can start from it. */
export function masterPrompt(
  subject: Pick<Subject.Info, "type">,
  look: { description: string; style?: string | undefined; known?: string | undefined },
) {
  const style = look.style ? `, ${look.style} style` : "";
  const known = look.known ? ` ${look.known}` : "";
  return `${NOUN[subject.type]}: ${look.description}${style}.${known} ${FRAMING[subject.type]}.`;
}
