import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Caller, openTestCloud, type TestCloud } from "../support/cloud.ts";

interface Problem {
  code: string;
  detail: string;
  problems?: Array<{ field: string; message: string }>;
}

interface Subject {
  subjectId: string;
  name: string;
  version: number;
  [field: string]: unknown;
}

vi.setConfig({ testTimeout: 120_000 });

let cloud: TestCloud;
let ada: Caller;
let base: string;
let foreignId: string;
beforeAll(async () => {
  cloud = await openTestCloud();
  ada = await cloud.as("ada");
  base = await project();
  const path = `${await project()}/subjects`;
  foreignId = (await ada.post<Subject>(path, { type: "character", name: "Eve", description: "d" })).body
    .subjectId;
}, 900_000);
afterAll(() => cloud?.close());

async function project(): Promise<string> {
  const { body } = await ada.post<{ projectId: string }>("/api/v1/projects", { name: "Film" });
  return `/api/v1/projects/${body.projectId}`;
}

async function make(given: Record<string, unknown>): Promise<Subject> {
  const { status, body } = await ada.post<Subject>(`${base}/subjects`, { description: "words", ...given });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

const read = async (subjectId: string) => (await ada.get<Subject>(`${base}/subjects/${subjectId}`)).body;
const patch = (subjectId: string, change: Record<string, unknown>) =>
  ada.send<Problem & Subject>("PATCH", `${base}/subjects/${subjectId}`, change);
const fieldsOf = ({ problems = [] }: Problem) => problems.map(({ field }) => field);

describe("what a production is planned by", () => {
  it("is made with its design, read, changed under a new version and listed newest first", async () => {
    const environment = { description: "wet cobbles, moored boats", timeOfDay: "dawn", weather: "fog" };
    const lighting = { description: "low sun", direction: "from the left", colorTemperatureKelvin: 3200 };
    const camera = { angle: "low", framing: "medium shot", focalLengthMm: 35 };
    const style = await make({ type: "style", name: "Ink wash" });
    const place = await make({ type: "location", name: "Harbour", environment, lighting });
    const prop = await make({ type: "prop", name: "Lantern" });
    const hero = await make({ type: "character", name: "Hero", styleId: style.subjectId });
    const scene = await make({
      ...{ type: "scene", name: "Arrival", camera, locationId: place.subjectId },
      cast: [hero.subjectId, prop.subjectId],
    });
    expect(await read(scene.subjectId)).toMatchObject({ camera, cast: [hero.subjectId, prop.subjectId] });
    const changed = await patch(place.subjectId, { version: 1, environment: { description: "storm" } });
    expect(changed.body).toMatchObject({ version: 2, environment: { description: "storm" }, lighting });
    const { body } = await ada.get<{ subjects: Subject[] }>(`${base}/subjects`);
    expect(body.subjects.map(({ name }) => name)).toEqual([
      "Arrival",
      "Hero",
      "Lantern",
      "Harbour",
      "Ink wash",
    ]);
    const scenes = await ada.get<{ subjects: Subject[] }>(`${base}/subjects?type=scene`);
    expect(scenes.body.subjects.map(({ name }) => name)).toEqual(["Arrival"]);
    const environs = await ada.get(`${base}/subjects/${place.subjectId}/environment`);
    expect(environs.body).toMatchObject({ environment: { description: "storm" }, lighting });
    const light = await ada.get(`${base}/subjects/${scene.subjectId}/lighting`);
    expect(light.body).toMatchObject({ from: "location", lighting });
    const { body: context } = await ada.get(`${base}/subjects/${hero.subjectId}/context`);
    expect(context).toMatchObject({
      style: { properties: { name: "Ink wash" } },
      scenes: [{ nodeId: scene.subjectId, properties: { name: "Arrival" } }],
    });
  });

  it("is found by the beginnings of words of its name", async () => {
    await make({ type: "character", name: "Zoë of the Northern Isles" });
    const found = async (name: string) =>
      (
        await ada.get<{ subjects: Subject[] }>(`${base}/subjects?name=${encodeURIComponent(name)}`)
      ).body.subjects.map((each) => each.name);
    expect(await found("isl zoe")).toEqual(["Zoë of the Northern Isles"]);
    expect(await found("') OR 1=1 //")).toEqual([]);
  });
});

describe("bad input", () => {
  it("of an old version is a 409 with the current one, and changes nothing", async () => {
    const { subjectId } = await make({ type: "prop", name: "Sword" });
    await patch(subjectId, { version: 1, name: "Blade" });
    const late = await patch(subjectId, { version: 1, name: "Axe" });
    expect(late).toMatchObject({ status: 409, body: { code: "subject.version" } });
    expect(late.body.problems).toEqual([{ field: "version", message: "the current version is 2" }]);
    expect(await read(subjectId)).toMatchObject({ name: "Blade", version: 2 });
  });

  it("that would close a ring of styles is refused, and nothing of it is written", async () => {
    const ink = await make({ type: "style", name: "Ink" });
    const wash = await make({ type: "style", name: "Wash", styleId: ink.subjectId });
    const oil = await make({ type: "style", name: "Oil", styleId: wash.subjectId });
    for (const styleId of [oil.subjectId, wash.subjectId, ink.subjectId]) {
      const { status, body } = await patch(ink.subjectId, { version: 1, name: "Ring", styleId });
      expect([status, body.code, fieldsOf(body)]).toEqual([400, "subject.style-cycle", ["styleId"]]);
    }
    expect(await read(ink.subjectId)).toMatchObject({ name: "Ink", version: 1 });
    const relations = await ada.get(`${base}/relations?nodeId=${ink.subjectId}`);
    expect(relations.body).toMatchObject({ relations: [] });
  });

  it("that names something of another project is refused by field, and nothing is written", async () => {
    const scene = { type: "scene", name: "Theft", description: "night", cast: [foreignId] };
    const made = await ada.post<Problem>(`${base}/subjects`, scene);
    expect([made.status, fieldsOf(made.body)]).toEqual([400, ["cast.0"]]);
    const search = await ada.get<{ subjects: Subject[] }>(`${base}/subjects?name=theft`);
    expect(search.body.subjects).toEqual([]);
    const hero = await make({ type: "character", name: "Guard" });
    const change = await patch(hero.subjectId, { version: 1, styleId: foreignId });
    expect([change.status, fieldsOf(change.body)]).toEqual([400, ["styleId"]]);
    expect(await read(hero.subjectId)).toMatchObject({ version: 1 });
    const relations = await ada.get(`${base}/relations?nodeId=${foreignId}&direction=in`);
    expect(relations.body).toMatchObject({ relations: [] });
  });

  it("of a relation type that there is none of names those that there are", async () => {
    const { status, body } = await ada.get<Problem>(`${base}/relations?nodeId=${foreignId}&type=OWNS`);
    expect([status, fieldsOf(body)]).toEqual([400, ["type"]]);
    expect(body.problems?.[0]?.message).toContain("USES_REFERENCE");
  });

  it("that looks like Cypher is the text it is", async () => {
    const name = "Robert'}) DETACH DELETE n // `$x`";
    const { subjectId } = await make({ type: "prop", name });
    expect((await read(subjectId)).name).toBe(name);
    const context = await ada.get<{ subject: unknown }>(`${base}/subjects/${subjectId}/context`);
    expect(context.body.subject).toMatchObject({ properties: { name } });
  });

  it.each(["name", "description", "style"])("with 10,000 characters of %s is refused", async (field) => {
    const long = { type: "prop", name: "Long", description: "d", [field]: "x".repeat(10_000) };
    const { status, body } = await ada.post<Problem>(`${base}/subjects`, long);
    expect([status, fieldsOf(body)]).toEqual([400, [field]]);
    const search = await ada.get<{ subjects: Subject[] }>(`${base}/subjects?name=long`);
    expect(search.body.subjects).toEqual([]);
  });

  it("that deletes what is in use is refused with who uses it, unless forced", async () => {
    const style = await make({ type: "style", name: "Charcoal" });
    const hero = await make({ type: "character", name: "Doomed", styleId: style.subjectId });
    const scene = await make({ type: "scene", name: "Last stand", cast: [hero.subjectId] });
    const remove = (id: string, query = "") => ada.send<Problem>("DELETE", `${base}/subjects/${id}${query}`);
    const inUse = await remove(hero.subjectId);
    expect([inUse.status, inUse.body.code]).toEqual([409, "subject.in-use"]);
    expect(inUse.body.problems).toEqual([{ field: scene.subjectId, message: "is a scene it appears in" }]);
    expect(fieldsOf((await remove(style.subjectId)).body)).toEqual([hero.subjectId]);
    expect((await read(scene.subjectId)).cast).toEqual([hero.subjectId]);
    expect((await remove(hero.subjectId, "?force=true")).status).toBe(200);
    expect((await read(scene.subjectId)).cast).toEqual([]);
    expect((await ada.get(`${base}/subjects/${hero.subjectId}`)).status).toBe(404);
    expect((await remove(style.subjectId)).status).toBe(200);
  });
});
