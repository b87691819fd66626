import { beforeAll, describe, expect, it } from "vitest";
import type { Graph, Relation } from "../../../packages/core/src/brain/index.ts";
import { newId } from "../../../packages/core/src/ids.ts";

/** A project of its own for each test, so that one graph serves them all. */
function stage(graph: Graph) {
  const projectId = newId("project");
  const tell = async (
    nodeId: string,
    relations: Array<[Relation["type"], string] | Relation> = [],
    more: { revision?: number; isDeleted?: boolean; properties?: Record<string, string> } = {},
  ) => {
    const stated = relations.map((relation) =>
      Array.isArray(relation) ? { type: relation[0], fromId: nodeId, toId: relation[1] } : relation,
    );
    await graph.apply([
      {
        projectId,
        nodeId,
        revision: more.revision ?? 1,
        isDeleted: more.isDeleted ?? false,
        properties: more.properties ?? {},
        relations: stated,
      },
    ]);
    return nodeId;
  };
  const image = (relations?: Parameters<typeof tell>[1]) => tell(newId("media"), relations);
  const lineage = async (nodeId: string, direction: "up" | "down", more = {}) =>
    (await graph.lineage({ projectId, nodeId, direction, depth: 8, limit: 1_000, ...more })).nodes;
  const out = async (nodeId: string, direction: "out" | "in" = "out") =>
    (await graph.relations({ projectId, nodeId, direction, limit: 100 })).relations;
  return { projectId, tell, image, lineage, out };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: { code?: string }) => error.code,
  );

