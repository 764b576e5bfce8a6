// htmx: the CSRF token goes along, a failed request says so in [data-htmx-error] or beside the element, with the server's reason
// where it gives one; a fragment that turned out to be the sign-in page opens as a page. The settings are in the meta element of includes/htmx.html.
(function () {
  "use strict";

  document.addEventListener("htmx:configRequest", function (event) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) {
      event.detail.headers["X-CSRFToken"] = token.value;
    }
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    const address = event.detail.xhr.responseURL || "";
    if (address.indexOf("/dang-nhap/") !== -1) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true; // a form with errors
      event.detail.isError = false;
    }
  });

  function showError(event) {
    const source = event.detail.elt;
    const near = source.closest("section, form, main") || document.body;
    let note = near.querySelector("[data-htmx-error]");
    if (!note) {
      note = document.createElement("div");
      note.className = "note note-bad mt-3";
      note.setAttribute("role", "alert");
      note.dataset.htmxError = "";
      near.append(note);
    }
    const now = new Date();
    const time = String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
    const type = event.detail.xhr.getResponseHeader("Content-Type") || "";
    const why = type.startsWith("text/plain") ? ": " + event.detail.xhr.responseText : ""; // core/fragments.py
    note.hidden = false;
    note.textContent =
      "Chưa tải hoặc chưa lưu được lúc " + time + (why || ". Số đã gõ vẫn còn trên trang; kiểm tra mạng rồi thử lại.");
  }
  document.addEventListener("htmx:responseError", showError);
  document.addEventListener("htmx:sendError", showError);

  document.addEventListener("htmx:afterOnLoad", function (event) {
    const near = event.detail.elt.closest("section, form, main") || document.body;
    const note = near.querySelector("[data-htmx-error]");
    if (note && event.detail.successful !== false) {
      note.hidden = true;
    }
  });
})();
