/**
 * The page's only script: headings of sortable tables get a button that orders the rows by `data-sort` (numbers, the
 * missing last) or by the text of the first column; what is folded opens for the printer. Without it the tables stand in
 * the order of the study. The page's policy admits it by its digest alone.
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
    button.textContent = "\u2195";
    button.setAttribute("aria-label", "Order by " + head.textContent);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending" && i > 0;
      for (const other of heads) {
        other.removeAttribute("aria-sort");
        other.lastChild.textContent = "\u2195";
      }
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      button.textContent = down ? "\u2193" : "\u2191";
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, i), value(b, i)];
        if (x === null || y === null) return (x === null) - (y === null);
        return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
      });
      body.append(...rows);
    });
  });
}
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details:not([open])")];
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});`;
