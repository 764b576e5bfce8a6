// Import: a file dropped on .dropzone goes into its input[type=file]; its name and size stand in .file-name.
(function () {
  "use strict";

  function formatSize(bytes) {
    const kb = bytes / 1024;
    const text = kb < 1024 ? kb.toFixed(0) + " kB" : (kb / 1024).toFixed(1) + " MB";
    return text.replace(".", ",");
  }

  document.querySelectorAll(".dropzone").forEach(function (zone) {
    const input = zone.querySelector("input[type=file]");
    const label = zone.querySelector(".file-name");
    if (!input) {
      return;
    }

    function show() {
      const names = Array.from(input.files).map(function (file) {
        return file.name + " (" + formatSize(file.size) + ")";
      });
      if (label) {
        label.textContent = names.length ? "Đã chọn " + names.join(", ") : "";
      }
    }

    ["dragenter", "dragover"].forEach(function (name) {
      zone.addEventListener(name, function (event) {
        event.preventDefault();
        zone.classList.add("is-over");
      });
    });
    zone.addEventListener("dragleave", function (event) {
      if (!zone.contains(event.relatedTarget)) {
        zone.classList.remove("is-over");
      }
    });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      zone.classList.remove("is-over");
      if (event.dataTransfer.files.length) {
        const chosen = new DataTransfer();
        chosen.items.add(event.dataTransfer.files[0]);
        input.files = chosen.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    input.addEventListener("change", show);
    show();
  });
})();
