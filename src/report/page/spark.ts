import { colours, roleVariable } from "../charts/theme.ts";
import type { Spark } from "../document.ts";

const width = 84;
const height = 26;
/** room for a point at each edge */
const edge = 3;

/** A line without axes. Its numbers are in a table elsewhere, so screen readers skip it. */
export function spark({ values, against, highest, colour, openFrom }: Spark): string {
  const at = (value: number, i: number): string => {
    // a single quarter is drawn where the last one would be
    const along = values.length < 2 ? 1 : i / (values.length - 1);
    const x = edge + (width - 2 * edge) * along;
    const y = height - edge - (height - 2 * edge) * Math.min(1, value / highest);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const line = (of: readonly (number | null)[], stroke: string, wide: number): string => {
    let moved = false;
    const path = of
      .map((value, i) => {
        if (value === null) {
          moved = false;
          return "";
        }
        const step = `${moved ? "L" : "M"}${at(value, i)}`;
        moved = true;
        return step;
      })
      .join("");
    return path === ""
      ? ""
      : `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${wide}" stroke-linecap="round"/>`;
  };
  const own = roleVariable(colour);
  const points = values.flatMap((value, i) => {
    // where the line ends, what it leaves out, and quarters without neighbours
    const alone = (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null;
    if (value === null || !(i >= openFrom - 1 || alone)) return [];
    const [x, y] = at(value, i).split(" ");
    return [
      `<circle cx="${x}" cy="${y}" r="2" fill="${i >= openFrom ? "var(--paper)" : own}" stroke="${own}" stroke-width="1.25"/>`,
    ];
  });
  return `<svg class="spark" aria-hidden="true" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${
    against === null ? "" : line(against.slice(0, openFrom), roleVariable(colours.incumbent), 1.25)
  }${line(values.slice(0, openFrom), own, 1.75)}${points.join("")}</svg>`;
}
