// Drafts (form[data-draft="address"]): two seconds after typing stops the form is kept on the server, and [data-draft-state] says
// so, also after the session ended (taikhoan/late.py); leaving the page sends what is not kept yet.
(function () {
  "use strict";

  const REST = 2000;

  function watch(form) {
    const state = form.querySelector("[data-draft-state]") || document.querySelector("[data-draft-state]");
    let timer = null;
    let dirty = false;
    let sending = false;
    let running = null;

    function say(text, isBad) {
      if (state) {
        state.textContent = text;
        state.classList.toggle("late", Boolean(isBad));
      }
    }

    function fields() {
      const data = new FormData(form);
      Array.from(data.entries()).forEach(function (pair) {
        if (pair[1] instanceof File) {
          data.delete(pair[0]);
        }
      });
      return data;
    }

    function save() {
      window.clearTimeout(timer);
      if (!dirty || sending) {
        return;
      }
      dirty = false;
      running = new AbortController();
      fetch(form.dataset.draft, { method: "POST", body: fields(), credentials: "same-origin", signal: running.signal })
        .then(function (answer) {
          return answer.json();
        })
        .then(function (kept) {
          if (kept.luc && !dirty) {
            form.dispatchEvent(new Event("so:saved", { bubbles: true }));
          }
          if (kept.loi) {
            throw new Error(kept.loi);
          }
          say("Đã lưu nháp lúc " + kept.luc);
        })
        .catch(function (error) {
          if (error.name === "AbortError") {
            return;
          }
          dirty = true;
          const own = error.constructor === Error;
          say(own ? error.message : "Chưa lưu được bản nháp: kiểm tra mạng. Số đã gõ vẫn còn trên trang này.", true);
        });
    }

    function touched() {
      dirty = true;
      window.clearTimeout(timer);
      timer = window.setTimeout(save, REST);
    }

    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("so:draft", save);
    form.addEventListener("submit", function () {
      sending = true; // what is being sent needs no draft; one that is under way must not come after it
      window.clearTimeout(timer);
      if (running) {
        running.abort();
      }
    });
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) {
        sending = false;
      }
    });
    window.addEventListener("pagehide", function () {
      if (dirty && !sending) {
        navigator.sendBeacon(form.dataset.draft, fields());
      }
    });
  }

  document.querySelectorAll("form[data-draft]").forEach(watch);
})();
