import { dirname } from "node:path";
import { classPathOf, programOf, startJava } from "./java.ts";

const LICENCE = `DynamoDB Local is started. Its licence (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocalLicense.html)
allows it to those who have an AWS account, for developing and testing applications that use DynamoDB.`;

/** Starts the real DynamoDB Local for all specs of the table; set up by ENGINES=dynamodb-local npm run test:engines. */
export async function setup(): Promise<() => Promise<void>> {
  const classPath = classPathOf("dynamodb-local");
  const library = `-Dsqlite4java.library.path=${sqliteFolder(classPath)}`;
  const engine = await startJava(["-XX:TieredStopAtLevel=1", library, ...programOf("dynamodb-local")]);
  process.stderr.write(`${LICENCE}\n`);
  process.env.TEST_TABLE_URL = engine.address;
  return engine.close;
}

/** Where this platform's library is among the jars. */
function sqliteFolder(classPath: string): string {
  const platform =
    process.platform === "darwin" ? "osx" : `linux-${process.arch === "x64" ? "amd64" : process.arch}`;
  const library = classPath
    .split(":")
    .find((file) => file.includes(`sqlite4java-${platform}`) && !file.endsWith(".jar"));
  if (!library) throw new Error(`DynamoDB Local brings no SQLite for ${platform}.`);
  return dirname(library);
}
