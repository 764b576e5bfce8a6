// Boxes of a list and the button that acts on the ticked ones: its words say how many.
// Hooks: <button data-pick="chon" data-pick-text="Duyệt {n} báo cáo đã chọn" data-pick-none="Duyệt báo cáo đã chọn">
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-pick]")) {
    const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${button.dataset.pick}"]:checked`).length;
    const show = () => {
      const ticked = boxes();
      button.textContent = ticked ? button.dataset.pickText.replace("{n}", ticked) : button.dataset.pickNone;
      for (const box of document.querySelectorAll(`input[type=checkbox][name="${button.dataset.pick}"]`)) {
        const row = box.closest("tr");
        if (row) row.classList.toggle("is-picked", box.checked);
      }
    };
    document.addEventListener("change", (event) => {
      if (event.target.name === button.dataset.pick) show();
    });
    addEventListener("pageshow", show);
    show();
  }
})();
