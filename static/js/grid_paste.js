// Pasting into a grid of people (table.grid-entry[data-grow]): a block copied from Excel fills cells from the focused one on and adds
// rows as needed (grid_rows.js); one with headings goes the way of the form's field "Dán danh sách", without a script's own reading.
(function () {
  "use strict";

  function key(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\u0111/g, "d").replace(/[^a-z0-9]/g, "");
  }

  // Cells of a copied block: tabs between them, quotes around those that hold a line break.
  function parse(text) {
    const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = [[]];
    for (const found of body.matchAll(/("(?:[^"]|"")*"|[^\t\n]*)(\t|\n|$)/g)) {
      const quoted = found[1].length > 1 && found[1].startsWith('"') && found[1].endsWith('"');
      const cell = quoted ? found[1].slice(1, -1).replace(/""/g, '"') : found[1];
      rows[rows.length - 1].push(cell.replace(/\s+/g, " ").trim());
      if (found[2] === "\n") {
        rows.push([]);
      } else if (found[2] === "") {
        break;
      }
    }
    return rows;
  }

  function rowsOf(table) {
    return Array.from(table.tBodies[0].rows).filter(function (row) {
      return row.querySelector(".cell");
    });
  }

  function inputsOf(row) {
    return Array.from(row.querySelectorAll(".cell input"));
  }

  // Does a line of the block name two columns of the grid, or the two parts of a name?
  function hasHeadings(table, block) {
    const heads = Array.from(table.tHead.rows[0].querySelectorAll("[data-names]"));
    const known = new Set(heads.flatMap((head) => head.dataset.names.split(" ")));
    return block.slice(0, 15).some(function (cells) {
      const found = cells.map((cell) => [key(cell), key(cell.replace(/\([^)]*\)/g, " "))]);
      return found.filter((names) => names.some((name) => known.has(name))).length >= 2;
    });
  }

  // The form's own way of pasting: the server reads the headings as it reads those of a file.
  function sendWhole(form, text) {
    form.elements.dan.value = text;
    form.requestSubmit(form.querySelector("button[name=viec][value=dan]"));
  }

  function say(table, text) {
    const status = table.closest("form").querySelector("[data-grid-status]");
    if (status) {
      status.textContent = text;
    }
  }

  function paste(table, field, text) {
    const block = parse(text).filter((cells) => cells.some(Boolean));
    if (hasHeadings(table, block)) {
      sendWhole(table.closest("form"), text);
      return;
    }
    const first = inputsOf(field.closest("tr")).indexOf(field);
    const start = rowsOf(table).indexOf(field.closest("tr"));
    let lost = 0;
    block.forEach(function (cells, down) {
      if (!rowsOf(table)[start + down]) {
        table.dispatchEvent(new CustomEvent("so:addrow", { bubbles: true }));
      }
      const row = rowsOf(table)[start + down];
      if (!row) {
        lost += 1;
        return;
      }
      const inputs = inputsOf(row);
      cells.forEach(function (value, right) {
        const input = inputs[first + right];
        if (!input) {
          lost += value ? 1 : 0;
          return;
        }
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
    const rest = lost ? " " + lost + " ô hoặc dòng nằm ngoài bảng, chưa lấy." : "";
    say(table, "Đã dán " + Math.min(block.length, Number(table.dataset.grow) - start) + " dòng." + rest + " Bấm Kiểm tra trước khi ghi.");
  }

  // In the capture phase, so that the paste of grid.js, which knows a fixed grid, does not come too.
  document.addEventListener(
    "paste",
    function (event) {
      const table = event.target.closest("table[data-grow]");
      const text = event.clipboardData.getData("text/plain");
      if (!table || !event.target.matches(".cell input") || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      paste(table, event.target, text);
    },
    true
  );
})();
