// What makes office work quicker. Every page works without it.
"use strict";

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.id !== "upload") {
    form.dataset.sent = "1";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  }
});

// Keys for the review: a accept, e correct, j and k next and previous item. Not while something is being typed.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio]), textarea, select");
  // Only while the work bench has the focus, so that they never surprise somebody who speaks to the page.
  if (event.ctrlKey || event.metaKey || event.altKey || typing || !event.target.closest(".bench")) {
    return;
  }
  const here = document.querySelector(".rail [aria-current]");
  const row = here && here.closest("li");
  const neighbour = { j: row && row.nextElementSibling, k: row && row.previousElementSibling }[event.key];
  const target = neighbour ? neighbour.querySelector("a") : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});

// The rail is a strip on a narrow screen and a column on a wide one: bring the item into view.
const current = document.querySelector(".rail [aria-current]");
if (current) {
  const strip = current.closest("ol");
  const rail = current.closest(".rail");
  strip.scrollLeft = current.offsetLeft - strip.clientWidth / 2;
  rail.scrollTop = current.offsetTop - rail.offsetTop - rail.clientHeight / 2;
}

// Sending a file: say how far it is, and keep the chosen file when it is refused.
const upload = document.getElementById("upload");
if (upload) {
  const state = upload.querySelector(".upload-state");
  const button = upload.querySelector("button");
  upload.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    const bar = document.createElement("progress");
    bar.max = 1;
    const words = document.createElement("span");
    words.textContent = upload.dataset.sending;
    state.replaceChildren(words, bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (progress) => {
      if (progress.lengthComputable) {
        bar.value = progress.loaded / progress.total;
      }
    });
    request.upload.addEventListener("load", () => {
      words.textContent = upload.dataset.working;
      bar.removeAttribute("value");
    });
    const failed = (text) => {
      button.disabled = false;
      state.replaceChildren();
      const old = document.getElementById("trouble");
      const page = new DOMParser().parseFromString(text || "", "text/html");
      const fresh = page.getElementById("trouble") || page.querySelector(".error");
      if (fresh) {
        if (old) {
          old.replaceWith(fresh);
        } else {
          upload.before(fresh);
        }
        fresh.tabIndex = -1;
        fresh.focus();
      } else {
        state.textContent = upload.dataset.failed;
      }
    };
    request.addEventListener("load", () => {
      if (request.status < 400) {
        window.location.assign(request.responseURL);
      } else {
        failed(request.responseText);
      }
    });
    request.addEventListener("error", () => failed(""));
    request.open("POST", upload.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(upload));
  });
}
