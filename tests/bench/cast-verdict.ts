import type { CastAnswer, CastFinding } from "../../packages/core/src/cast-check/index.ts";
import type { BenchScene } from "./cast-scenes.ts";
import { rounded, type Target } from "./report.ts";

/** How many scenes of a kind there were and how many were judged rightly, by kind; and characters left unmeasured. */
export interface Tally {
  scenes: Record<string, number>;
  right: Record<string, number>;
  characters: number;
  unmeasured: number;
}

export function emptyTally(): Tally {
  return { scenes: {}, right: {}, characters: 0, unmeasured: 0 };
}

/** Counts one scene; a wrongly judged one is named when `isListed`. A scene left unmeasured where it matters counts apart. */
export function noteScene(
  tally: Tally,
  { name, deed }: Pick<BenchScene, "name" | "deed">,
  answer: CastAnswer,
  isListed = false,
): void {
  const kind = deed?.twist ?? "clean";
  const characters = answer.findings.filter(({ isCharacter }) => isCharacter);
  tally.characters += characters.length;
  const unmeasured = characters.filter(({ verdict }) => verdict === "unmeasured");
  tally.unmeasured += unmeasured.length;
  if (deed && deed.keys.length > 0 && deed.keys.every((key) => unmeasured.some((each) => each.key === key)))
    return;
  const isRight = deed ? isFound(deed, characters, answer) : !isAccused(characters, answer);
  tally.scenes[kind] = (tally.scenes[kind] ?? 0) + 1;
  tally.right[kind] = (tally.right[kind] ?? 0) + (isRight ? 1 : 0);
  if (isListed && !isRight)
    console.error(`${name} ${JSON.stringify(deed?.keys ?? [])}: ${said(characters, answer)}`);
}

/** Whether the very thing that was done to a scene was said of the very ones it was done to. */
export function isFound(
  { twist, keys }: NonNullable<BenchScene["deed"]>,
  findings: CastFinding[],
  { extras }: Pick<CastAnswer, "extras">,
): boolean {
  const verdictOf = (key: string) => findings.find((each) => each.key === key)?.verdict;
  const [first = ""] = keys;
  if (twist === "extra") return (extras?.length ?? 0) > 0;
  if (twist === "drop") return verdictOf(first) === "missing";
  if (twist === "bleed") return verdictOf(first) === "attribute-bleed";
  if (twist === "swap") return keys.every((key) => verdictOf(key) === "swapped");
  if (twist === "merge") return keys.every((key) => verdictOf(key) === "merged");
  return findings.find((each) => each.key === first)?.isCopy === true;
}

/** Whether anybody of a scene was accused of anything. */
export function isAccused(findings: CastFinding[], { extras }: Pick<CastAnswer, "extras">): boolean {
  const isFine = ({ verdict, isCopy }: CastFinding) =>
    !isCopy && (verdict === "present" || verdict === "unmeasured");
  return (extras?.length ?? 0) > 0 || !findings.every(isFine);
}

/** The figures of a column against their bounds: found over all wrong scenes, accused over all clean ones. */
export function targetsOf(
  column: string,
  { scenes, right, characters, unmeasured }: Tally,
  bounds: { foundMin: number; accusedMax: number; unmeasuredMax: number },
): Target[] {
  const wrong = Object.keys(scenes).filter((kind) => kind !== "clean");
  const total = (counts: Record<string, number>) => wrong.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  const accused = 1 - (right.clean ?? 0) / Math.max(1, scenes.clean ?? 0);
  return [
    {
      name: `${column}: wrong scenes found`,
      value: rounded(total(right) / Math.max(1, total(scenes)), 3),
      atLeast: bounds.foundMin,
    },
    { name: `${column}: clean scenes accused`, value: rounded(accused, 3), atMost: bounds.accusedMax },
    {
      name: `${column}: characters unmeasured`,
      value: rounded(unmeasured / Math.max(1, characters), 3),
      atMost: bounds.unmeasuredMax,
    },
  ];
}

function said(findings: CastFinding[], { extras }: CastAnswer): string {
  const words = findings.map(
    ({ key, verdict, others, likeness }) => `${key} ${verdict} ${others.join("+")} ${likeness ?? ""}`,
  );
  return [...words, `extras ${extras?.length ?? "unknown"}`].join(", ");
}
