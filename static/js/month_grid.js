// The month grid (table[data-month-grid]): closing stocks and sums follow what is typed. The server computes the same.
(function () {
  "use strict";

  const table = document.querySelector("[data-month-grid]");
  if (!table) {
    return;
  }

  // 1250, 1.250 and 1 250 are numbers; what is none counts nothing until it is mended.
  function read(text) {
    const digits = text.trim().replace(/[.\s\u00a0\u202f]/g, "");
    return /^\d{1,10}$/.test(digits) ? Number(digits) : 0;
  }

  function write(number) {
    const text = String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ".");
    return number < 0 ? "\u2212" + text : text;
  }

  function total(name) {
    return table.querySelector('[data-tong="' + name + '"]');
  }

  const signs = {};
  table.querySelectorAll("[data-dau]").forEach(function (cell) {
    signs[cell.dataset.tong] = Number(cell.dataset.dau);
  });

  function closing(row) {
    let stock = Number(row.dataset.nen);
    row.querySelectorAll("input[data-cot]").forEach(function (field) {
      stock += (signs[field.dataset.cot] || 0) * read(field.value);
    });
    return stock;
  }

  function count() {
    const sums = {};
    let stock = 0;
    table.querySelectorAll("tr[data-nen]").forEach(function (row) {
      const own = closing(row);
      row.querySelector("[data-cuoi]").textContent = write(own);
      stock += own;
      row.querySelectorAll("input[data-cot]").forEach(function (field) {
        sums[field.dataset.cot] = (sums[field.dataset.cot] || 0) + read(field.value);
      });
    });
    Object.keys(sums).forEach(function (name) {
      total(name).textContent = write(sums[name]);
    });
    total("cuoi").textContent = write(stock);
  }

  // A pasted block changes hundreds of cells at once: they are counted once.
  let asked = false;
  table.addEventListener("input", function () {
    if (!asked) {
      asked = true;
      window.requestAnimationFrame(function () {
        asked = false;
        count();
      });
    }
  });
})();
