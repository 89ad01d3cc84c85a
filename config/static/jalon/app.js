/* Comfort only: every page and every act works without this file. */
(function () {
  "use strict";

  var root = document.documentElement;

  // One act, one request: a second click on a form already sent does nothing.
  // The guard lifts after five seconds, because a download leaves the page in place.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    setDisabled(form, true);
    window.setTimeout(function () { release(form); }, 5000);
  });

  function release(form) {
    form.removeAttribute("data-sent");
    setDisabled(form, false);
  }

  // aria-disabled rather than disabled: the button keeps the focus and its value is sent.
  function setDisabled(form, on) {
    form.querySelectorAll("button").forEach(function (button) {
      if (on) {
        button.setAttribute("aria-disabled", "true");
      } else {
        button.removeAttribute("aria-disabled");
      }
    });
  }

  // Going back must not show again a nominative page kept in the memory of the browser.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    if (root.hasAttribute("data-nominatif")) {
      window.location.reload();
      return;
    }
    document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // The browser’s own command prints as well; this button only saves looking for it.
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // After a refusal, reading resumes at the summary of what has to be corrected.
  var errors = document.querySelector("[data-focus]");
  if (errors) { errors.focus(); }
})();
