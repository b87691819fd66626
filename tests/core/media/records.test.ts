import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withActor } from "../../../packages/core/src/actor/index.ts";
import * as Collection from "../../../packages/core/src/collection/index.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import * as Media from "../../../packages/core/src/media/index.ts";
import * as Project from "../../../packages/core/src/project/index.ts";
import * as Specification from "../../../packages/core/src/specification/index.ts";
import { mediaInfo } from "../../support/media.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());

const as = <R>(person: string, work: () => Promise<R>) => withActor({ person }, work);

describe("pictures", () => {
  it("are listed newest first by project, subject, type and both, page by page", async () => {
    const projectId = newId("project");
    const [hero, sword] = [newId("subject"), newId("subject")];
    const made: Media.Info[] = [];
    for (let index = 0; index < 6; index++) {
      const subjectId = index % 2 === 0 ? hero : sword;
      const imageType = index < 3 ? "profile-360" : "master-reference";
      const media = mediaInfo({ projectId, mediaId: newId("media"), subjectId, imageType });
      made.push(await Media.record(media));
    }
    const newest = [...made].reverse();
    const listed = async (filter: Partial<Media.ListFilter>) => {
      const ids: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const { images, nextCursor } = await Media.list(projectId, { limit: 2, cursor, ...filter });
        ids.push(...images.map(({ mediaId }) => mediaId));
        if (!nextCursor) return ids;
        cursor = nextCursor;
      }
    };
    const of = (keep: (media: Media.Info) => boolean) => newest.filter(keep).map(({ mediaId }) => mediaId);
    expect(await listed({})).toEqual(of(() => true));
    expect(await listed({ subjectId: hero })).toEqual(of(({ subjectId }) => subjectId === hero));
    expect(await listed({ imageType: "profile-360" })).toEqual(
      of(({ imageType }) => imageType === "profile-360"),
    );
    expect(await listed({ subjectId: sword, imageType: "profile-360" })).toEqual(
      of(({ subjectId, imageType }) => subjectId === sword && imageType === "profile-360"),
    );
    const oldest = await Media.oldestFirst(projectId, { limit: 4, cursor: made[0]?.mediaId });
    expect(oldest.map(({ mediaId }) => mediaId)).toEqual(made.slice(1, 5).map(({ mediaId }) => mediaId));
  });

  it("that show no subject, or several, have none in any list", async () => {
    const projectId = newId("project");
    const scene = await Media.record(mediaInfo({ projectId, mediaId: newId("media"), subjectId: undefined }));
    const oldest = await Media.oldestFirst(projectId, { limit: 4 });
    expect(oldest.map(({ mediaId }) => mediaId)).toEqual([scene.mediaId]);
    expect([oldest[0], await Media.fromId(projectId, scene.mediaId)].map((one) => one?.subjectId)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("are recorded once: the row of an earlier run stays as it is", async () => {
    const media = mediaInfo({
      projectId: newId("project"),
      mediaId: newId("media"),
      subjectId: newId("subject"),
    });
    await Media.record(media);
    const again = await Media.record({ ...media, prompt: "another" });
    expect(again.prompt).toBe(media.prompt);
  });
});

describe("projects", () => {
  it("are found by each of their people, and all of them by a rebuild", async () => {
    const { projectId } = await as("ada", () => Project.create({ name: "Film" }));
    await as("ada", () => Project.addCollaborator(projectId, { person: "bob" }));
    const { projects } = await as("bob", () => Project.list({ limit: 10 }));
    expect(projects.map((each) => each.projectId)).toEqual([projectId]);
    expect(await Project.listAll()).toEqual([projectId]);
  });
});

describe("collections", () => {
  it("are read by id, several at once, and in order", async () => {
    const projectId = newId("project");
    const ids = [newId("collection"), newId("collection"), newId("collection")];
    for (const collectionId of ids) {
      await Collection.record({
        ...{ collectionId, projectId, subjectId: "sub_1", masterReferenceId: "med_1", jobId: "job_1" },
        ...{
          mediaIds: { "0": "med_2" },
          missingAngles: [],
          state: "complete",
          createdAt: "2026-01-01T00:00:00Z",
        },
        consistency: { overallScore: null, status: "not-measured" },
      });
    }
    const found = await Collection.fromIds(projectId, [...ids, newId("collection")]);
    expect(found.map(({ collectionId }) => collectionId).sort()).toEqual(ids);
    const page = await Collection.page(projectId, { limit: 10, cursor: ids[0] });
    expect(page.map(({ collectionId }) => collectionId)).toEqual(ids.slice(1));
  });
});

describe("a lock", () => {
  const described = {
    hairColor: "#802010",
    costume: {
      description: "armour",
      items: [{ part: "cape", color: "#1040c0" }, { part: "boots" }],
      marks: [{ description: "eye patch", side: "left" as const, color: "#101010" }],
    },
  };
  const measured = { colorPalette: ["#1040c0", "#c0c0c0"], headRatio: 6.5 };

  it("is made of what was described and measured, and of nothing that was not seen", () => {
    expect(Specification.lookOf(described, measured)).toEqual({
      parts: [
        { part: "hair", hex: "#802010" },
        { part: "cape", hex: "#1040c0" },
      ],
      headRatio: 6.5,
      marks: [{ description: "eye patch", side: "left", hex: "#101010" }],
      costumes: [{ state: "default", description: "armour", parts: [{ part: "cape", hex: "#1040c0" }] }],
      colorPalette: ["#1040c0", "#c0c0c0"],
    });
  });

  it("is recorded once per master, and is a person's once they wrote it", async () => {
    const subject = { projectId: newId("project"), subjectId: newId("subject") };
    const [first, second] = [newId("media"), newId("media")];
    const extract = (masterReferenceId: string) =>
      Specification.extract({ ...subject, masterReferenceId }, { described, measured });
    expect((await extract(first)).version).toBe(1);
    expect((await extract(first)).version).toBe(1);
    expect((await extract(second)).version).toBe(2);
    const look = Specification.Look.parse({ parts: [{ part: "cape", hex: "#ff0000" }] });
    const edits = [1, 2].map(() => as("ada", () => Specification.edit(subject, { version: 2, look })));
    const outcomes = await Promise.allSettled(edits);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await extract(newId("media"))).toMatchObject({ version: 3, source: "edited", person: "ada" });
  });

  it("says sides as the subject's own, and where they are in a front view", () => {
    const words = Specification.lookWords(Specification.lookOf(described, measured));
    expect(words).toBe(
      "hair #802010, cape #1040c0, eye patch (#101010) on the subject's own left, towards the right edge of the picture, 6.5 heads tall",
    );
  });
});
