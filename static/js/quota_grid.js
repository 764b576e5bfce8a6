// The grid of quotas (table[data-quota-grid]): sums, remainders and the sentence before "Ban hành" follow what is typed.
// The server computes the same: chitieu/forms/bang_giao.py.
(function () {
  "use strict";

  const table = document.querySelector("[data-quota-grid]");
  if (!table) {
    return;
  }
  const form = table.closest("form");
  const WORDS = { doan_vien: "đoàn viên", cdcs: "CĐCS", nghiep_doan: "nghiệp đoàn" };
  const KINDS = Object.keys(WORDS);
  const KEPT = "; quyết định cũ vẫn giữ để xem theo ngày.";

  // 1250, 1.250 and 1 250 are numbers; an empty cell, or one to be mended, is none.
  function read(text) {
    const digits = text.trim().replace(/[.\s\u00a0\u202f]/g, "");
    return /^\d{1,10}$/.test(digits) ? Number(digits) : null;
  }

  function write(number) {
    if (number === null) {
      return "—";
    }
    const text = String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ".");
    return number < 0 ? "\u2212" + text : text;
  }

  // One decimal, half away from zero, on whole numbers as the server does.
  function change(number, before) {
    if (number === null || !before) {
      return "—";
    }
    const tenths = Math.floor((2000 * Math.abs(number - before) + before) / (2 * before));
    const text = write(Math.floor(tenths / 10)) + "," + (tenths % 10) + "%";
    return tenths === 0 ? text : (number < before ? "\u2212" : "+") + text;
  }

  function add(fields) {
    const numbers = fields.map((field) => read(field.value)).filter((number) => number !== null);
    return numbers.length ? numbers.reduce((sum, number) => sum + number, 0) : null;
  }

  function cell(name, kind) {
    return table.querySelector("[" + name + '="' + kind + '"]');
  }

  function fieldsOf(kind) {
    return Array.from(form.querySelectorAll('input[data-loai="' + kind + '"]'));
  }

  function isChanged(field) {
    const number = read(field.value);
    return number !== null && number !== read(field.dataset.goc);
  }

  function put(place, number, isOff) {
    place.textContent = write(number);
    place.classList.toggle("warn", Boolean(isOff));
  }

  function countKind(kind) {
    const fields = fieldsOf(kind);
    const own = fields.find((field) => field.dataset.rieng !== undefined);
    const units = fields.filter((field) => field !== own);
    const draft = add(units);
    const target = own ? read(own.value) : read(cell("data-rieng-so", kind).textContent);
    const left = target === null ? null : target - (draft || 0);
    const years = cell("data-cac-nam", kind);
    const term = cell("data-con-nhiem-ky", kind);
    const isTerm = table.dataset.quotaGrid === "nhiem_ky";
    const given = Number(years.dataset.nen) + (isTerm ? 0 : draft || 0);
    const goal = isTerm ? target : read(term.dataset.nen);
    put(cell("data-nhap", kind), draft);
    put(cell("data-rieng-so", kind), target);
    put(cell("data-con", kind), left, left);
    put(years, given);
    put(term, goal === null ? null : goal - given, goal !== null && goal < given);
    const bases = cell("data-co-so-tong", kind);
    if (bases) {
      put(bases, add(units.filter((field) => field.dataset.coSo !== undefined)));
    }
    return { kind: kind, own: own, changed: fields.filter(isChanged), draft: draft, left: left };
  }

  function remainder(left) {
    if (left === null) {
      return "";
    }
    return left < 0 ? ", giao quá " + write(-left) : left ? ", còn " + write(left) + " chưa giao" : ", giao đủ";
  }

  function sentence(counts) {
    const touched = counts.filter((one) => one.changed.length);
    if (!touched.length) {
      return "Chưa có ô nào khác với chỉ tiêu đang hiệu lực.";
    }
    const rows = new Set();
    touched.forEach(function (one) {
      one.changed.filter((field) => field !== one.own).forEach((field) => rows.add(field.closest("tr")));
    });
    const parts = rows.size ? [write(rows.size) + " đơn vị đổi số"] : [];
    touched.forEach(function (one) {
      const name = touched.length === 1 && one.kind === "doan_vien" ? "" : WORDS[one.kind] + " ";
      if (one.changed.includes(one.own)) {
        parts.push(name + "được giao " + write(read(one.own.dataset.goc) || 0) + " thành " + write(read(one.own.value)));
      }
      const now = read(cell("data-hieu-luc", one.kind).textContent) || 0;
      parts.push(name + "tổng " + write(now) + " thành " + write(one.draft || 0) + remainder(one.left));
    });
    return parts.join(", ") + KEPT;
  }

  function countRows() {
    form.querySelectorAll("tr[data-truoc]").forEach(function (row) {
      const place = row.querySelector("[data-so-voi]");
      const field = row.querySelector('input[data-loai="doan_vien"]');
      const sum = row.querySelector('[data-nhap="doan_vien"], [data-co-so-tong="doan_vien"]');
      if (place) {
        place.textContent = change(read(field ? field.value : sum.textContent), Number(row.dataset.truoc));
      }
    });
  }

  function count() {
    const counts = KINDS.map(countKind);
    countRows();
    form.querySelector("[data-tom-tat]").textContent = sentence(counts);
  }

  // A pasted block changes many cells at once: they are counted once.
  let asked = false;
  form.addEventListener("input", function () {
    if (!asked) {
      asked = true;
      window.requestAnimationFrame(function () {
        asked = false;
        count();
      });
    }
  });
})();
