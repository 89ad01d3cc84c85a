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

  // --- Keyboard ---------------------------------------------------------------------------
  // The keys stand in the pages (data-key); whoever turned them off has no data-keys, and
  // keeps the list of commands. Nothing here acts: a key presses what the page already shows.
  var keys = root.hasAttribute("data-keys");
  var begun = "";

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.altKey || event.metaKey || event.isComposing) { return; }
    if (event.ctrlKey) {
      if (event.key === "k") { event.preventDefault(); openCommands(); }
      if (event.key === "Enter") { press(document.querySelector("[data-key=send]"), event); }
      return;
    }
    if (!keys || isTyping(event.target) || document.querySelector("dialog[open]")) { return; }
    var key = event.key.toLowerCase();
    var chord = begun + key;
    begun = "";
    if (key === "?") { event.preventDefault(); openCommands(); return; }
    if (key === "j" || key === "k") { moveInRows(key === "j" ? 1 : -1, event); return; }
    if (chord === "g") {
      begun = "g ";
      window.setTimeout(function () { begun = ""; }, 1500);
      return;
    }
    press(document.querySelector('[data-key="' + window.CSS.escape(chord) + '"]'), event);
  });

  function isTyping(target) {
    return target.matches && target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea");
  }

  // A choice is made and takes the focus; an act only takes it: Enter stays the agent’s own.
  function press(element, event) {
    if (!element) { return; }
    event.preventDefault();
    if (element.matches("[data-focus-only]")) { element.focus(); return; }
    if (element.type === "radio") { element.focus(); }
    element.click();
  }

  function moveInRows(step, event) {
    var rows = [].slice.call(document.querySelectorAll("main tbody th a"));
    if (!rows.length) { return; }
    event.preventDefault();
    var at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
  }

  // Everything this page leads to or does, in one list that a few letters shorten.
  function openCommands() {
    var dialog = document.getElementById("commands") || buildCommands();
    if (!dialog.open) { dialog.showModal(); }
    var field = dialog.querySelector("input");
    field.value = "";
    shorten(dialog, "");
    field.focus();
  }

  function buildCommands() {
    var dialog = document.createElement("dialog");
    dialog.id = "commands";
    dialog.className = "commands";
    dialog.setAttribute("aria-labelledby", "commands-title");
    dialog.innerHTML = '<h2 id="commands-title">Aller à, ou faire</h2>' +
      '<label for="commands-search">Quelques lettres</label>' +
      '<input id="commands-search" type="text" autocomplete="off">' +
      '<p class="muted" role="status"></p><ul></ul>' +
      '<form method="dialog"><button class="button">Fermer</button></form>';
    var list = dialog.querySelector("ul");
    document.querySelectorAll(".nav a, main a.button, main button.button, .action-bar .button").forEach(function (command) {
      if (command.closest("details:not([open])")) { return; }
      list.appendChild(lineOf(command, dialog));
    });
    dialog.querySelector("input").addEventListener("input", function (event) {
      shorten(dialog, event.target.value);
    });
    dialog.addEventListener("keydown", function (event) { moveInCommands(dialog, event); });
    document.body.appendChild(dialog);
    return dialog;
  }

  function lineOf(command, dialog) {
    var line = document.createElement("li");
    var button = document.createElement("button");
    button.type = "button";
    button.className = "commands__line";
    button.textContent = command.getAttribute("data-label") || command.textContent.trim();
    var key = command.getAttribute("data-key");
    if (key && (keys || key === "send")) {
      var shown = document.createElement("kbd");
      shown.textContent = key === "send" ? "Ctrl Entrée" : key.toUpperCase();
      button.append(" ", shown);
    }
    button.addEventListener("click", function () { dialog.close(); command.focus(); command.click(); });
    line.appendChild(button);
    return line;
  }

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function shorten(dialog, typed) {
    var shown = 0;
    dialog.querySelectorAll("li").forEach(function (line) {
      line.hidden = plain(line.textContent).indexOf(plain(typed)) < 0;
      shown += line.hidden ? 0 : 1;
    });
    dialog.querySelector("[role=status]").textContent =
      shown + (shown > 1 ? " commandes" : " commande");
  }

  function moveInCommands(dialog, event) {
    var lines = [].slice.call(dialog.querySelectorAll("li:not([hidden]) button"));
    var at = lines.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      var next = at + (event.key === "ArrowDown" ? 1 : -1);
      (lines[next] || (next < 0 ? dialog.querySelector("input") : lines[lines.length - 1])).focus();
    } else if (event.key === "Enter" && event.target.matches("input") && lines.length) {
      event.preventDefault();
      lines[0].click();
    }
  }
})();
