import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import type { ImageFault } from "./faults.ts";
import type { MediaFile } from "./media.ts";

const OVERSIZED_BYTES = 11 * 1024 * 1024;
const BOMB = { width: 10_000, height: 6_000 };

/** The bytes that a faulty picture is served with; faults of transport leave the good bytes as they are. */
export async function brokenBytes({ bytes }: MediaFile, fault: ImageFault): Promise<Buffer> {
  return (await BREAKERS[fault]?.(bytes)) ?? bytes;
}

const BREAKERS: Partial<Record<ImageFault, (bytes: Buffer) => Buffer | Promise<Buffer>>> = {
  truncated: (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)),
  zeroBytes: () => Buffer.alloc(0),
  htmlWithImageHeader: () => Buffer.from("<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1>"),
  svgWithImageHeader: () =>
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512"><circle cx="256" cy="256" r="200"/></svg>',
    ),
  animatedWithImageHeader: animation,
  bomb60MP: () => blankPng(BOMB),
  oversized: (bytes) => Buffer.concat([bytes, Buffer.alloc(OVERSIZED_BYTES)]),
};

/** A two-frame GIF. */
async function animation(): Promise<Buffer> {
  const side = 64;
  const frames = Buffer.alloc(side * side * 2 * 3, 255).fill(0, 0, side * side * 3);
  const raw = { width: side, height: side * 2, channels: 3, pageHeight: side } as const;
  return sharp(frames, { raw }).gif().toBuffer();
}

/** A one-bit grey PNG: many pixels from few bytes. */
function blankPng({ width, height }: { width: number; height: number }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
