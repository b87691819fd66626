import * as Lineage from "../lineage/index.ts";
import * as Specification from "../specification/index.ts";
import type * as Subject from "../subject/index.ts";
import { lockWords, saidWords } from "./said.ts";
import type { StartInput } from "./start.ts";

/**
 * Everything known of a subject as words for its next master: one question to the graph (or to the table, when the
 * graph is away) and its lock. What an earlier master looked like counts only while the description is the subject's
 * own: who describes it anew wants something else.
 */
export async function knownOf(
  subject: Subject.Info,
  { description }: Pick<StartInput, "description">,
): Promise<string> {
  const { projectId, subjectId } = subject;
  const [{ answer }, lock] = await Promise.all([
    Lineage.contextOf(projectId, subjectId),
    Specification.current(projectId, subjectId),
  ]);
  const [earlier] = answer?.masters ?? [];
  const keeps = lock?.source === "extracted" && earlier && description === subject.description;
  const look = keeps
    ? `As in the earlier reference, version ${earlier.version ?? 1}. ${lockWords(lock)}`
    : "";
  return [saidWords(answer, lock), look].filter(Boolean).join(" ");
}
