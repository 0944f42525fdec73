// What is more comfortable with a script; everything works without it.
"use strict";
(() => {
  const items = () => [...document.querySelectorAll("[data-item]")].filter((e) => e.offsetParent !== null);

  // ---- charts that were still being drawn when the page was sent
  for (const box of document.querySelectorAll("[data-chart]")) {
    fetch(box.dataset.chart, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
      .then((text) => {
        const parsed = new DOMParser().parseFromString(text, "text/html");
        const drawing = parsed.querySelector("figure.drawing, p.soft");
        if (!drawing) return;
        const shown = document.importNode(drawing, true);
        if (shown.tagName === "FIGURE") shown.className = box.className;
        box.replaceWith(shown);
      })
      .catch(() => {});
  }

  // ---- the last visit, kept in this browser alone
  const keep = (place, name, value) => {
    try {
      if (value === undefined) return place().getItem(name);
      place().setItem(name, value);
    } catch { /* a browser may forbid it */ }
    return null;
  };
  const store = (name, value) => keep(() => localStorage, name, value);
  const session = (name, value) => keep(() => sessionStorage, name, value);
  const link = document.querySelector("[data-last-visit]");
  if (link) {
    // One tab is one visit: what was new when it began stays new in it.
    if (session("onrecord-since") === null) session("onrecord-since", store("onrecord-visit") || "");
    const last = session("onrecord-since");
    if (last) {
      link.href = "/?since=" + encodeURIComponent(last);
      link.hidden = false;
      for (const row of document.querySelectorAll(".stories > [data-added]")) {
        if (Date.parse(row.dataset.added) >= Date.parse(last) && !row.querySelector(".new")) {
          const mark = document.createElement("span");
          mark.className = "new";
          mark.textContent = "new";
          const title = row.querySelector("h2");
          title.append(" ", mark);
          const target = title.querySelector("a");
          target.href = target.pathname + "?since=" + encodeURIComponent(last);
        }
      }
    }
    addEventListener("pagehide", () => store("onrecord-visit", new Date().toISOString()));
  }

  // ---- the name of who judges
  for (const field of document.querySelectorAll("[data-author]")) {
    field.value = field.value || store("onrecord-author") || "";
    field.addEventListener("change", () => {
      store("onrecord-author", field.value);
      for (const other of document.querySelectorAll("[data-author]")) other.value = field.value;
    });
  }

  // ---- entries beside the text light up in the text
  for (const line of document.querySelectorAll("[data-entry]")) {
    const pieces = () => {
      const found = [];
      const anchor = document.getElementById(line.dataset.entry);
      let next = anchor && anchor.nextElementSibling;
      while (next && !next.classList.contains("p")) next = next.nextElementSibling;
      if (next) found.push(next);
      return found;
    };
    const light = (on) => pieces().forEach((piece) => piece.classList.toggle("hot", on));
    line.addEventListener("pointerenter", () => light(true));
    line.addEventListener("pointerleave", () => light(false));
    line.addEventListener("focusin", () => light(true));
    line.addEventListener("focusout", () => light(false));
  }

  // ---- keys
  const move = (step) => {
    const all = items();
    if (!all.length) return;
    const here = all.findIndex((e) => e === document.activeElement || e.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };
  const pick = () => {
    const item = document.activeElement && document.activeElement.closest("[data-item]");
    const box = item && item.querySelector(".pick input");
    if (box) box.checked = !box.checked;
  };
  const decide = (key) => {
    const button = document.querySelector(`button[data-key="${key}"]`);
    if (!button) return;
    const name = button.form.elements.author;
    if (name && !name.value) { name.focus(); return; }
    button.click();
  };
  addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches("textarea, select, input:not([type=checkbox])")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") pick();
    else if (event.key === "/") { document.getElementById("find").focus(); event.preventDefault(); }
    else if ("snrcu".includes(event.key) && event.key.length === 1) decide(event.key);
  });
})();
