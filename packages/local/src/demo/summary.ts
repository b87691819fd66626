import { relative } from "node:path";
import type { SetReport } from "@likeness/core/verification";
import type { Gallery, TurnaroundImage } from "./pictures.ts";

export interface Outcome {
  images: TurnaroundImage[];
  missingAngles: Array<{ angle: number; reason?: string }>;
  gallery: Gallery;
  wallMs: number;
  idealMs: number;
  report: SetReport;
  status: string;
  reasons: string[];
  costUsd: number;
  billedUsd: number;
}

/** The table of pictures, where they are, and the time against the ideal. */
export function summary({ images, missingAngles, gallery, report, ...figures }: Outcome): string {
  const rows = images.map(({ angle, seed, width, height, bytes, url }) => [
    `${angle}°`,
    ...scoresOf(report, angle),
    String(seed ?? "-"),
    `${width}x${height}`,
    `${Math.round(bytes / 1024)} KB`,
    url,
  ]);
  const missing = missingAngles.map(({ angle, reason }) => `  missing ${angle}°: ${reason ?? "unknown"}`);
  const here = (path: string) => relative(process.cwd(), path);
  return [
    table(
      ["angle", "overall", "color", "proportion", "features", "style", "seed", "size", "bytes", "URL"],
      rows,
    ),
    ...missing,
    ...figures.reasons.map((reason) => `  ${reason}`),
    "",
    `${figures.status}, likeness ${report.overallScore?.toFixed(2) ?? "not measured"}${report.worst ? `; weakest ${report.worst.angle}° (${report.worst.reason})` : ""}`,
    ...(gallery.evidence ? [`evidence       ${here(gallery.evidence.sheet)}`] : []),
    `contact sheet  ${here(gallery.sheet)}`,
    `master         ${here(gallery.master)}`,
    ...gallery.images.map(
      (file, index) => `${index === 0 ? "pictures       " : "               "}${here(file)}`,
    ),
    "",
    `wall ${seconds(figures.wallMs)}, ideal ${seconds(figures.idealMs)} (what the sandbox took), ratio ${(figures.wallMs / figures.idealMs).toFixed(2)}`,
    `cost $${figures.costUsd.toFixed(3)} by our ledger, $${figures.billedUsd.toFixed(3)} by the sandbox's bill`,
  ].join("\n");
}

function scoresOf({ views }: SetReport, angle: number): string[] {
  const view = views.find((each) => each.angle === angle);
  const { overall = null, color = null, proportion = null, features = null, style = null } = view ?? {};
  return [overall, color, proportion, features, style].map((score) => score?.toFixed(2) ?? "-");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}
