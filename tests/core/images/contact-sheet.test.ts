import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { contactSheet, type SheetCell } from "../../../packages/core/src/images/index.ts";
import { PERSON, viewPng } from "./turntable.ts";

const OPTIONS = { columns: 4, cellWidth: 160 };
let picture: Buffer;
beforeAll(async () => {
  picture = await viewPng(PERSON, { azimuth: 0 });
});

function cells(change: Record<number, Partial<SheetCell>> = {}): SheetCell[] {
  return Array.from({ length: 12 }, (_, index) => ({
    label: `${index * 30}°`,
    bytes: picture,
    ...change[index],
  }));
}

async function pixelsOf(sheet: Buffer) {
  const { data, info } = await sharp(sheet).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const colorAt = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return { data, width: info.width, height: info.height, colorAt };
}

/** Where two sheets of one layout differ: the box around all changed pixels. */
async function changedBox(one: Buffer, other: Buffer) {
  const [a, b] = [await pixelsOf(one), await pixelsOf(other)];
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  const box = { left: a.width, top: a.height, right: -1, bottom: -1 };
  for (let index = 0; index < a.data.length; index++) {
    if (a.data[index] === b.data[index]) continue;
    const [x, y] = [Math.floor(index / 3) % a.width, Math.floor(index / 3 / a.width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return { ...box, width: a.width, height: a.height };
}

describe("contactSheet", () => {
  test("is a PNG of four columns and three rows of cells on one page", async () => {
    const sheet = await contactSheet(cells(), OPTIONS);
    const { format, width, height } = await sharp(sheet).metadata();
    expect(format).toBe("png");
    expect(width).toBeGreaterThan(4 * 160);
    expect(width).toBeLessThan(5 * 160);
    expect(height).toBeGreaterThan(3 * 160);
    expect(height).toBeLessThan(4.5 * 160);
  });

  test("shows each picture in its own cell", async () => {
    const other = await viewPng(PERSON, { azimuth: 90 });
    const box = await changedBox(
      await contactSheet(cells(), OPTIONS),
      await contactSheet(cells({ 6: { bytes: other } }), OPTIONS),
    );
    expect(box.left).toBeGreaterThan(box.width * 0.5);
    expect(box.right).toBeLessThan(box.width * 0.76);
    expect(box.top).toBeGreaterThan(box.height * 0.33);
    expect(box.bottom).toBeLessThan(box.height * 0.67);
  });

  test("writes the label under its picture, and the title above all", async () => {
    const plain = await contactSheet(cells(), { ...OPTIONS, title: "One" });
    const label = await changedBox(
      plain,
      await contactSheet(cells({ 0: { label: "359°" } }), { ...OPTIONS, title: "One" }),
    );
    expect(label.right).toBeLessThan(label.width / 4);
    expect(label.bottom - label.top).toBeLessThan(20);
    const title = await changedBox(plain, await contactSheet(cells(), { ...OPTIONS, title: "Two" }));
    expect(title.bottom).toBeLessThan(title.height * 0.15);
  });

  test("draws what is missing or unreadable as such, and still the rest", async () => {
    const whole = await contactSheet(cells(), OPTIONS);
    const gap = await contactSheet(cells({ 0: { bytes: null, note: "timed out" } }), OPTIONS);
    const bad = await contactSheet(
      cells({ 0: { bytes: Buffer.from("no picture"), note: "timed out" } }),
      OPTIONS,
    );
    const box = await changedBox(whole, gap);
    expect(box.right).toBeLessThan(box.width * 0.27);
    const word = await changedBox(gap, bad);
    expect(word.right).toBeLessThan(word.width * 0.27);
    await expect(contactSheet([{ label: "0°", bytes: null }], OPTIONS)).resolves.toBeInstanceOf(Buffer);
  });

  test("takes its proportions from the pictures", async () => {
    const tall = await sharp(picture).resize(200, 300, { fit: "fill" }).png().toBuffer();
    const [square, portrait] = await Promise.all([
      sharp(await contactSheet(cells(), OPTIONS)).metadata(),
      sharp(await contactSheet(cells({ 0: { bytes: tall } }), OPTIONS)).metadata(),
    ]);
    expect(portrait.height - square.height).toBe(3 * 80);
  });

  test("treats every text as text", async () => {
    const label = `<span size="999999">&"'</span>`;
    const sheet = await contactSheet(cells({ 0: { label, note: "a\nb\u0000c" } }), {
      ...OPTIONS,
      title: "</span><b>",
      subtitle: "x".repeat(2_000),
    });
    const { width } = await sharp(sheet).metadata();
    expect(width).toBe((await sharp(await contactSheet(cells(), OPTIONS)).metadata()).width);
  });

  test.each([
    [{ ...OPTIONS, columns: 0 }, "columns"],
    [{ ...OPTIONS, columns: 1.5 }, "columns"],
    [{ ...OPTIONS, cellWidth: 10 }, "cellWidth"],
    [{ ...OPTIONS, cellWidth: 5_000 }, "cellWidth"],
  ])("refuses %j", async (options, field) => {
    await expect(contactSheet(cells(), options)).rejects.toMatchObject({
      code: "contact-sheet.invalid",
      problems: [{ field }],
    });
  });

  test("refuses a sheet of nothing", async () => {
    await expect(contactSheet([], OPTIONS)).rejects.toMatchObject({ problems: [{ field: "cells" }] });
  });
});
