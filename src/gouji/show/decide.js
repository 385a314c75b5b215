(() => {
  "use strict";
  const bar = document.querySelector("form.deciding");
  const pattern = document.querySelector("template.decide");
  const places = Array.from(document.querySelectorAll("[data-decide]"));
  if (!bar || !pattern || !places.length) return;
  // the marks of all pages of one folder of evidence are kept together, as far as the browser keeps any
  const kept = "gouji-decisions " + new URL(bar.dataset.root, location.href).href;
  const columns = JSON.parse(bar.dataset.columns);
  const keys = Object.keys(columns);
  const load = () => {
    try {
      return new Map(Object.entries(JSON.parse(localStorage.getItem(kept)) || {}));
    } catch {
      return null;
    }
  };
  // a page that a browser has saved brings its marks along
  const brought = JSON.parse(bar.dataset.made || "{}");
  let marks = load() || new Map();
  if (!marks.size) marks = new Map(Object.entries(brought));
  const save = () => {
    try {
      localStorage.setItem(kept, JSON.stringify(Object.fromEntries(marks)));
    } catch {
      // a browser that keeps nothing still collects what is marked until the page is left
    }
  };
  const count = bar.querySelector("output");
  const text = bar.querySelector("textarea");
  const by = bar.querySelector("[name=by]");
  // a browser that saves a page saves its attributes, not what hands have put into its fields
  const show = () => {
    bar.dataset.made = JSON.stringify(Object.fromEntries(marks));
    by.setAttribute("value", by.value);
    bar.hidden = marks.size === 0;
    count.textContent = count.dataset.of.replace("{n}", marks.size);
    text.hidden = true;
  };
  // cells stand by row, so that their names are short
  const cells = (rows) => Object.fromEntries(Object.entries(rows).flatMap(([row, columns]) =>
    Object.entries(columns).map(([column, printed]) => [row ? row + "/" + column : column, printed])));
  const controls = places.map((place) => {
    const told = JSON.parse(place.dataset.decide);
    const whose = JSON.parse(place.closest("[data-whose]")?.dataset.whose ?? "{}");
    const about = {...whose, ...told, printed: cells(told.printed)};
    const control = place.querySelector("p.decide") || pattern.content.cloneNode(true).firstElementChild;
    const [choice, note] = [control.querySelector("select"), control.querySelector("input")];
    const keep = () => {
      for (const option of choice.options) option.toggleAttribute("selected", option.selected);
      note.setAttribute("value", note.value);
    };
    const draw = () => {
      const mark = marks.get(about.finding);
      choice.value = mark ? mark.decision : "";
      note.value = mark ? mark.note : "";
      keep();
    };
    const change = () => {
      marks = load() || marks;
      const when = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 19);
      if (choice.value) marks.set(about.finding, {...about, decision: choice.value, note: note.value, when});
      else marks.delete(about.finding);
      save();
      controls.forEach((other) => other !== draw && other());
      keep();
      show();
    };
    choice.addEventListener("change", change);
    note.addEventListener("change", change);
    place.append(control);
    draw();
    return draw;
  });
  // the same texts that gouji writes into CSV itself: no spreadsheet takes one for a formula
  const risky = /^[\s\u3000\xa0]*[=+\-@\t\r\n＝＋－＠|%]/;
  const field = (value) => {
    const said = value === null || value === undefined ? ""
      : typeof value === "object" ? JSON.stringify(value) : String(value);
    const inert = risky.test(said) || said.startsWith("'") ? "'" + said : said;
    return '"' + inert.replaceAll('"', '""') + '"';
  };
  const table = () => {
    const rows = Array.from(marks.values()).map((mark) => keys.map((key) => field(key === "by" ? by.value : mark[key])));
    return [keys.map((key) => columns[key]), ...rows].map((row) => row.join(",") + "\r\n").join("");
  };
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", table()], {type: "text/csv"}));
    link.download = "decisions.csv";
    link.click();
  });
  bar.querySelector("[data-copy]").addEventListener("click", () => {
    text.value = table();
    text.hidden = false;
    text.select();
    document.execCommand("copy");
  });
  bar.addEventListener("reset", () => {
    marks = new Map();
    save();
    controls.forEach((draw) => draw());
    show();
  });
  by.addEventListener("input", show);
  window.addEventListener("storage", () => {
    marks = load() || marks;
    controls.forEach((draw) => draw());
    show();
  });
  show();
})();
