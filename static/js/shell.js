// Every page: menus (details.drop) close on Escape and when a click or the focus goes elsewhere, print buttons print, of a row of
// tabs (.views) that is wider than the screen the chosen one and the one in focus are in sight. Nothing here is needed to work.
(function () {
  "use strict";

  function closeMenus(except) {
    document.querySelectorAll("details.drop[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.drop"));
    const button = event.target.closest("[data-print]");
    if (button) {
      event.preventDefault();
      window.print();
    }
  });

  document.addEventListener("keydown", function (event) {
    const menu = document.querySelector("details.drop[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  function show(tab) {
    const row = tab.closest(".views");
    const [at, frame] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += Math.max(0, at.right - frame.right) + Math.min(0, at.left - frame.left);
  }

  document.querySelectorAll(".views [aria-current]").forEach(show);
  document.addEventListener("focusin", function (event) {
    closeMenus(event.target.closest("details.drop")); // else it lies over what has the focus
    if (event.target.matches(".views a")) {
      show(event.target);
    }
  });

  // A print button is written hidden, because it does nothing without a script.
  document.querySelectorAll("[data-print][hidden]").forEach(function (button) {
    button.hidden = false;
  });
})();
