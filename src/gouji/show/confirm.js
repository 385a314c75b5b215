(() => {
  "use strict";
  const form = document.querySelector("form.confirming");
  if (!form) return;
  const columns = JSON.parse(form.dataset.columns);
  const keys = Object.keys(columns);
  const rows = Array.from(form.querySelectorAll("[data-row]"), (row) => ({
    about: JSON.parse(row.dataset.row),
    text: row.querySelector("input[type=text]"),
    tick: row.querySelector("input[type=checkbox]"),
  }));
  const count = form.querySelector("output");
  const show = () => {
    count.textContent = count.dataset.of.replace("{n}", rows.filter((row) => row.tick.checked).length);
  };
  rows.forEach((row) => {
    // who types has looked
    row.text.addEventListener("input", () => { row.tick.checked = true; show(); });
    row.tick.addEventListener("change", show);
  });
  // the same texts that gouji writes into CSV itself: no spreadsheet takes one for a formula
  const risky = /^[\s\u3000\xa0]*[=+\-@\t\r\n＝＋－＠|%]/;
  const field = (value) => {
    const said = value === undefined ? "" : String(value);
    const inert = risky.test(said) || said.startsWith("'") ? "'" + said : said;
    return '"' + inert.replaceAll('"', '""') + '"';
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const by = form.querySelector("[name=by]").value;
    const lines = rows.filter((row) => row.tick.checked).map((row) => {
      const text = row.text.value.trim();
      const correction = text === row.about.recognised ? "" : text || form.dataset.nothing;
      const said = {...row.about, ok: "x", correction, by};
      return keys.map((key) => field(said[key]));
    });
    const table = [keys.map((key) => field(columns[key])), ...lines].map((row) => row.join(",") + "\r\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", table], {type: "text/csv"}));
    link.download = "confirmed.csv";
    link.click();
  });
  show();
})();
