import { derivedId } from "../ids.ts";
import * as Lineage from "../lineage/index.ts";
import { roundedScore } from "../score.ts";
import type { Verification, VerifyInput } from "./verify.ts";

/**
 * Keeps an answer as a node of the graph and answers its id. The same question, measured the same way, is the same
 * report, however often it is asked.
 */
export async function keepVerification(
  projectId: string,
  { newImageId, referenceSetId, checkType }: VerifyInput,
  { passed, overallConsistency, threshold, method, version }: Verification,
): Promise<string> {
  const how = `${method} ${version}`;
  const reportId = derivedId("report", newImageId, referenceSetId, checkType, roundedScore(threshold), how);
  await Lineage.keepReport({
    ...{ projectId, reportId, aboutId: newImageId, againstIds: [referenceSetId] },
    ...{ passed, overallScore: overallConsistency, method: how, threshold },
    createdAt: new Date().toISOString(),
  });
  return reportId;
}
