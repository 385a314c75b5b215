(() => {
  "use strict";
  const desk = document.getElementById("desk");
  const words = desk.dataset;
  const place = document.getElementById("drop");
  const input = place.querySelector("input");
  const list = document.getElementById("reports");
  const said = document.getElementById("said");
  const by = document.getElementById("by");
  const rows = new Map();
  let unsent = 0;
  // nothing that comes from a report is ever markup: it is the text of an element
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), {textContent: text, ...more});
  const post = async (path, body) => {
    const answer = await fetch(path, {method: "POST", body, headers: {"X-XSRFToken": words.forgery}});
    if (answer.ok) return "";
    const told = await answer.json().catch(() => ({}));
    return told.error || words.unsent;
  };
  const send = async (files) => {
    for (const file of files) {
      unsent += 1;
      let why = words.big;
      said.textContent = words.sending;
      try {
        if (file.size <= Number(words.most)) {
          why = await post("drop?name=" + encodeURIComponent(file.name.toWellFormed()), await file.arrayBuffer());
        }
      } catch {
        // a folder cannot be read, and a program that has ended takes nothing
        why = words.unsent;
      }
      said.textContent = why && file.name + "  " + why;
      if (why) list.append(make("li", file.name + "  " + why, {className: "failed"}));
      unsent -= 1;
    }
  };
  const asking = (one, bodies) => {
    const form = make("form", "");
    const year = make("input", "", {type: "number", name: "year", min: 2008, max: 2100, required: true, value: one.year ?? ""});
    const body = make("select", "", {name: "agency"});
    body.append(make("option", words.asread + "  " + one.body, {value: ""}));
    for (const [id, name] of bodies) body.append(make("option", name, {value: id}));
    const labels = [make("label", words.year + " "), make("label", words.body + " ")];
    labels[0].append(year);
    labels[1].append(body);
    const away = make("button", words.none, {type: "button"});
    away.addEventListener("click", async () => {
      said.textContent = await post("away", JSON.stringify({number: one.number}));
    });
    form.append(...labels, make("button", words.put), away);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = {number: one.number, year: Number(year.value), agency: body.value};
      said.textContent = await post("answer", JSON.stringify(answer));
    });
    return form;
  };
  const deciding = (finding) => {
    const form = make("form", "");
    const choice = make("select", "", {ariaLabel: words.decide});
    choice.append(make("option", "", {value: ""}));
    for (const name of ["confirmed", "dismissed", "corrected"]) choice.append(make("option", words[name], {value: name}));
    choice.value = finding.decision || "";
    const note = make("input", "", {placeholder: words.note, ariaLabel: words.note});
    form.append(make("span", finding.title), choice, note, make("button", words.decide));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!choice.value) return;
      const made = {finding: finding.id, decision: choice.value, by: by.value, note: note.value};
      said.textContent = await post("decide", JSON.stringify(made));
    });
    return form;
  };
  const draw = (one, bodies) => {
    const row = make("li", "", {className: one.verdict || one.state});
    row.dataset.number = one.number;
    row.dataset.state = one.state;
    const head = make("p", "");
    head.append(make("strong", one.word || words[one.state]), " ", make("span", one.name));
    row.append(head);
    if (one.body) row.append(make("p", one.body + "  " + (one.year ?? ""), {className: "of"}));
    if (one.message) row.append(make("p", one.message));
    if (one.state === "asked") row.append(asking(one, bodies));
    if (one.state === "audited") {
      const path = one.folder.split("/").map(encodeURIComponent).join("/");
      const links = make("p", "");
      links.append(make("a", words.evidence, {href: "evidence/" + path + "/audit.html", target: "_blank", rel: "noopener"}));
      if (one.findings.length) links.append(make("a", words.notice, {href: "notice/" + path, download: ""}));
      row.append(links);
      if (one.findings.length) {
        const more = make("details", "");
        more.append(make("summary", words.findings + " " + one.findings.length), ...one.findings.map(deciding));
        row.append(more);
      }
    }
    return row;
  };
  const show = (state) => {
    for (const one of state.reports) {
      const told = JSON.stringify(one);
      const known = rows.get(one.number);
      // what has not changed stays, with what somebody is just writing there
      if (known && known.told === told) continue;
      const row = draw(one, state.bodies);
      if (known) {
        const open = known.row.querySelector("details");
        const anew = row.querySelector("details");
        if (open && anew) anew.open = open.open;
        known.row.replaceWith(row);
      } else {
        list.append(row);
      }
      rows.set(one.number, {told, row});
    }
    const done = state.reports.filter((one) => ["asked", "audited", "failed", "taken", "away"].includes(one.state)).length;
    const all = state.reports.length;
    document.getElementById("count").textContent = all ? words.count.replace("{n}", done).replace("{all}", all) : "";
    const bar = document.getElementById("progress");
    [bar.value, bar.max, bar.hidden] = [done, all || 1, !all || !state.busy && done === all];
    document.getElementById("results").hidden = state.busy || !state.reports.some((one) => one.state === "audited");
    if (state.message) said.textContent = state.message;
    desk.dataset.busy = state.busy || unsent > 0;
  };
  const look = async () => {
    try {
      const answer = await fetch("state");
      if (!answer.ok) throw new Error();
      show(await answer.json());
    } catch {
      said.textContent = words.gone;
    }
    setTimeout(look, 500);
  };
  input.addEventListener("change", () => send(Array.from(input.files)));
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.toggle("over", name === "dragover");
      if (name === "drop") send(Array.from(event.dataTransfer.files));
    });
  }
  // the cookie stands for the token from now on, which need not be read over somebody's shoulder
  history.replaceState(null, "", location.pathname);
  look();
})();
