// The report of a unit: typing a figure of one's own (input[data-khai="gt-1a"]) opens the box for its reason below the row.
(function () {
  "use strict";

  document.querySelectorAll("input[data-khai]").forEach(function (input) {
    const talk = document.querySelector('tr[data-talk="' + input.dataset.khai + '"]');
    if (!talk) {
      return;
    }
    const kept = !talk.hidden;
    input.addEventListener("input", function () {
      const typed = input.value.trim() !== "";
      talk.hidden = !(kept || typed);
      input.closest("td").classList.toggle("changed", typed);
    });
  });
})();
