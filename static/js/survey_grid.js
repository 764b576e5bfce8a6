// The survey grid (table[data-survey]): a row that was changed is sent as one leaves it ("so:rowleave", which htmx posts, one row
// after another), and after a block was pasted every changed row is. A saved row's cells are what the books say from then on
// (data-goc); a row that met no answer says so, and is sent again when it is left again.
(function () {
  "use strict";

  function fields(row) {
    return Array.from(row.querySelectorAll(".cell input"));
  }

  function isChanged(row) {
    return fields(row).some(function (field) {
      return field.value.trim() !== field.dataset.goc.trim();
    });
  }

  function typed(row) {
    return fields(row).map((field) => field.value.trim()).join("\u0000");
  }

  function send(row) {
    if (isChanged(row) && row.dataset.sent !== typed(row)) {
      row.dataset.sent = typed(row); // the same bad row is not sent again and again
      row.dispatchEvent(new CustomEvent("so:rowleave", { bubbles: true }));
    }
  }

  document.addEventListener("focusout", function (event) {
    const row = event.target.closest("[data-survey] tbody tr");
    if (row && !row.contains(event.relatedTarget)) {
      send(row);
    }
  });

  document.addEventListener("paste", function (event) {
    const table = event.target.closest("[data-survey]");
    if (table) {
      setTimeout(function () {
        table.querySelectorAll("tbody tr").forEach(send);
      }, 0);
    }
  });

  // A row waits for those before it: what it takes along is what stands in it when its turn comes.
  document.addEventListener("htmx:configRequest", function (event) {
    const row = event.detail.elt.closest("[data-survey] tbody tr");
    if (row) {
      row.dataset.sent = typed(row);
    }
  });

  function sayUnsaved(row) {
    delete row.dataset.sent;
    const state = row.querySelector("[role=status]");
    if (!state.querySelector("[data-unsaved]")) {
      const note = document.createElement("span");
      note.className = "small late d-block";
      note.dataset.unsaved = "";
      note.textContent = "Chưa lưu";
      state.append(note);
    }
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    const row = event.detail.elt.closest("[data-survey] tbody tr");
    if (!row) {
      return;
    }
    if (![200, 422].includes(event.detail.xhr.status)) {
      sayUnsaved(row);
      return;
    }
    row.classList.toggle("is-bad", event.detail.xhr.status === 422);
    if (event.detail.xhr.status === 200) {
      const sent = event.detail.requestConfig.formData; // what was typed while the answer was on its way is not saved yet
      fields(row).forEach(function (field) {
        field.dataset.goc = sent.get(field.name);
        field.closest(".cell").classList.toggle("changed", field.value.trim() !== field.dataset.goc.trim());
      });
      row.closest("form").dispatchEvent(new Event("so:saved", { bubbles: true }));
    }
  });
})();
