(() => {
  "use strict";
  const form = document.querySelector("form.toolbar");
  const table = document.querySelector("table[data-sortable]");
  if (!form || !table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const fields = Array.from(form.querySelectorAll("[data-by]"));
  const output = document.querySelector("output[data-of]");
  const more = document.querySelector("button[data-more]");
  // a browser takes seconds to lay out thousands of rows; page.html.j2 hides as many until this has run
  const most = 300;
  let matching = new Set(rows);
  let every = false;
  const draw = () => {
    let left = every ? rows.length : most;
    for (const row of rows) row.hidden = !matching.has(row) || left-- <= 0;
    table.classList.remove("long");
    more.hidden = every || matching.size <= most;
    more.textContent = more.dataset.more.replace("{n}", matching.size - most);
    output.textContent = output.dataset.of.replace("{n}", matching.size).replace("{all}", rows.length);
  };
  const drawEvery = (whether) => {
    every = whether;
    draw();
  };
  const collator = new Intl.Collator(document.documentElement.lang);
  const columns = {year: 2, kind: 3, region: 4};
  const holds = (row, by, value) =>
    by === "name" ? row.cells[1].textContent.toLowerCase().includes(value.toLowerCase())
    : by === "rule" ? row.dataset.rule.split(" ").includes(value)
    : by in columns ? row.cells[columns[by]].textContent === value
    : row.dataset[by] === value;
  const apply = () => {
    const active = fields.filter((field) => field.value.trim());
    matching = new Set(rows.filter((row) => active.every((field) => holds(row, field.dataset.by, field.value.trim()))));
    drawEvery(false);
    const hash = active.map((field) => field.dataset.by + "=" + encodeURIComponent(field.value.trim())).join("&");
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  };
  const choose = (filter) => {
    const wanted = new Map(filter.split("&").map((pair) => {
      const cut = pair.indexOf("=");
      return [pair.slice(0, cut), pair.slice(cut + 1)];
    }));
    for (const field of fields) field.value = wanted.get(field.dataset.by) || "";
    apply();
  };
  const key = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.key || cell.textContent.trim();
    return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const numeric = typeof key(rows[0], column) === "number";
      const first = numeric && column > 0 ? "descending" : "ascending";
      const now = head.getAttribute("aria-sort");
      const next = now === null ? first : now === "ascending" ? "descending" : "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      rows.sort((a, b) => {
        const x = key(a, column), y = key(b, column);
        if (typeof x === "number" && typeof y === "number") return sign * (x - y);
        return sign * collator.compare(x, y);
      });
      body.replaceChildren(...rows);
      draw();
    });
  });
  // on a phone the first agency comes before the filters, which one tap opens
  const filters = form.closest("details");
  filters.open = !matchMedia("(max-width:40rem)").matches;
  filters.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (link) choose(link.dataset.filter);
  });
  const opened = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    if (name.includes("=")) {
      choose(name);
      table.scrollIntoView();
    } else if (name) {
      const details = document.getElementById(name);
      if (details instanceof HTMLDetailsElement) details.open = true;
    }
  };
  window.addEventListener("hashchange", opened);
  more.addEventListener("click", () => drawEvery(true));
  window.addEventListener("beforeprint", () => drawEvery(true));
  draw();
  opened();
})();
