import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../../packages/core/src/ids.ts";
import { projects } from "../../../packages/core/src/project/record.ts";
import {
  checkRoom,
  returnRoom,
  settleRoom,
  takeRoom,
  untakeRoom,
} from "../../../packages/core/src/project/room.ts";
import { openTestTable, type TestTable } from "../../support/table.ts";

const MEGABYTE = 1024 * 1024;
let table: TestTable;
let projectId: string;

beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  projectId = newId("project");
  const row = { projectId, name: "Film", owner: "ada", quotaBytes: 10 * MEGABYTE };
  await projects()
    .create({ ...row, createdAt: new Date().toISOString() })
    .go();
});

const roomOf = (bytes = MEGABYTE) => ({ projectId, mediaId: newId("media"), bytes });
const row = async () => (await projects().get({ projectId }).go({ consistent: true })).data;
const used = async () => (await row())?.usedBytes ?? 0;

describe("the room of a project", () => {
  it("is never exceeded by forty pictures stored at once", async () => {
    const taken = await Promise.allSettled(Array.from({ length: 40 }, () => takeRoom(roomOf())));
    expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await used()).toBe(10 * MEGABYTE);
    const [refused] = taken.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refused).toMatchObject({ name: "StorageQuotaExceeded", code: "project.quota-exceeded" });
    expect(refused.message).toMatch(/uses 10\.0 MB of its 10\.0 MB; another 1\.0 MB/);
  });

  it("counts a picture once, however often its step runs before it is recorded", async () => {
    const room = roomOf();
    await Promise.all(Array.from({ length: 12 }, () => takeRoom(room)));
    await takeRoom(room);
    expect(await used()).toBe(MEGABYTE);
  });

  it("counts a picture once even when only it still fitted", async () => {
    const room = roomOf(10 * MEGABYTE);
    await takeRoom(room);
    await takeRoom(room);
    expect(await used()).toBe(10 * MEGABYTE);
  });

  it("holds no mark of a picture that is settled", async () => {
    const rooms = [roomOf(), roomOf()];
    for (const room of rooms) await takeRoom(room);
    for (const room of rooms) await settleRoom(room);
    expect((await row())?.unsettled ?? []).toEqual([]);
    expect(await used()).toBe(2 * MEGABYTE);
  });

  it("gets back, once, what a picture took that could not be stored", async () => {
    const [kept, lost] = [roomOf(), roomOf(3 * MEGABYTE)];
    await Promise.all([takeRoom(kept), takeRoom(lost)]);
    await untakeRoom(lost);
    await untakeRoom(lost);
    expect(await used()).toBe(MEGABYTE);
    await settleRoom(kept);
    await untakeRoom(kept);
    expect(await used()).toBe(MEGABYTE);
  });

  it("gets back, once, what a deleted picture took, and can be taken again", async () => {
    const room = roomOf(10 * MEGABYTE);
    await takeRoom(room);
    await settleRoom(room);
    await Promise.all([returnRoom(room), returnRoom(room), returnRoom(room)]);
    await settleRoom(room);
    expect(await used()).toBe(0);
    await takeRoom(roomOf(10 * MEGABYTE));
  });

  it("is looked at before anything is paid, with the figures in the problem", async () => {
    await checkRoom(projectId, { pictures: 12, side: 1024 });
    await takeRoom(roomOf(9 * MEGABYTE));
    await checkRoom(projectId, { pictures: 4, side: 1024 });
    await expect(checkRoom(projectId, { pictures: 5, side: 1024 })).rejects.toThrow(
      /uses 9\.0 MB of its 10\.0 MB; another 1\.3 MB/,
    );
    expect(await used()).toBe(9 * MEGABYTE);
  });
});
