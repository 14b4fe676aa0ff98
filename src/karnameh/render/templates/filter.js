// Hides the rows of the index in which what is typed does not occur, whichever way it is written. Folds as areas.fold.
(() => {
  const other = "يكةۀآأإئؤ", usual = "یکههااایو";
  const noise = /[\s\u00ad\u061c\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069_'’ء-]+/g;
  const fold = text => text.replace(/[۰-۹٠-٩]/g, digit => digit.charCodeAt(0) & 15)
    .replace(/[يكةۀآأإئؤ]/g, letter => usual[other.indexOf(letter)]).replace(noise, "").toLowerCase();
  const box = document.getElementById("filter"), found = document.getElementById("found"), years = document.getElementById("years");
  const names = JSON.parse(document.querySelector("script.names").textContent);
  const rows = [...document.querySelectorAll("tr[data-find]")].map(row => {
    const [code, year] = row.dataset.find.split(" ");
    return [row, names[code] + " " + year];
  });
  const folds = [...document.querySelectorAll("details.province")].map(part => [part, part.open]);
  const empty = part => !part.querySelector("tr[data-find]:not([hidden])");
  const search = () => {
    const wanted = box.value.split(/\s+/).map(fold).filter(Boolean), searching = wanted.length > 0;
    let shown = 0;
    for (const [row, text] of rows) { row.hidden = !wanted.every(word => text.includes(word)); shown += !row.hidden; }
    for (const [part, open] of folds) { part.hidden = empty(part); part.open = searching ? !part.hidden : open; }
    for (const part of document.querySelectorAll("section.one-year")) part.hidden = empty(part);
    years.classList.toggle("searching", searching);
    found.textContent = searching ? found.dataset.says.replace("{count}", shown.toLocaleString(document.documentElement.lang)) : "";
  };
  box.closest(".filter").hidden = false;
  box.addEventListener("input", search);
  search();
})();
