// Click on a heading to sort the table by its column: numbers by value, intervals by their lower end, empty cells last.
for (const table of document.querySelectorAll(".sortable table")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(table.tBodies[0], column, down);
    });
  });
}

function sort(body, column, down) {
  const text = row => row.cells[column].textContent;
  const compared = (a, b) => {
    const [x, y] = [parseFloat(text(a)), parseFloat(text(b))];
    return Number.isNaN(x) || Number.isNaN(y) ? text(a).localeCompare(text(b)) : x - y;
  };
  const rows = [...body.rows];
  const empty = rows.filter(row => text(row) === "");
  const full = rows.filter(row => text(row) !== "").sort((a, b) => down ? compared(b, a) : compared(a, b));
  body.replaceChildren(...full, ...empty);
}
