import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { projectRoot } from "../../packages/local/src/project.ts";

const INSTALL = "Install Java 17 and Maven, for example: apt-get install -y openjdk-17-jdk-headless maven";
/** A busy machine may take minutes. */
const START_MAX_MS = 400_000;

/** A program of this folder that runs in a Java process of its own. */
export interface JavaEngine {
  /** What it printed first: its address. */
  address: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it in good order. */
  close(): Promise<void>;
}

/** Refuses, saying what to install, when Java or Maven is missing. */
export function requireJava(): void {
  for (const program of ["java", "mvn"]) {
    const { status, error } = spawnSync(program, ["-version"], { stdio: "ignore" });
    if (error || status !== 0) throw new Error(`The engines need ${program}, which is not here. ${INSTALL}.`);
  }
}

/** The jars a project of this folder needs, fetched by Maven once. */
export function classPathOf(project: string): string {
  requireJava();
  const pom = fileURLToPath(new URL(`./${project}/pom.xml`, import.meta.url));
  const folder = join(projectRoot(), ".likeness", "engines");
  const file = join(folder, `${project}.classpath`);
  if (existsSync(file) && statSync(file).mtimeMs > statSync(pom).mtimeMs) {
    const kept = readFileSync(file, "utf8");
    if (kept.split(":").every((jar) => existsSync(jar))) return kept;
  }
  mkdirSync(folder, { recursive: true });
  const goals = ["-q", "-B", "-f", pom, "dependency:build-classpath", `-Dmdep.outputFile=${file}`];
  const { status, stdout } = spawnSync("mvn", goals, { encoding: "utf8" });
  if (status !== 0) throw new Error(`Maven could not fetch what ${project} needs:\n${stdout}`);
  // Written anew, so that it is younger than the project even on coarse clocks.
  const classPath = readFileSync(file, "utf8").trim();
  writeFileSync(file, classPath);
  return classPath;
}

/**
 * What `java` is given to run the one class of a project: compiled once, because compiling takes longer than starting.
 * Java's own compiler is asked as a module, which is there also where no `javac` is.
 */
export function programOf(project: string): string[] {
  const classPath = classPathOf(project);
  const source = fileURLToPath(new URL(`./${project}/Engine.java`, import.meta.url));
  const folder = join(projectRoot(), ".likeness", "engines", project);
  const compiled = join(folder, "Engine.class");
  if (!existsSync(compiled) || statSync(compiled).mtimeMs < statSync(source).mtimeMs) {
    const compiler = ["-m", "jdk.compiler/com.sun.tools.javac.Main"];
    const args = [...compiler, "-d", folder, "-cp", classPath, source];
    const { status, stderr } = spawnSync("java", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${project} does not compile: ${stderr}`);
  }
  return ["-cp", `${folder}:${classPath}`, "Engine"];
}

/** Starts `java …` and waits for the line with its address; it ends with this process. */
export async function startJava(args: string[]): Promise<JavaEngine> {
  const child = spawn("java", args, { stdio: ["pipe", "pipe", "pipe"] });
  const errors: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const address = await firstLine(child, errors);
  const end = async (how: () => void) => {
    if (child.exitCode === null && child.signalCode === null) how();
    await ended;
  };
  return {
    address,
    kill: () => end(() => child.kill("SIGKILL")),
    close: () => end(() => child.stdin.end()),
  };
}

function firstLine(child: ChildProcess, errors: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The engine ${why}: ${errors.join("").slice(-2_000)}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail("did not start in time");
    }, START_MAX_MS);
    child.once("exit", (code) => fail(`ended with ${code}`));
    child.once("error", reject);
    if (!child.stdout) return fail("has no output");
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      if (!/^[a-z0-9]+:\/\//.test(line)) return;
      clearTimeout(timer);
      resolve(line.trim());
    });
  });
}
