import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withActor } from "../../../packages/core/src/actor/index.ts";
import { tableGraph } from "../../../packages/core/src/brain/index.ts";
import { newId } from "../../../packages/core/src/ids.ts";
import * as Project from "../../../packages/core/src/project/index.ts";
import * as Subject from "../../../packages/core/src/subject/index.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

let table: TestTable;
let projectId: string;
beforeAll(async () => {
  table = await openTestTable();
  projectId = (await as(() => Project.create({ name: "Film" }))).projectId;
});
afterAll(() => table.close());

const as = <R>(work: () => Promise<R>) => withActor({ person: "ada" }, work);
const make = (input: Partial<Subject.CreateInput> = {}) =>
  as(() => Subject.create(projectId, { type: "character", name: "Hero", description: "a knight", ...input }));
const failure = (work: () => Promise<unknown>) =>
  as(work).then(
    () => undefined,
    (error: {
      code: string;
      kind: string;
      message: string;
      problems: Array<{ field: string; message: string }>;
    }) => error,
  );
const relations = async (nodeId: string, direction: "out" | "in") =>
  (await tableGraph().relations({ projectId, nodeId, direction, limit: 100 })).relations.map(
    ({ type, fromId, toId }) => [type, direction === "out" ? toId : fromId],
  );

describe("a subject", () => {
  it("is found again as it was made, and changes under a new version", async () => {
    const made = await make({ name: "Anna" });
    const changed = await as(() =>
      Subject.update(projectId, made.subjectId, { version: 1, name: "Anna II", style: "ink" }),
    );
    expect(changed).toMatchObject({ name: "Anna II", style: "ink", version: 2, description: "a knight" });
    const cleared = await as(() => Subject.update(projectId, made.subjectId, { version: 2, style: null }));
    expect(cleared.style).toBeUndefined();
    expect(Subject.View.parse(await Subject.row(projectId, made.subjectId))).toEqual(cleared);
  });

  it("refuses a change based on an older version, naming the current one, also when two arrive together", async () => {
    const { subjectId } = await make();
    const change = (name: string) =>
      failure(() => Subject.update(projectId, subjectId, { version: 1, name }));
    const failures = (await Promise.all([change("A"), change("B"), change("C")])).filter(Boolean);
    expect(failures).toHaveLength(2);
    for (const each of failures) {
      expect(each).toMatchObject({ kind: "conflict", code: "subject.version" });
      expect(each?.problems).toEqual([{ field: "version", message: "the current version is 2" }]);
    }
  });

  it("has only the fields of its kind, and neighbours of the right kind from its own project", async () => {
    const place = await make({ type: "location", name: "Harbour" });
    const hero = await make();
    const foreign = newId("subject");
    const bad = await failure(() =>
      Subject.create(projectId, {
        ...{ type: "scene", name: "Arrival", description: "rain" },
        ...{ locationId: hero.subjectId, cast: [hero.subjectId, foreign, place.subjectId] },
      }),
    );
    expect(bad?.problems.map(({ field }) => field)).toEqual(["locationId", "cast.1", "cast.2"]);
    const odd = await failure(() => make({ environment: { description: "fog" } }));
    expect(odd?.problems).toEqual([{ field: "environment", message: "a character has no environment" }]);
  });

  it("never lets styles follow one another in a ring", async () => {
    const ink = await make({ type: "style", name: "Ink" });
    const wash = await make({ type: "style", name: "Wash", styleId: ink.subjectId });
    const ring = await failure(() =>
      Subject.update(projectId, ink.subjectId, { version: 1, styleId: wash.subjectId }),
    );
    expect(ring).toMatchObject({ code: "subject.style-cycle", kind: "input" });
    expect((await Subject.row(projectId, ink.subjectId)).version).toBe(1);
    expect(await relations(ink.subjectId, "out")).toEqual([]);
  });

  it("keeps names that look like Cypher as text and refuses names of 10,000 characters", async () => {
    const name = "Robert'}) DETACH DELETE n //";
    const made = await make({ name });
    expect((await Subject.row(projectId, made.subjectId)).name).toBe(name);
    expect(
      Subject.CreateInput.safeParse({ type: "prop", name: "x".repeat(10_000), description: "d" }).success,
    ).toBe(false);
  });
});