/** What every graph must do; run against the table and against a real Neo4j. */
export function graphContract(name: string, open: () => Graph): void {
  describe(`the graph in ${name}`, () => {
    let graph: Graph;
    beforeAll(() => {
      graph = open();
    });

    it("keeps relations in both directions", async () => {
      const { tell, image, out } = stage(graph);
      const master = await image();
      const subject = newId("subject");
      const relation = { type: "HAS_MASTER_REFERENCE" as const, fromId: subject, toId: master, version: 1 };
      await tell(subject, [relation]);
      expect(await out(subject)).toEqual([relation]);
      expect(await out(master, "in")).toEqual([relation]);
      expect(await out(master)).toEqual([]);
    });

    it("doubles nothing when a fact is told again", async () => {
      const { tell, image, out, lineage } = stage(graph);
      const master = await image();
      const angle = newId("media");
      for (let time = 0; time < 3; time++) await tell(angle, [["DERIVED_FROM", master]]);
      expect(await out(angle)).toHaveLength(1);
      expect(await lineage(master, "down")).toHaveLength(1);
    });

    it("replaces the relations of a subject that changed, and ignores older news", async () => {
      const { projectId, tell, out } = stage(graph);
      const [first, second] = [newId("subject"), newId("subject")];
      await tell(first);
      await tell(second);
      const hero = newId("subject");
      await tell(hero, [["USES_REFERENCE", first]], { revision: 1, properties: { name: "one" } });
      await tell(hero, [["USES_REFERENCE", second]], { revision: 2, properties: { name: "two" } });
      await tell(hero, [["USES_REFERENCE", first]], { revision: 1, properties: { name: "one" } });
      expect(await out(hero)).toEqual([{ type: "USES_REFERENCE", fromId: hero, toId: second }]);
      expect(await out(first, "in")).toEqual([]);
      const known = await graph.context({ projectId, nodeId: hero });
      expect(known?.subject.properties).toEqual({ name: "two" });
    });

    it("follows lineage both ways by the shortest way, nearest first", async () => {
      const { image, lineage } = stage(graph);
      const master = await image();
      const angle = await image([["DERIVED_FROM", master]]);
      const shot = await image([
        ["USES_REFERENCE", angle],
        ["USES_REFERENCE", master],
      ]);
      const next = await image([["USES_REFERENCE", shot]]);
      expect((await lineage(next, "up")).map(({ nodeId, depth }) => [nodeId, depth])).toEqual([
        [shot, 1],
        ...[angle, master].sort().map((id) => [id, 2]),
      ]);
      const down = await lineage(master, "down");
      expect(down.map(({ nodeId, depth }) => [nodeId, depth])).toEqual([
        ...[angle, shot].sort().map((id) => [id, 1]),
        [next, 2],
      ]);
      expect(down.at(-1)).toMatchObject({
        kind: "image",
        path: [next, shot, master],
        types: ["USES_REFERENCE", "USES_REFERENCE"],
      });
    });

    it("takes turnarounds and reports into the lineage", async () => {
      const { tell, image, lineage } = stage(graph);
      const master = await image();
      const angle = await image([["DERIVED_FROM", master]]);
      const collection = await tell(newId("collection"), [["DERIVED_FROM", master]]);
      const report = await tell(newId("report"), [
        ["DERIVED_FROM", collection],
        ["VERIFIED_AGAINST", angle],
      ]);
      const down = await lineage(master, "down");
      expect(new Set(down.map(({ nodeId }) => nodeId))).toEqual(new Set([angle, collection, report]));
      expect(new Set(down.map(({ kind }) => kind))).toEqual(new Set(["image", "collection", "report"]));
    });

    it("cuts lineage at the asked depth, and at eight steps", async () => {
      const { image, lineage } = stage(graph);
      const root = await image();
      let last = root;
      for (let step = 0; step < 10; step++) last = await image([["DERIVED_FROM", last]]);
      expect(await lineage(root, "down")).toHaveLength(8);
      expect(await lineage(root, "down", { depth: 3 })).toHaveLength(3);
      expect(await lineage(last, "up")).toHaveLength(8);
    });

    it("pages through lineage and relations without gaps or repeats", async () => {
      const { projectId, image, lineage } = stage(graph);
      const master = await image();
      const angles: string[] = [];
      for (let index = 0; index < 7; index++) angles.push(await image([["DERIVED_FROM", master]]));
      await image([["USES_REFERENCE", angles[0] ?? ""]]);
      const all = await lineage(master, "down");
      expect(all).toHaveLength(8);
      const seen: unknown[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await graph.lineage({
          ...{ projectId, nodeId: master, direction: "down", depth: 8, limit: 3 },
          cursor: cursor ?? undefined,
        });
        expect(page.nodes.length).toBeLessThanOrEqual(3);
        seen.push(...page.nodes);
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(all);
      const relations: Relation[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await graph.relations({
          ...{ projectId, nodeId: master, direction: "in", limit: 2 },
          cursor: cursor ?? undefined,
        });
        relations.push(...page.relations);
        cursor = page.nextCursor;
      }
      expect(relations.map(({ fromId }) => fromId)).toEqual([...angles].sort());
      const of = async (type: Relation["type"]) => {
        const query = { projectId, nodeId: angles[0] ?? "", direction: "in" as const, type, limit: 10 };
        return (await graph.relations(query)).relations.map((relation) => relation.type);
      };
      expect(await of("USES_REFERENCE")).toEqual(["USES_REFERENCE"]);
      expect(await of("DERIVED_FROM")).toEqual([]);
    });

    it("knows everything around a subject in one question", async () => {
      const { projectId, tell, image } = stage(graph);
      const style = await tell(newId("subject"), [], {
        properties: { name: "Ink", description: "thin lines" },
      });
      const masters = [await image(), await image()];
      const hero = newId("subject");
      const has = masters.map((toId, index) => ({
        ...{ type: "HAS_MASTER_REFERENCE" as const, fromId: hero, toId },
        version: index + 1,
      }));
      await tell(hero, [...has, ["USES_REFERENCE", style]], { properties: { name: "Hero" } });
      const scene = newId("subject");
      const appears = { type: "APPEARS_IN" as const, fromId: hero, toId: scene };
      await tell(scene, [appears], { properties: { name: "Night market" } });
      const known = await graph.context({ projectId, nodeId: hero });
      expect(known).toMatchObject({
        subject: { nodeId: hero, properties: { name: "Hero" } },
        style: { nodeId: style, properties: { name: "Ink", description: "thin lines" } },
        scenes: [{ nodeId: scene, properties: { name: "Night market" } }],
        masters: [
          { nodeId: masters[1], version: 2 },
          { nodeId: masters[0], version: 1 },
        ],
        profiles: [],
      });
    });

    it("shows a style and a scene as they are now, not as they were when they were used", async () => {
      const { projectId, tell } = stage(graph);
      const style = await tell(newId("subject"), [], { properties: { name: "Ink" } });
      const hero = await tell(newId("subject"), [["USES_REFERENCE", style]]);
      const scene = newId("subject");
      const appears = { type: "APPEARS_IN" as const, fromId: hero, toId: scene };
      await tell(scene, [appears], { properties: { name: "Market" } });
      await tell(style, [], { revision: 2, properties: { name: "Oil" } });
      await tell(scene, [appears], { revision: 2, properties: { name: "Harbour" } });
      const known = await graph.context({ projectId, nodeId: hero });
      expect(known?.style?.properties).toEqual({ name: "Oil" });
      expect(known?.scenes.map(({ properties }) => properties)).toEqual([{ name: "Harbour" }]);
    });

    it("forgets a deleted node and every relation at it", async () => {
      const { projectId, tell, image, out } = stage(graph);
      const master = await image();
      const style = await tell(newId("subject"));
      const hero = await tell(newId("subject"), [
        ["HAS_MASTER_REFERENCE", master],
        ["USES_REFERENCE", style],
      ]);
      const scene = await tell(newId("subject"));
      const appears = { type: "APPEARS_IN" as const, fromId: hero, toId: scene };
      await tell(scene, [appears], { revision: 2 });
      await tell(hero, [], { revision: 9, isDeleted: true });
      expect(await graph.context({ projectId, nodeId: hero })).toBeUndefined();
      for (const nodeId of [master, style, scene]) expect(await out(nodeId, "in")).toEqual([]);
      expect(await out(hero)).toEqual([]);
    });

    it("refuses cycles, also long ones and those of one step", async () => {
      const { tell, image, out } = stage(graph);
      const first = await image();
      const second = await image([["DERIVED_FROM", first]]);
      const third = await image([["DERIVED_FROM", second]]);
      expect(await codeOf(tell(first, [["DERIVED_FROM", third]], { revision: 2 }))).toBe("relation.cycle");
      expect(await codeOf(tell(first, [["DERIVED_FROM", first]], { revision: 2 }))).toBe("relation.cycle");
      expect(await out(first)).toEqual([]);
    });

    it("refuses relations to nodes of other projects as it does unknown ones, and writes nothing of them", async () => {
      const other = stage(graph);
      const foreign = await other.image();
      const { tell, image, out, lineage } = stage(graph);
      const own = await image();
      const shot = newId("media");
      for (const stranger of [foreign, newId("media")]) {
        const work = tell(shot, [
          ["USES_REFERENCE", own],
          ["USES_REFERENCE", stranger],
        ]);
        expect(await codeOf(work)).toBe("relation.unknown-node");
      }
      expect(await out(own, "in")).toEqual([]);
      expect(await lineage(own, "down")).toEqual([]);
      expect(await other.lineage(foreign, "down")).toEqual([]);
    });

    it("refuses unknown relation types and ends that do not fit", async () => {
      const { tell, image } = stage(graph);
      const [master, shot] = [await image(), newId("media")];
      const odd = { type: "OWNS" as "USES_REFERENCE", fromId: shot, toId: master };
      expect(await codeOf(tell(shot, [odd]))).toBe("relation.unknown-type");
      expect(await codeOf(tell(shot, [["HAS_MASTER_REFERENCE", master]]))).toBe("relation.wrong-ends");
      expect(await codeOf(tell(newId("job")))).toBe("relation.unknown-kind");
    });

    it("takes names that look like Cypher or are very long as the text they are", async () => {
      const { projectId, tell } = stage(graph);
      const evil = "'}) DETACH DELETE n //` \u0000 $nodeId \"";
      const hero = await tell(newId("subject"), [], {
        properties: { name: evil, description: "x".repeat(4_000) },
      });
      const known = await graph.context({ projectId, nodeId: hero });
      expect(known?.subject.properties).toEqual({ name: evil, description: "x".repeat(4_000) });
      const tooLong = tell(hero, [], { revision: 2, properties: { name: "x".repeat(10_000) } });
      await expect(tooLong).rejects.toThrow();
      expect((await graph.context({ projectId, nodeId: hero }))?.subject.properties.name).toBe(evil);
    });

    it("answers nothing about what another project has", async () => {
      const other = stage(graph);
      const master = await other.image();
      await other.image([["DERIVED_FROM", master]]);
      const { lineage, out } = stage(graph);
      expect(await lineage(master, "down")).toEqual([]);
      expect(await out(master, "in")).toEqual([]);
    });
  });
}
