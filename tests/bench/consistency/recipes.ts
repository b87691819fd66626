import type { Part } from "@likeness/core/consistency";

/** How much each kind of pair counts for each part, against or for "the same"; kinds not named do not count. */
export const AGAINST: Record<Part, Record<string, number>> = {
  color: { recoloured: 1, different: 0.3, family: 0.15, swapped: 0.2 },
  proportion: { reproportioned: 1, different: 0.1, family: 0.1, impostor: 0.15, missing: 0.1 },
  parts: { swapped: 1, accessory: 0.8, missing: 0.8, family: 0.05, different: 0.05 },
  missing: { missing: 1, accessory: 0.1 },
  style: { restyled: 1, different: 0.1 },
  identity: { different: 0.9, family: 0.9, impostor: 1 },
};
export const FOR: Record<Part, Record<string, number>> = {
  color: { same: 1, copy: 0.3, "same-both": 0.3, reproportioned: 0.1, pose: 0.05, missing: 0.1 },
  proportion: { same: 1, copy: 0.3, "same-both": 0.3, recoloured: 0.3, swapped: 0.3 },
  parts: { same: 1, copy: 0.3, "same-both": 0.3, pose: 0.05 },
  missing: { same: 1, copy: 0.3, "same-both": 0.3, recoloured: 0.1 },
  style: {
    same: 1,
    copy: 0.5,
    "same-both": 0.3,
    pose: 0.05,
    reproportioned: 0.1,
    missing: 0.1,
    swapped: 0.1,
  },
  identity: { same: 1, copy: 0.3, "same-both": 0.3, pose: 0.1 },
};
/** What is joined from which parts, what it must refuse, how much each counts, and how many true pairs should pass. */
export const JOINED: Record<
  string,
  { parts: readonly Part[]; against: Record<string, number>; passShare: number }
> = {
  features: {
    parts: ["parts", "missing"],
    against: { swapped: 1, accessory: 1, missing: 0.6 },
    passShare: 0.95,
  },
  overall: {
    parts: ["color", "proportion", "style", "parts", "missing", "identity"],
    against: {
      ...{
        different: 1.5,
        family: 1.5,
        impostor: 2,
        recoloured: 0.4,
        restyled: 0.4,
        swapped: 0.4,
        accessory: 0.4,
      },
      ...{ missing: 0.2, reproportioned: 0.2 },
    },
    passShare: 0.92,
  },
};
/** How many held-out true pairs each part alone lets pass at the working point. */
export const PASS_SHARE: Record<Part, number> = {
  color: 0.965,
  proportion: 0.92,
  style: 0.95,
  parts: 0.95,
  missing: 0.95,
  identity: 0.96,
};
