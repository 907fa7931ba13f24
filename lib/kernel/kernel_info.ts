import { VERSION } from "../record/build.ts";

/** The answer to a `kernel_info_request`. */
export function kernelInfo(): Record<string, unknown> {
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "wattbook",
    implementation_version: VERSION,
    language_info: {
      name: "typescript",
      version: Deno.version.typescript,
      mimetype: "text/x.typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "typescript" },
      nbconvert_exporter: "script",
    },
    banner: `wattbook ${VERSION} on Deno ${Deno.version.deno}: %magics tells what it measures`,
    help_links: [{ text: "Deno manual", url: "https://docs.deno.com" }],
    debugger: false,
    supported_features: [],
  };
}
