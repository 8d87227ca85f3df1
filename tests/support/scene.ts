/** A provider process of its own, configured for an emulator of its own. */
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.js";
import { type ProviderProcess, startProvider } from "./process.js";

export interface Scene {
  readonly emulator: Emulator;
  readonly provider: ProviderProcess;
}

/**
 * @param given Config is what a stack sets beside the emulator's endpoint and clock; the environment has the keys.
 * @returns what the process printed.
 */
export async function scene(
  test: (scene: Scene) => Promise<void>,
  given: { config?: Record<string, string>; environment?: Record<string, string>; emulator?: EmulatorOptions } = {},
): Promise<string> {
  const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z", ...given.emulator });
  const provider = await startProvider(
    {
      "tencentcloud-css:endpoint": emulator.endpoint,
      "tencentcloud-css:clock": "emulator",
      ...given.config,
    },
    {
      TENCENTCLOUD_SECRET_ID: emulator.secretId,
      TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
      ...given.environment,
    },
  );
  let printed = "";
  try {
    await test({ emulator, provider });
  } finally {
    printed = await provider.end();
    await emulator.close();
  }
  return printed;
}
