"use strict";
(() => {
  const box = document.getElementById("filter");
  if (box) {
    const field = box.querySelector("input");
    const count = box.querySelector("output");
    const cards = [...document.querySelectorAll("[data-filter]")];
    const apply = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const card of cards) {
        const fits = words.every((word) => card.dataset.filter.includes(word));
        card.hidden = !fits;
        if (fits) shown += 1;
      }
      count.textContent = words.length ? `${shown} of ${cards.length} shown` : "";
    };
    box.hidden = false;
    box.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", apply);
  }
  const reveal = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
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
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
})();
