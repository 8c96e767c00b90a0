/**
 * The page's only script. Headings of sortable tables get a button that orders the rows by `data-sort` (numbers,
 * missing ones last) or by the text of the first column. Boxes that scroll can be reached by keyboard; others are no
 * stops. The outline marks the section being read. Folded parts open for the printer where the appendix is asked for.
 * Without the script, tables are in the order of the study. The page's policy allows it by its digest alone.
 */
export const pageScript = `"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const value = (row, i) => {
    const cell = row.cells[i];
    return cell.dataset.sort === undefined ? cell.textContent : cell.dataset.sort === "" ? null : Number(cell.dataset.sort);
  };
  heads.forEach((head, i) => {
    const button = document.createElement("button");
    const mark = document.createElement("span");
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = " \u2195";
    button.append(...head.childNodes, mark);
    button.title = "Order by this";
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending" && i > 0;
      for (const other of heads) {
        other.removeAttribute("aria-sort");
        other.querySelector("button > span").textContent = " \u2195";
      }
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      mark.textContent = down ? " \u2193" : " \u2191";
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, i), value(b, i)];
        if (x === null || y === null) return (x === null) - (y === null);
        return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
      });
      body.append(...rows);
    });
  });
}
const reach = () => {
  for (const box of document.querySelectorAll(".scroll")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.dataset.label);
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
};
reach();
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
const links = new Map([...document.querySelectorAll("nav li a")].map((link) => [link.hash.slice(1), link]));
if ("IntersectionObserver" in globalThis) {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -75% 0px" });
  for (const section of document.querySelectorAll("main > section")) seen.observe(section);
}
let unfolded = [];
addEventListener("beforeprint", () => {
  if (!document.getElementById("appendix").checked) return;
  unfolded = [...document.querySelectorAll("details:not([open])")];
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});`;
