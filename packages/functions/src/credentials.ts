import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * Stands in for the SDK's chain of credential providers in every bundle (see stacks/settings.ts): a Lambda gets its
 * role's credentials in the environment, so the providers for files, SSO and instance metadata are dead weight.
 */
export const defaultProvider = () => fromEnv();
