// Entry grids (table.grid-entry): arrows and Enter move like a spreadsheet, a block copied from Excel pastes from the cell
// on, Escape brings back what the page came with, a changed cell turns yellow. Tab keeps its own meaning. Where the page
// came with a draft, data-goc says what stands in the books: that is what a cell differs from.
(function () {
  "use strict";

  const FIELD = "input:not([type=hidden]):not([disabled]), select:not([disabled])";

  function place(field) {
    const row = field.closest("tr");
    const rows = Array.from(row.closest("table").querySelectorAll("tbody tr")).filter(function (one) {
      return one.querySelector(".cell");
    });
    return { rows: rows, row: rows.indexOf(row), column: fieldsOf(row).indexOf(field) };
  }

  function fieldsOf(row) {
    return Array.from(row.querySelectorAll(".cell")).map(function (cell) {
      return cell.querySelector(FIELD);
    });
  }

  function fieldAt(rows, row, column) {
    return rows[row] ? fieldsOf(rows[row])[column] || null : null;
  }

  function go(field, down, right) {
    const at = place(field);
    let row = at.row + down;
    let column = at.column + right;
    while (row >= 0 && row < at.rows.length && column >= 0 && column < fieldsOf(at.rows[row]).length) {
      const next = fieldAt(at.rows, row, column);
      if (next) {
        next.focus();
        if (next.select) {
          next.select();
        }
        return true;
      }
      row += down;
      column += right;
    }
    return false;
  }

  function saved(field) {
    return field.dataset.goc === undefined ? field.defaultValue : field.dataset.goc;
  }

  function mark(field) {
    if (saved(field) !== undefined) {
      field.closest(".cell").classList.toggle("changed", field.value.trim() !== saved(field).trim());
    }
  }

  function atEdge(field, end) {
    if (field.selectionStart === null) {
      return false;
    }
    const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    const edge = end ? field.value.length : 0;
    return all || (field.selectionStart === edge && field.selectionEnd === edge);
  }

  function onKey(event) {
    const field = event.target;
    if (!field.matches(FIELD) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
      return;
    }
    let moved = false;
    if (field.tagName === "SELECT") {
      moved = event.key === "Enter" && go(field, event.shiftKey ? -1 : 1, 0);
    } else if (event.key === "Enter") {
      event.preventDefault(); // Enter never sends the form from a cell
      go(field, event.shiftKey ? -1 : 1, 0);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      moved = go(field, event.key === "ArrowDown" ? 1 : -1, 0);
    } else if (event.key === "ArrowRight" && atEdge(field, true)) {
      moved = go(field, 0, 1);
    } else if (event.key === "ArrowLeft" && atEdge(field, false)) {
      moved = go(field, 0, -1);
    } else if (event.key === "Escape") {
      field.value = saved(field);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (moved) {
      event.preventDefault();
    }
  }

  function onPaste(event) {
    const field = event.target;
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!field.matches(FIELD) || !/[\t\n]/.test(text)) {
      return; // one value pastes as everywhere
    }
    event.preventDefault();
    const at = place(field);
    let lost = 0;
    text.split("\n").forEach(function (line, down) {
      line.split("\t").forEach(function (value, right) {
        const next = fieldAt(at.rows, at.row + down, at.column + right);
        if (!next || next.tagName === "SELECT") {
          lost += value.trim() ? 1 : 0;
          return;
        }
        next.value = value.trim();
        next.dispatchEvent(new Event("input", { bubbles: true }));
        next.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
    const status = field.closest("form, section").querySelector("[data-grid-status]");
    if (status) {
      status.textContent = lost ? "Đã dán; " + lost + " ô nằm ngoài bảng, chưa lấy." : "Đã dán. Xem lại rồi ghi.";
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.target.closest(".grid-entry")) {
      onKey(event);
    }
  });
  document.addEventListener("paste", function (event) {
    if (event.target.closest(".grid-entry")) {
      onPaste(event);
    }
  });
  document.addEventListener("input", function (event) {
    if (event.target.closest(".grid-entry .cell")) {
      mark(event.target);
    }
  });
})();
