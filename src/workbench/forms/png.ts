import { createRequire } from "node:module";
import { exits, refuse } from "../../base/errors.ts";
import { noPictures } from "../../base/messages/ship/forms.ts";

/** Letters that the package's fonts lack; for these the system's fonts are used. */
const others = /[\u0530-\u1dff\u2c00-\ufffc]|[\u{10000}-\u{10ffff}]/u;

const font = (of: string): string => createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${of}`);

/**
 * SVG text as PNG. The fonts are the package's own, so that a machine without fonts draws the same picture; for letters
 * that they lack (Chinese, Arabic) a font of the system is used.
 * @param scale pixels of the picture for each pixel of the drawing
 * @throws LeadlineError exit 4 where there is no renderer for this system
 */
export async function pngOf(svg: string, scale = 2): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js").catch((error: unknown) =>
    refuse(exits.io, noPictures(error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unknown")),
  );
  const drawing = new Resvg(svg.replace(/ font-family="[^"]*"/g, ""), {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: others.test(svg),
      fontFiles: [font("400Regular/Inter_400Regular.ttf"), font("600SemiBold/Inter_600SemiBold.ttf")],
      defaultFontFamily: "Inter",
    },
  });
  return drawing.render().asPng();
}
