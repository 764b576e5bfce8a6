// Reads a block that was copied from a spreadsheet: rows of cells.
(function () {
  "use strict";

  // Cells of a copied block: tabs between them, quotes around those that hold a line break.
  window.readBlock = function (text) {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let i = 0; i < body.length; i += 1) {
      const sign = body[i];
      if (quoted) {
        if (sign === '"' && body[i + 1] === '"') {
          cell += sign;
          i += 1;
        } else if (sign === '"') {
          quoted = false;
        } else {
          cell += sign;
        }
      } else if (sign === '"' && cell === "") {
        quoted = true;
      } else if (sign === "\t" || sign === "\n") {
        rows[rows.length - 1].push(cell);
        cell = "";
        if (sign === "\n") {
          rows.push([]);
        }
      } else {
        cell += sign;
      }
    }
    rows[rows.length - 1].push(cell);
    return rows.map(function (row) {
      return row.map(function (one) {
        return one.replace(/\s+/g, " ").trim();
      });
    });
  };
})();
