// What the page does by itself: report clicks to Python, place tooltips, bring what was asked for
// into view, keep the open conversation in the address, copy, and hand files to the browser.
(() => {
  "use strict";

  // Events of buttons: data-event names the Gradio event, the other data-* go along.

  const own = { copy, rename, confirm: confirmed, send, side: toggleSide };
  let opener = null;
  let whyOpener = null;
  let pressed = "";

  function listen(element, trigger) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-event]");
      if (!button || !element.contains(button) || button.disabled) return;
      const { event: name, ...data } = button.dataset;
      remember(button);
      if (name.startsWith("page:")) own[name.slice(5)]?.(button, data, trigger);
      else trigger(name, data);
    });
    listenToChoices(element, trigger);
  }

  function listenToChoices(element, trigger) {
    element.addEventListener("change", (event) => {
      const choice = event.target.closest("[data-change]");
      if (choice) trigger(choice.dataset.change, { [choice.dataset.name]: choice.value });
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input")) return;
      event.target.parentElement?.querySelector("[data-event='page:send']")?.click();
    });
  }

  function remember(button) {
    pressed = button.getAttribute("aria-label") || button.textContent;
    const opens = button.matches(".cw-marker, .cw-card");
    if (opens && !button.closest("#cw-pane")) opener = describe(button);
    const { turn, passage } = button.dataset;
    if (button.matches(".cw-ranked-passage")) opener = `.cw-ranked-passage[data-passage="${passage}"]`;
    if (button.matches("[data-event=expand]")) whyOpener = `[data-event=expand][data-turn="${turn}"]`;
    if (button.matches(".cw-open")) opener = `.cw-open[data-document="${button.dataset.document}"]`;
    if (button.closest("#cw-list")) document.body.classList.remove("cw-side-open");
  }

  // Elements are replaced when Python answers, so one is found again by what it stands for.
  function describe(button) {
    const { turn, number, passage } = button.dataset;
    const kind = button.matches(".cw-marker") ? ".cw-marker" : ".cw-card";
    const which = number === undefined ? `[data-passage="${passage}"]` : `[data-number="${number}"]`;
    return `#cw-turns ${kind}[data-turn="${turn}"]${which}`;
  }

  function copy(button) {
    const text = button.parentElement?.querySelector("template")?.content.textContent;
    if (text === undefined) return;
    const label = button.textContent;
    const say = (word) => {
      button.textContent = word;
      setTimeout(() => (button.textContent = label), 1600);
    };
    navigator.clipboard.writeText(text).then(
      () => say("Copied"),
      () => say("Not allowed by the browser"),
    );
  }

  function rename(button, data, trigger) {
    const row = button.closest(".cw-row");
    if (!row) return; // the list was drawn anew under the pointer
    const input = document.createElement("input");
    input.value = data.title;
    input.maxLength = 80;
    input.className = "cw-rename";
    input.setAttribute("aria-label", "New title");
    let done = false;
    const finish = (keep) => {
      if (done) return;
      done = true;
      if (keep && input.value.trim()) {
        trigger("edit", { conversation: data.conversation, title: input.value });
      }
      input.remove();
      row.classList.remove("cw-renaming");
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") finish(true);
      if (event.key === "Escape") finish(false);
    });
    input.addEventListener("blur", () => finish(true));
    row.querySelector("details").open = false;
    row.classList.add("cw-renaming");
    row.prepend(input);
    input.focus();
    input.select();
  }

  function confirmed(button, data, trigger) {
    if (!button.classList.contains("cw-sure")) {
      button.classList.add("cw-sure");
      button.dataset.label = button.textContent;
      button.textContent = `Really ${button.textContent.toLowerCase()}?`;
      setTimeout(() => {
        button.classList.remove("cw-sure");
        button.textContent = button.dataset.label;
      }, 4000);
      return;
    }
    const { then, label, ...rest } = data;
    trigger(then, rest);
  }

  // The text of the input beside the button goes along.
  function send(button, data, trigger) {
    const input = button.parentElement?.querySelector("input");
    if (!input?.value.trim()) return input?.focus();
    const { then, ...rest } = data;
    trigger(then, { ...rest, value: input.value });
    if (then === "submit" && data.turn) input.disabled = button.disabled = true;
  }

  function toggleSide() {
    const open = document.body.classList.toggle("cw-side-open");
    document.querySelector(".cw-side-toggle")?.setAttribute("aria-expanded", String(open));
  }

  function save(file) {
    if (!file) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.text], { type: "text/plain" }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Tooltips: kept inside the window, closed by Escape.

  function placeTip(cite) {
    const tip = cite.querySelector(".cw-tip");
    const button = cite.querySelector(".cw-marker").getBoundingClientRect();
    cite.classList.add("cw-tip-open");
    const box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, button.left - 24), window.innerWidth - box.width - 8);
    const head = document.querySelector(".tab-wrapper")?.getBoundingClientRect().bottom ?? 0;
    const above = button.top - box.height - 6;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > head + 4 ? above : button.bottom + 6}px`;
  }

  function hideTips(except) {
    for (const cite of document.querySelectorAll(".cw-tip-open")) {
      if (cite !== except) cite.classList.remove("cw-tip-open");
    }
  }

  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const cite = event.target.closest?.(".cw-cite");
      hideTips(cite);
      if (cite && !cite.classList.contains("cw-tip-open")) placeTip(cite);
    });
  }
  document.addEventListener("scroll", () => hideTips(), { capture: true, passive: true });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.querySelector(".cw-tip-open")) return hideTips();
    [...document.querySelectorAll(".cw-close")].find((button) => button.offsetParent)?.click();
  });

  // Menus close when something else is clicked.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".cw-more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // What Python has put in place is brought into view.

  // Gradio draws a tab when it is first opened.
  function watchWhenThere(selector, react) {
    const found = document.querySelector(selector);
    if (!found) return setTimeout(watchWhenThere, 100, selector, react);
    new MutationObserver(() => react(found)).observe(found, { childList: true, subtree: true });
    react(found);
  }

  let lastTurn = "";

  function turnsChanged(element) {
    const turns = element.querySelector(".cw-turns");
    if (!turns) return;
    const address = new URL(window.location.href);
    const conversation = turns.dataset.conversation;
    if ((address.searchParams.get("conversation") ?? "") !== conversation) {
      if (conversation) address.searchParams.set("conversation", conversation);
      else address.searchParams.delete("conversation");
      window.history.replaceState(window.history.state, "", address);
    }
    const last = element.querySelector(".cw-turn:last-child");
    const identity = `${conversation} ${last?.dataset.turn ?? ""}`;
    if (last && identity !== lastTurn) showTop(last);
    lastTurn = identity;
  }

  function showTop(turn) {
    const scroll = document.querySelector("#cw-scroll");
    scroll.scrollTop += turn.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 16;
  }

  let wasLive = false;

  function liveChanged(element) {
    const turn = element.querySelector(".cw-turn");
    if (turn && !wasLive) showTop(turn);
    wasLive = Boolean(turn);
  }

  // The marker of the quote that is open beside the chat.
  function showCurrent() {
    const { turn, number } = document.querySelector("#cw-pane .cw-steps")?.dataset ?? {};
    for (const marker of document.querySelectorAll("#cw-turns .cw-marker")) {
      const open = marker.dataset.turn === turn && marker.dataset.number === number;
      marker.setAttribute("aria-current", String(open));
    }
  }

  const wasOpen = new Set();

  function readerChanged(element) {
    const reader = element.querySelector(".cw-reader, .cw-why");
    const from = element.id === "cw-why-head" ? whyOpener : opener;
    showCurrent();
    if (reader && reader.dataset.seen) return;
    if (reader) {
      reader.dataset.seen = "yes";
      const mark = reader.querySelector(".cw-current");
      const place = reader.querySelector(".cw-document");
      if (mark) {
        const offset = mark.getBoundingClientRect().top - place.getBoundingClientRect().top;
        place.scrollTop += offset - place.clientHeight / 3;
      }
      const again = [...reader.querySelectorAll("button")].find(
        (button) => button.getAttribute("aria-label") === pressed && !button.disabled,
      );
      (again ?? reader.querySelector(".cw-close")).focus({ preventScroll: true });
    } else if (wasOpen.has(element) && from) {
      document.querySelector(from)?.focus({ preventScroll: true });
    }
    if (reader) wasOpen.add(element);
    else wasOpen.delete(element);
  }

  // A press on a passage of the map is a press on its row below.
  function mapChanged(element) {
    const graph = element.querySelector(".js-plotly-plot");
    if (!graph?.on || graph.dataset.listens) return;
    graph.dataset.listens = "yes";
    graph.on("plotly_click", ({ points }) => {
      const rank = points[0]?.customdata;
      if (!Number.isInteger(rank)) return;
      document.querySelector(`#cw-why-passages [data-passage="${rank}"]`)?.click();
    });
  }

  // The theme that was chosen in Settings; without a choice, the system's.

  function applyTheme(choice) {
    const dark =
      choice === "dark" ||
      (choice !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
    document.body.classList.toggle("dark", dark);
  }

  function chooseTheme(choice) {
    const name = String(choice).toLowerCase();
    window.localStorage.setItem("citewell-theme", name);
    applyTheme(name);
  }

  function start() {
    const all = [
      ["#cw-turns", turnsChanged],
      ["#cw-now", liveChanged],
      ["#cw-pane", readerChanged],
      ["#cw-page", readerChanged],
      ["#cw-why-head", readerChanged],
      ["#cw-map", mapChanged],
      // Gradio's label hides the text that stands on the button from those who hear the page.
      ["#cw-drop", (drop) => drop.querySelector("button[aria-label]")?.removeAttribute("aria-label")],
    ];
    for (const [selector, react] of all) watchWhenThere(selector, react);
    document.querySelector("#cw-composer .submit-button")?.setAttribute("aria-label", "Ask");
    const choice = window.localStorage.getItem("citewell-theme");
    if (choice) applyTheme(choice);
  }

  window.citewell = { listen, save, start, chooseTheme };
})();
