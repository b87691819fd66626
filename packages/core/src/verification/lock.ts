import * as Media from "../media/index.ts";
import { roundedScore } from "../score.ts";
import * as Specification from "../specification/index.ts";
import type { Issue } from "./record.ts";
import type { Check, Verification } from "./verify.ts";

/**
 * A picture against the lock of its subject; undefined where there is none. Colours that are broken fail the check, a
 * head ratio that is off only warns: it is measured from the outline.
 */
export async function lockCheck(
  { projectId, subjectId, measures }: Media.Info,
  angle: number | undefined,
): Promise<Check | undefined> {
  if (!subjectId) return undefined;
  const lock = await Specification.current(projectId, subjectId);
  if (!lock) return undefined;
  const { masterReferenceId } = lock;
  const master = masterReferenceId ? await Media.find(projectId, masterReferenceId) : undefined;
  const findings = Specification.checkLook(lock.look, { picture: measures, master: master?.measures, angle });
  return checkOf(findings, lock.version);
}

/** An answer with what was found of the lock; what could not be measured of it decides nothing. */
export function withLock(likeness: Verification, lock: Check): Verification {
  const isBroken = lock.status === "measured" && !lock.passed;
  const suggestions = isBroken ? lock.issues.map(({ suggestion }) => suggestion) : [];
  return {
    ...likeness,
    passed: likeness.passed && !isBroken,
    checks: [...likeness.checks, lock],
    recommendations: [...new Set([...likeness.recommendations, ...suggestions])],
  };
}

function checkOf(findings: Specification.LockFinding[], version: number): Check {
  const kept = findings.filter(({ verdict }) => verdict === "kept");
  const broken = findings.filter(({ verdict }) => verdict === "broken");
  const measured = kept.length + broken.length;
  if (measured === 0) {
    const details = `Not measured: nothing of the lock, version ${version}, could be told from this picture.`;
    return { type: "lock", status: "unmeasured", score: null, passed: false, details, issues: [] };
  }
  return {
    ...{ type: "lock", status: "measured", score: roundedScore(kept.length / measured) },
    passed: broken.every(({ type }) => type === "head-ratio"),
    details: `Of the lock, version ${version}, ${kept.length} of ${measured} measured features are kept.`,
    issues: broken.map(issueOf),
  };
}

function issueOf({ type, part, locked, seen }: Specification.LockFinding): Issue {
  const instead = seen === null ? "nothing like it is there" : `the nearest is ${seen}`;
  return type === "part-color"
    ? {
        ...{ severity: "high", type: "lock" },
        description: `The ${part} is locked as ${locked}; ${instead}.`,
        suggestion: "Draw it again with the master as reference, or edit the lock.",
      }
    : {
        ...{ severity: "low", type: "lock" },
        description: `The figure is locked as ${locked} heads tall; ${seen} were measured.`,
        suggestion: "Compare its outline with the master's.",
      };
}
