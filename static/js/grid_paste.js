// Pasting into a grid of people (table.grid-entry[data-grow]): a block copied from Excel fills cells from the focused one on and adds
// rows as needed (grid_rows.js); a heading row in the block says which column is which.
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

  // For each column of the block the column of the grid, or -1; null when its first row is no heading row.
  function headings(table, cells) {
    const names = Array.from(table.tHead.rows[0].querySelectorAll("[data-names]")).map(function (head) {
      return head.dataset.names.split(" ");
    });
    const found = cells.map(function (cell) {
      return names.findIndex(function (known) {
        return known.indexOf(key(cell)) !== -1;
      });
    });
    return found.filter((place) => place !== -1).length >= 2 ? found : null;
  }

  // The line "(1) (2) (3)" that forms have under their headings: A, B, ... and then 1, 2, ... without a gap.
  function numbersColumns(cells) {
    const marks = cells.filter(Boolean).map((cell) => cell.replace(/[()[\]. ]/g, "").toUpperCase());
    const letters = marks.filter((mark) => /^[A-Z]$/.test(mark)).length;
    return marks.length > 2 && marks.every((mark, at) => mark === (at < letters ? String.fromCharCode(65 + at) : String(at - letters + 1)));
  }

  function nameColumn(table) {
    return Array.from(table.tHead.rows[0].querySelectorAll("[data-names]")).findIndex(function (head) {
      return head.dataset.names.split(" ").indexOf("hoten") !== -1;
    });
  }

  function say(table, text) {
    const status = table.closest("form").querySelector("[data-grid-status]");
    if (status) {
      status.textContent = text;
    }
  }

  function paste(table, field, text) {
    const block = parse(text).filter((cells) => cells.some(Boolean));
    const first = inputsOf(field.closest("tr")).indexOf(field);
    const known = headings(table, block[0] || []);
    const heads = known ? block.shift() : [];
    if (known && block.length && numbersColumns(block[0])) {
      block.shift();
    }
    const twice = heads.find((name, at) => known[at] !== -1 && known.indexOf(known[at]) !== at);
    if (twice) {
      say(table, "Có hai cột “" + twice + "”: xóa hoặc đổi tên một cột rồi chép lại. Chưa lấy dòng nào.");
      return;
    }
    const whole = known ? nameColumn(table) : -1;
    heads.forEach(function (head, at) {
      if (!head && at && whole !== -1 && known[at - 1] === whole) {
        known[at] = whole; // a heading merged over the two parts of a name
      }
    });
    const left = heads.filter((name, at) => name && known[at] === -1).join(", ");
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
        const input = inputs[known ? known[right] : first + right];
        if (!input) {
          lost += value && !known ? 1 : 0;
          return;
        }
        const goesOn = known && right && known[right] === known[right - 1];
        input.value = goesOn ? (input.value + " " + value).trim() : value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
    const rest = (lost ? " " + lost + " ô hoặc dòng nằm ngoài bảng, chưa lấy." : "") + (left ? " Cột không lấy: " + left + "." : "");
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
