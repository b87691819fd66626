import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { contactSheet } from "@likeness/core/images";

export interface TurnaroundImage {
  mediaId: string;
  url: string;
  angle: number;
  seed: number | string | null;
  width: number;
  height: number;
  bytes: number;
}

export interface Gallery {
  folder: string;
  sheet: string;
  master: string;
  images: string[];
  /** The report as a picture and as data; absent where none could be kept. */
  evidence?: { sheet: string; report: string } | undefined;
}

/** Downloads the pictures from their public URLs into a folder of their own and draws the contact sheet. */
export async function saveGallery(
  folder: string,
  what: {
    title: string;
    subtitle: string;
    masterUrl: string;
    images: TurnaroundImage[];
    angles: number[];
    evidence?: { imageUrl: string; dataUrl: string } | undefined;
  },
): Promise<Gallery> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const master = join(folder, "master.webp");
  await writeFile(master, await download(what.masterUrl));
  const pictures = await Promise.all(
    what.images.map(async (image) => {
      const bytes = await download(image.url);
      const file = join(folder, `angle-${String(image.angle).padStart(3, "0")}.webp`);
      await writeFile(file, bytes);
      return { ...image, bytes, file };
    }),
  );
  const cells = what.angles.map((angle) => {
    const picture = pictures.find((each) => each.angle === angle);
    return { label: `${angle}°`, bytes: picture?.bytes ?? null };
  });
  const sheet = join(folder, "contact-sheet.png");
  await writeFile(
    sheet,
    await contactSheet(cells, { columns: 4, cellWidth: 320, title: what.title, subtitle: what.subtitle }),
  );
  const evidence = what.evidence && (await saveEvidence(folder, what.evidence));
  return { folder, sheet, master, images: pictures.map(({ file }) => file), evidence };
}

async function saveEvidence(folder: string, { imageUrl, dataUrl }: { imageUrl: string; dataUrl: string }) {
  const [sheet, report] = [join(folder, "evidence.png"), join(folder, "report.json")];
  await writeFile(sheet, await download(imageUrl));
  await writeFile(report, await download(dataUrl));
  return { sheet, report };
}

async function download(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
