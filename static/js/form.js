// Forms: Ctrl+S saves form[data-main], leaving form[data-warn-leave] with unsaved changes warns, a form is sent only once,
// the error summary [data-focus] gets the focus.
(function () {
  "use strict";

  const watched = Array.from(document.querySelectorAll("form[data-warn-leave]"));
  let sending = false;

  function read(form) {
    const parts = [];
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken") {
        parts.push([name, value instanceof File ? value.name + value.size : value]);
      }
    });
    return JSON.stringify(parts);
  }

  const before = new Map(
    watched.map(function (form) {
      return [form, read(form)];
    })
  );

  // Tom Select and drafts change forms after this script; whoever saves a form says so with this event.
  document.addEventListener("so:saved", function (event) {
    const form = event.target.closest("form");
    if (before.has(form)) {
      before.set(form, read(form));
    }
  });

  window.addEventListener("beforeunload", function (event) {
    const changed = watched.some(function (form) {
      return form.isConnected && read(form) !== before.get(form);
    });
    if (!sending && changed) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") {
      return;
    }
    const inside = event.target.closest ? event.target.closest("form[data-main]") : null;
    const form = inside || document.querySelector("form[data-main]");
    if (form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]") || undefined);
    }
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    sending = true;
    const button = event.submitter;
    if (button && button.dataset.busy) {
      button.setAttribute("aria-busy", "true");
      button.dataset.idle = button.textContent;
      button.textContent = button.dataset.busy;
    }
  });

  // Coming back with the browser's arrow, or a download that leaves the page open, must not leave a dead form behind.
  function wake() {
    sending = false;
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
    document.querySelectorAll("[aria-busy][data-idle]").forEach(function (button) {
      button.removeAttribute("aria-busy");
      button.textContent = button.dataset.idle;
    });
  }
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      wake();
    }
  });
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-download")) {
      window.setTimeout(wake, 3000);
    }
  });

  const summary = document.querySelector("[data-focus]");
  if (summary) {
    summary.focus();
  }
})();