describe("a search by name", () => {
  const search = async (name: string, type?: Subject.SubjectKind) => {
    const { subjects } = await as(() => Subject.list(projectId, { limit: 50, name, type }));
    return subjects.map((each) => each.name);
  };

  it("finds beginnings of words in any order, without case and accents", async () => {
    await make({ name: "Zoë of the Northern Isles" });
    await make({ name: "Northern harbour", type: "location" });
    expect(await search("zoe")).toEqual(["Zoë of the Northern Isles"]);
    expect(await search("isl NORTH")).toEqual(["Zoë of the Northern Isles"]);
    expect(await search("north")).toEqual(["Northern harbour", "Zoë of the Northern Isles"]);
    expect(await search("north", "location")).toEqual(["Northern harbour"]);
    expect(await search("orthern")).toEqual([]);
    expect(await search("%_*'")).toEqual([]);
  });

  it("finds the new name after a change, and the old one no longer", async () => {
    const { subjectId } = await make({ name: "Quentin" });
    await as(() => Subject.update(projectId, subjectId, { version: 1, name: "Ulrich" }));
    expect(await search("quentin")).toEqual([]);
    expect(await search("ulrich")).toEqual(["Ulrich"]);
  });
});

describe("a scene", () => {
  it("relates its cast and its place, and lets go of who leaves it", async () => {
    const [hero, sword] = [await make(), await make({ type: "prop", name: "Sword" })];
    const place = await make({ type: "location", name: "Gate" });
    const scene = await make({
      ...{ type: "scene", name: "Siege", cast: [hero.subjectId, sword.subjectId] },
      locationId: place.subjectId,
    });
    const into = async () => (await relations(scene.subjectId, "in")).map(([, id]) => id).sort();
    expect(await into()).toEqual([hero.subjectId, sword.subjectId, place.subjectId].sort());
    await as(() => Subject.update(projectId, scene.subjectId, { version: 1, cast: [hero.subjectId] }));
    expect(await into()).toEqual([hero.subjectId, place.subjectId].sort());
    expect(await relations(sword.subjectId, "out")).toEqual([]);
  });

  it("is lit by its own light, or else by its location's", async () => {
    const lighting = { description: "low sun", direction: "from the left", colorTemperatureKelvin: 3200 };
    const place = await make({
      type: "location",
      name: "Pier",
      lighting,
      environment: { description: "fog" },
    });
    const scene = await make({ type: "scene", name: "Dawn", locationId: place.subjectId });
    const light = () => as(() => Subject.lightingDesign(projectId, scene.subjectId));
    expect(await light()).toMatchObject({ from: "location", lighting });
    const own = { description: "moonlight" };
    await as(() => Subject.update(projectId, scene.subjectId, { version: 1, lighting: own }));
    expect(await light()).toMatchObject({ from: "scene", lighting: own });
    expect(await as(() => Subject.environmentDesign(projectId, place.subjectId))).toMatchObject({
      ...{ name: "Pier", environment: { description: "fog" }, lighting },
    });
    expect(await failure(() => Subject.environmentDesign(projectId, scene.subjectId))).toMatchObject({
      code: "subject.kind",
    });
  });
});

describe("deleting a subject", () => {
  it("is refused while a scene needs it, naming the scene, and changes nothing", async () => {
    const hero = await make();
    const scene = await make({ type: "scene", name: "Duel", cast: [hero.subjectId] });
    const refused = await failure(() => Subject.remove(projectId, hero.subjectId));
    expect(refused).toMatchObject({ kind: "conflict", code: "subject.in-use" });
    expect(refused?.problems).toEqual([{ field: scene.subjectId, message: "is a scene it appears in" }]);
    expect((await Subject.row(projectId, hero.subjectId)).name).toBe("Hero");
  });

  it("by force takes it out of scenes and of the graph, and is 404 from then on", async () => {
    const hero = await make({ name: "Doomed" });
    const scene = await make({ type: "scene", name: "Fall", cast: [hero.subjectId] });
    await as(() => Subject.remove(projectId, hero.subjectId, { force: true }));
    expect(await Subject.find(projectId, hero.subjectId)).toBeUndefined();
    expect((await Subject.row(projectId, scene.subjectId)).cast).toEqual([]);
    expect(await relations(scene.subjectId, "in")).toEqual([]);
    const { subjects } = await as(() => Subject.list(projectId, { limit: 200 }));
    expect(subjects.map(({ name }) => name)).not.toContain("Doomed");
    expect((await as(() => Subject.list(projectId, { limit: 50, name: "doomed" }))).subjects).toEqual([]);
    expect(await failure(() => Subject.remove(projectId, hero.subjectId))).toMatchObject({ kind: "missing" });
  });

  it("of a style is refused while somebody is drawn in it", async () => {
    const ink = await make({ type: "style", name: "Ink" });
    const hero = await make({ styleId: ink.subjectId });
    expect(await failure(() => Subject.remove(projectId, ink.subjectId))).toMatchObject({
      code: "subject.in-use",
    });
    await as(() => Subject.remove(projectId, ink.subjectId, { force: true }));
    expect((await Subject.row(projectId, hero.subjectId)).styleId).toBeUndefined();
  });
});

describe("the outbox", () => {
  it("is empty when every relation is where it belongs", async () => {
    await make();
    expect(await Subject.listPending(10)).toEqual([]);
  });
});
