import { describe, expect, it } from "vitest";
import { copiesOf } from "./full-table.ts";

const ROW = {
  pk: { S: "$likeness#projectid_prj_A" },
  sk: { S: "$media_1#mediaid_med_A" },
  gsi1pk: { S: "$likeness#projectid_prj_A#subjectid_sub_A" },
  gsi1sk: { S: "$media_1#mediaid_med_A" },
  mediaId: { S: "med_A" },
  projectId: { S: "prj_A" },
  subjectId: { S: "sub_A" },
  prompt: { S: "front view" },
  width: { N: "1024" },
};

describe("copies of an image's row", () => {
  it("have ids of their own in every key and all else alike", () => {
    const copies = [...copiesOf(ROW, 40)];
    expect(new Set(copies.map(({ sk }) => sk?.S)).size).toBe(40);
    for (const { pk, sk, gsi1pk, gsi1sk, mediaId, projectId, subjectId, ...rest } of copies) {
      expect(sk).toEqual({ S: `$media_1#mediaid_${mediaId?.S}` });
      expect(gsi1sk).toEqual(sk);
      expect(pk).toEqual({ S: `$likeness#projectid_${projectId?.S}` });
      expect(gsi1pk).toEqual({ S: `$likeness#projectid_${projectId?.S}#subjectid_${subjectId?.S}` });
      expect(rest).toEqual({ prompt: ROW.prompt, width: ROW.width });
    }
  });

  it("share the project of the first row for a tenth, and are spread over others", () => {
    const projects = [...copiesOf(ROW, 100)].map(({ projectId }) => projectId?.S);
    expect(projects.filter((project) => project === "prj_A")).toHaveLength(10);
    expect(new Set(projects).size).toBe(10);
  });
});
