import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { type FunctionProps, Function as Lambda, type Stack, use } from "sst/constructs";
import type { Database } from "../database.ts";
import { Media } from "../media.ts";
import { Secrets } from "../secrets.ts";
import { graphLogin, optionalSetting } from "../settings.ts";

/** The ARN of every task's function, by the name of its file. */
export interface TaskArns {
  planMaster: string;
  gradeMaster: string;
  parseDescription: string;
  saveMaster: string;
  planProfile: string;
  judgeProfile: string;
  saveProfile: string;
  planComposite: string;
  drawLayout: string;
  judgeComposite: string;
  saveComposite: string;
  planOpinion: string;
  readOpinion: string;
  saveOpinion: string;
  submitGeneration: string;
  storeImage: string;
  decideRecovery: string;
}

interface Shared {
  falEnvironment: Record<string, string>;
  /** Which models are used where the caller does not choose. */
  models: Record<string, string>;
  database: ReturnType<typeof Database>;
}

/** One function per task, each with the grants, secrets, memory and time it needs and no more. */
export function taskFunctions(stack: Stack, { falEnvironment, models, database }: Shared) {
  const media = use(Media);
  const secrets = use(Secrets);
  const task: MakeTask = (file, props = {}) => {
    const { grants, environment, ...rest } = props;
    return new Lambda(stack, pascalCase(file), {
      handler: `packages/functions/src/task/${file}.handler`,
      permissions: grants ?? [database.write],
      environment: { ...database.environment, ...environment },
      ...rest,
    });
  };
  const submit = task("submit-generation", {
    timeout: "60 seconds",
    bind: [...secrets.fal, ...secrets.bucket],
    environment: { ...falEnvironment, ...media.environment, ...models },
  });
  const store = task("store-image", {
    timeout: "60 seconds",
    // One vCPU: decoding and encoding are the only computing this product does in the cloud.
    memorySize: "1769 MB",
    layers: media.seeing,
    bind: [...secrets.bucket],
    environment: { ...media.environment, FAL_MEDIA_ORIGINS: optionalSetting("FAL_MEDIA_ORIGINS") },
  });
  const recover = task("decide-recovery", {
    timeout: "60 seconds",
    bind: [...secrets.fal],
    environment: { ...falEnvironment, PROMPT_REWRITE: optionalSetting("PROMPT_REWRITE") },
  });
  const shared = [submit, store, recover];
  const master = {
    // Asks for all that is known of the subject, where there is a graph to ask.
    planMaster: task("plan-master", {
      bind: [...secrets.graph],
      environment: { ...models, ...graphLogin() },
    }),
    gradeMaster: task("grade-master", { environment: models }),
    parseDescription: task("parse-description", { environment: models }),
    saveMaster: task("save-master"),
  };
  const profile = profileTasks(task, models);
  const composite = compositeTasks(task, models);
  const opinion = opinionTasks(task);
  const arns: TaskArns = {
    ...arnsOf(master),
    ...arnsOf(profile),
    ...arnsOf(composite),
    ...arnsOf(opinion),
    ...arnsOf({ submitGeneration: submit, storeImage: store, decideRecovery: recover }),
  };
  return {
    arns,
    submit,
    store,
    recover,
    ofMaster: [...Object.values(master), ...shared],
    ofProfile: [...Object.values(profile), ...shared],
    ofComposite: [...Object.values(composite), ...shared],
    ofOpinion: [...Object.values(opinion), submit, recover],
  };
}

type MakeTask = (file: string, props?: Partial<FunctionProps> & { grants?: PolicyStatement[] }) => Lambda;

/** The tasks of a turnaround. Judging reads features, draws the evidence and may have to decode a picture again. */
function profileTasks(task: MakeTask, models: Record<string, string>) {
  const { seeing, environment } = use(Media);
  return {
    planProfile: task("plan-profile", { environment: models }),
    judgeProfile: task("judge-profile", {
      timeout: "60 seconds",
      memorySize: "1769 MB",
      layers: seeing,
      bind: [...use(Secrets).bucket],
      environment: { ...environment, ...models },
    }),
    saveProfile: task("save-profile"),
  };
}

/** The tasks of a scene; two of them look at pixels, as StoreImage does. */
function compositeTasks(task: MakeTask, models: Record<string, string>) {
  const { seeing, environment } = use(Media);
  const pixels = { layers: seeing, bind: [...use(Secrets).bucket], memorySize: "1769 MB" as const };
  return {
    planComposite: task("plan-composite", { environment: models }),
    drawLayout: task("draw-layout", { ...pixels, environment: { ...environment, ...models } }),
    judgeComposite: task("judge-composite", {
      ...pixels,
      timeout: "60 seconds",
      environment: { ...environment, ...models },
    }),
    saveComposite: task("save-composite"),
  };
}

/** The tasks of a second opinion; the model's name is in the request. */
function opinionTasks(task: MakeTask) {
  return {
    planOpinion: task("plan-opinion"),
    readOpinion: task("read-opinion"),
    saveOpinion: task("save-opinion"),
  };
}

function arnsOf<K extends string>(functions: Record<K, Lambda>): Record<K, string> {
  const entries = Object.entries<Lambda>(functions).map(([name, each]) => [name, each.functionArn]);
  return Object.fromEntries(entries);
}

function pascalCase(file: string): string {
  return file.replaceAll(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
