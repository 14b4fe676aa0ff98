// Hides the rows of the index in which what is typed does not occur, whichever way it is written.
(() => {
  const fold = text => text.toLowerCase().replace(/[يئ]/g, "ی").replace(/ك/g, "ک").replace(/[آأإ]/g, "ا").replace(/[ةۀ]/g, "ه")
    .replace(/[۰-۹]/g, d => d.charCodeAt(0) - 1776).replace(/[٠-٩]/g, d => d.charCodeAt(0) - 1632)
    .replace(/[\s\u200c\u0640_'-]+/g, "");
  const box = document.getElementById("filter"), found = document.getElementById("found");
  const rows = [...document.querySelectorAll("tr[data-find]")].map(row => [row, row.dataset.find.split(" ").map(fold).join(" ") + " " + fold(row.dataset.find)]);
  box.closest(".filter").hidden = false;
  box.addEventListener("input", () => {
    const wanted = box.value.trim().split(/\s+/).map(fold).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) { row.hidden = !wanted.every(word => text.includes(word)); shown += !row.hidden; }
    for (const part of document.querySelectorAll("section.year")) part.hidden = !part.querySelector("tr[data-find]:not([hidden])");
    found.textContent = found.dataset.says.replace("{count}", shown.toLocaleString(document.documentElement.lang));
  });
})();
