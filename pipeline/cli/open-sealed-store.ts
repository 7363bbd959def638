import { UserError } from "../errors.ts";
import { S3Store } from "../store/s3-store.ts";
import { SealedTrajectories } from "../store/sealed-trajectories.ts";
import type { CommandContext } from "./command-context.ts";

/** The store that --store names. Endpoint and keys are taken from the environment, by Amazon's own names. */
export function openSealedStore(address: string, { env }: CommandContext): SealedTrajectories {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new UserError(
      `--store ${address} needs its keys in the environment: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_ENDPOINT_URL_S3 for a service that is not Amazon's), then run the command again.`,
    );
  }
  return new SealedTrajectories(
    new S3Store({
      address,
      accessKeyId,
      secretAccessKey,
      sessionToken: env.AWS_SESSION_TOKEN || null,
      endpoint: env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || null,
      region: env.AWS_REGION || env.AWS_DEFAULT_REGION || "us-east-1",
    }),
  );
}
