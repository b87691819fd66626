declare module "sst/project.js" {
  export function initProject(globals: { stage: string; region: string }): Promise<void>;
  export function useProject(): {
    config: { name: string };
    paths: { config: string; root: string; out: string };
  };
}

declare module "sst/stacks/build.js" {
  export function load(
    path: string,
  ): Promise<[unknown, { stacks(app: import("sst/constructs").App): unknown }]>;
}
