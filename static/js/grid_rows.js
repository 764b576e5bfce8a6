// Grids of people (table.grid-entry[data-grow="most rows"]): [data-add-rows] adds empty rows without the server; whoever fills the
// grid asks for one more by the event "so:addrow".
(function () {
  "use strict";

  function rowsOf(table) {
    return Array.from(table.tBodies[0].rows).filter(function (row) {
      return row.querySelector(".cell");
    });
  }

  function inputsOf(row) {
    return Array.from(row.querySelectorAll(".cell input"));
  }

  function addRow(table) {
    const rows = rowsOf(table);
    const number = rows.length + 1;
    if (number > Number(table.dataset.grow)) {
      return null;
    }
    const row = rows[rows.length - 1].cloneNode(true);
    row.className = "";
    row.cells[0].textContent = number;
    row.cells[row.cells.length - 1].textContent = "";
    inputsOf(row).forEach(function (input) {
      input.value = "";
      input.setAttribute("value", "");
      input.id = input.id.replace(/-\d+-/, "-" + number + "-");
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, number));
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      input.closest(".cell").classList.remove("changed");
    });
    table.tBodies[0].append(row);
    return row;
  }

  document.addEventListener("so:addrow", function (event) {
    addRow(event.target);
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-add-rows]");
    const table = button && button.form.querySelector("table[data-grow]");
    if (!table) {
      return;
    }
    event.preventDefault();
    let added = null;
    for (let count = Number(button.dataset.addRows); count > 0; count -= 1) {
      const row = addRow(table);
      added = added || row;
    }
    if (added) {
      inputsOf(added)[0].focus();
    } else {
      const status = table.closest("form").querySelector("[data-grid-status]");
      status.textContent = "Bảng đã đủ " + table.dataset.grow + " dòng. Ghi các dòng này rồi nhập tiếp.";
    }
  });
})();
