// The survey grid (table[data-survey]): a row that was changed is sent as one leaves it ("so:rowleave", which htmx posts), and
// after a block was pasted every changed row is. A saved row's cells are what the books say from then on (data-goc).
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

  function send(row) {
    const now = fields(row).map((field) => field.value.trim()).join("\u0000");
    if (isChanged(row) && row.dataset.sent !== now) {
      row.dataset.sent = now; // the same bad row is not sent again and again
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

  document.addEventListener("htmx:afterRequest", function (event) {
    const row = event.detail.elt.closest("[data-survey] tbody tr");
    if (!row) {
      return;
    }
    row.classList.toggle("is-bad", event.detail.xhr.status === 422);
    if (event.detail.successful && event.detail.xhr.status === 200) {
      const sent = row.dataset.sent.split("\u0000"); // what was typed while the answer was on its way is not saved yet
      fields(row).forEach(function (field, place) {
        field.dataset.goc = sent[place];
        field.closest(".cell").classList.toggle("changed", field.value.trim() !== sent[place]);
      });
      row.closest("form").dispatchEvent(new Event("so:saved", { bubbles: true }));
    }
  });
})();
