// Long lists: select[data-search] becomes a Tom Select that finds without accents. Without this script it stays a select.
(function () {
  "use strict";

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }

  function start(select) {
    if (select.tomselect) {
      return;
    }
    // The folded words ride along as a second search field, so that "dong" finds "Đông" and "đồng".
    Array.from(select.options).forEach(function (option) {
      option.dataset.plain = fold(option.textContent);
    });
    const search = new TomSelect(select, {
      maxOptions: 200,
      refreshThrottle: 0, // else Enter takes what the list showed before the last letters
      searchField: ["text", "plain"],
      allowEmptyOption: true,
      placeholder: select.dataset.search || "Gõ để tìm",
      hidePlaceholder: true,
      copyClassesToDropdown: false,
      render: {
        no_results: function () {
          const box = document.createElement("div");
          box.className = "no-results";
          box.textContent = "Không có kết quả";
          return box;
        },
      },
    });
    search.input.setAttribute("aria-hidden", "true"); // its label now belongs to the search box
  }

  function startAll(root) {
    root.querySelectorAll("select[data-search]").forEach(start);
  }

  startAll(document);
  document.addEventListener("htmx:load", function (event) {
    startAll(event.detail.elt);
  });
})();
