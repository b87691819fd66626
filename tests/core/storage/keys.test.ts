import { describe, expect, test } from "vitest";
import {
  compositeKey,
  intermediateKey,
  objectKey,
  profileKey,
  projectPrefix,
  referenceKey,
  thumbnailKey,
} from "../../../packages/core/src/storage/keys.ts";
import { IDS } from "./bucket-settings.ts";

const { projectId, subjectId, collectionId, mediaId } = IDS;

describe("object keys", () => {
  test("are built from server ids only", () => {
    expect(referenceKey(IDS)).toBe(`projects/${projectId}/references/${subjectId}/${mediaId}.webp`);
    expect(profileKey(IDS)).toBe(
      `projects/${projectId}/360-profiles/${subjectId}/${collectionId}/${mediaId}.webp`,
    );
    expect(compositeKey(IDS)).toBe(`projects/${projectId}/composites/${mediaId}.webp`);
    expect(intermediateKey(IDS)).toBe(`projects/${projectId}/intermediate/${mediaId}.webp`);
  });

  test("of thumbnails stand beside their image", () => {
    expect(thumbnailKey(compositeKey(IDS), 256)).toBe(`projects/${projectId}/composites/${mediaId}_256.webp`);
    expect(() => thumbnailKey("projects/a/b.png", 256)).toThrow(/key: must end in .webp/);
    expect(() => thumbnailKey(compositeKey(IDS), 0.5)).toThrow(/positive whole number/);
  });

  test.each([
    ["../prj_01JD0000000000000000000001"],
    ["prj_01JD0000000000000000000001/../../x"],
    ["prj_01JD0000000000000000000001/"],
    ["prj_01jd0000000000000000000001"],
    ["sub_01JD0000000000000000000001"],
    ["prj_"],
    [""],
    ["prj_01JD000000000000000000000\u0031\n"],
    ["prj_%2e%2e%2f00000000000000000000"],
  ])("refuse the project id %j and say which field it was", (badId) => {
    const build = () => referenceKey({ ...IDS, projectId: badId });
    expect(build).toThrow(expect.objectContaining({ code: "storage.key-invalid", kind: "input" }));
    expect(build).toThrow(/^projectId: /);
  });

  test.each(["subjectId", "collectionId", "mediaId"] as const)("refuse a malformed %s", (field) => {
    expect(() => profileKey({ ...IDS, [field]: "../../secret" })).toThrow(new RegExp(`^${field}: `));
  });

  test("of one project never start with another project's prefix", () => {
    const [one, other] = [projectPrefix(projectId), projectPrefix("prj_01JD0000000000000000000009")];
    expect(one.startsWith(other)).toBe(false);
    expect(one).toMatch(/\/$/);
  });

  test.each([
    "/a",
    "a//b",
    "a/../b",
    "../a",
    "a/.hidden",
    "a\\b",
    "a b",
    "é",
    "",
    "a?b",
    "a%2fb",
    "x".repeat(1025),
  ])("given from elsewhere are refused when malformed: %j", (key) => {
    expect(() => objectKey(key)).toThrow(expect.objectContaining({ code: "storage.key-invalid" }));
  });
});
