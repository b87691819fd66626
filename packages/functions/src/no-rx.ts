/**
 * Stands in for rxjs in the bundles of a deployment with a graph (see stacks/settings.ts): the driver's reactive
 * sessions, which nothing here opens, would bring 160 KB along.
 */
export const Observable = undefined;
