"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;

  // Colours: as the system, light or dark. Nothing is stored.
  const theme = $("theme");
  theme.parentElement.hidden = false;
  theme.addEventListener("change", () => {
    if (theme.value) root.dataset.theme = theme.value;
    else delete root.dataset.theme;
  });

  // Filter: an item shows where all chosen tokens are its own, its dates meet the span and its text holds every word.
  const form = $("filter");
  const items = all("[data-k]").map((node) => ({
    node,
    tokens: new Set(node.dataset.k.split(" ")),
    dates: (node.dataset.d || "").split(" ").filter(Boolean),
  }));
  const textOf = (item) => (item.text ??= item.node.textContent.toLowerCase());
  const wanted = () => {
    const value = (id) => $(id)?.value || "";
    return {
      words: value("f-text").toLowerCase().split(/\s+/).filter(Boolean),
      tokens: ["f-measure", "f-holder", "f-source"].map(value).filter(Boolean),
      from: value("f-from"),
      to: value("f-to"),
    };
  };
  // A date may be only a year or a month: 2026-06 meets every span that touches June 2026.
  const meets = (dates, from, to) => {
    if (!from && !to) return true;
    if (!dates.length) return false;
    const [first, last] = [dates[0], dates[dates.length - 1]];
    return (!from || last >= from.slice(0, last.length)) && (!to || first <= to.slice(0, first.length));
  };
  const fits = (item, want) =>
    want.tokens.every((token) => item.tokens.has(token)) &&
    meets(item.dates, want.from, want.to) &&
    want.words.every((word) => textOf(item).includes(word));
  const apply = () => {
    const want = wanted();
    const asked = want.words.length || want.tokens.length || want.from || want.to;
    let shown = 0;
    for (const item of items) {
      const ok = !asked || fits(item, want);
      item.node.hidden = !ok;
      if (ok) shown += 1;
    }
    for (const card of all(".card")) {
      const inner = all("[data-k]", card);
      if (!card.dataset.k && inner.length) card.hidden = inner.every((node) => node.hidden);
    }
    for (const section of all("main > section")) {
      const inner = all("[data-k]", section);
      if (!inner.length) continue;
      let note = section.querySelector(":scope > .none");
      if (!note) {
        note = document.createElement("p");
        note.className = "none";
        note.textContent = "Nothing here fits the filter.";
        section.append(note);
      }
      note.hidden = inner.some((node) => !node.hidden);
    }
    $("f-count").textContent = asked ? `${shown.toLocaleString("en")} of ${items.length.toLocaleString("en")} items fit` : "";
  };
  if (form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    const opener = $("open-all");
    opener.addEventListener("click", () => {
      const open = opener.getAttribute("aria-pressed") !== "true";
      opener.setAttribute("aria-pressed", String(open));
      for (const part of all("main details")) part.open = open;
    });
    apply();
  }

  // Order of the measures.
  const sort = $("sort-by");
  if (sort) {
    $("sort").hidden = false;
    const cards = all("#measures > .card");
    const newest = (card) => (card.dataset.d || "").split(" ").pop();
    const orders = {
      "": () => 0,
      name: (a, b) => a.querySelector("h3").textContent.localeCompare(b.querySelector("h3").textContent),
      sources: (a, b) => b.dataset.n - a.dataset.n,
      spread: (a, b) => b.dataset.w - a.dataset.w,
      new: (a, b) => newest(b).localeCompare(newest(a)),
    };
    sort.addEventListener("change", () => {
      const place = document.createElement("span");
      cards[0].parentElement.insertBefore(place, cards[0].parentElement.querySelector(".card"));
      for (const card of [...cards].sort(orders[sort.value])) place.before(card);
      place.remove();
    });
  }

  // Order of the table of claims: a button in each head that can be sorted by.
  const cell = (row, n) => row.cells[n].textContent.trim();
  const keyOf = {
    value: (row) => [cell(row, 0).replace(/[\d.,–\s]+/g, ""), Number(row.dataset.v)],
    holder: (row) => [cell(row, 2).toLowerCase()],
    source: (row) => [Number(cell(row, 3).slice(1).split("]")[0])],
    date: (row) => [(row.dataset.d || "9").split(" ")[0]],
  };
  const compare = (a, b) => {
    for (let n = 0; n < a.length; n += 1) {
      if (a[n] < b[n]) return -1;
      if (a[n] > b[n]) return 1;
    }
    return 0;
  };
  for (const head of all("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of all("th[aria-sort]", head.parentElement)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = head.closest("table").tBodies[0];
      const keyed = [...body.rows].map((row) => [keyOf[head.dataset.sort](row), row]);
      keyed.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
      body.append(...keyed.map(([, row]) => row));
    });
  }

  // What a link leads to stands below the filter where that stays at the top.
  const makeRoom = () => {
    const stays = form && getComputedStyle(form).position === "sticky";
    root.style.scrollPaddingTop = stays ? `${form.offsetHeight + 16}px` : "";
  };
  addEventListener("resize", makeRoom);
  makeRoom();

  // A link to a claim, measure or position opens what it lies in, filtered away or folded.
  const reveal = () => {
    let target = null;
    try { target = $(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target) return;
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
      if (node.hidden) node.hidden = false;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open]):not(.around)");
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
})();
