"use strict";

// Renews what a page shows when the console says that it has changed, and gives the page its keys.

const content = document.getElementById("content");
const topic = document.body.dataset.live;
const PAUSE_MILLIS = 1000;
const RETRY_MILLIS = 2000;
let source = null;
let renewing = false;
let again = false;
let pressed = false;

function theme(name) {
  if (name) {
    document.documentElement.dataset.theme = name;
  }
}

theme(localStorage.getItem("theme"));

function switchTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
  theme(now === "dark" ? "light" : "dark");
  localStorage.setItem("theme", document.documentElement.dataset.theme);
}

// What somebody is reading, has picked, or has pressed a button on stays as it is: a click is of one element alone.
function isBeingUsed() {
  const selection = getSelection();
  return pressed || selection !== null && !selection.isCollapsed && content.contains(selection.anchorNode);
}

async function renew() {
  if (renewing || isBeingUsed()) {
    again = true;
    return;
  }
  renewing = true;
  again = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const renewed = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("content");
    if (isBeingUsed()) {
      again = true;
    } else if (renewed !== null) {
      replace(renewed);
    }
  } catch {
    // The event source says whether the console is there.
  }
  setTimeout(() => {
    renewing = false;
    if (again) {
      renew();
    }
  }, PAUSE_MILLIS);
}

function replace(renewed) {
  const open = new Set([...content.querySelectorAll("details[data-id][open]")].map((element) => element.dataset.id));
  const focused = content.contains(document.activeElement) ? document.activeElement : null;
  const href = focused?.getAttribute("href");
  const detail = focused?.closest("details")?.dataset.id;
  for (const element of renewed.querySelectorAll("details[data-id]")) {
    element.open = open.has(element.dataset.id);
  }
  content.replaceChildren(...renewed.childNodes);
  if (href) {
    content.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
  } else if (detail) {
    content.querySelector(`details[data-id="${CSS.escape(detail)}"] > summary`)?.focus({ preventScroll: true });
  }
}

// A browser opens six connections to a server, for all tabs together: a tab that nobody sees gives its own back.
function connect() {
  if (!topic || document.hidden || source !== null) {
    return;
  }
  const state = document.getElementById("live");
  source = new EventSource("/live?topic=" + encodeURIComponent(topic));
  source.addEventListener("open", () => {
    state.textContent = "live";
    state.className = "on";
    renew();
  });
  source.addEventListener("changed", renew);
  source.addEventListener("sign", renew);
  source.addEventListener("error", () => {
    state.textContent = "console does not answer";
    state.className = "";
    // After an answer that is none, as of a console that stops, the browser does not ask again.
    if (source.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(connect, RETRY_MILLIS);
    }
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden && source !== null) {
    source.close();
    source = null;
  } else {
    connect();
  }
});
connect();

function catchUp() {
  if (again && !isBeingUsed()) {
    renew();
  }
}

document.addEventListener("selectionchange", catchUp);
content.addEventListener("pointerdown", (event) => {
  pressed = event.button === 0;
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    pressed = false;
    catchUp();
  });
}

function span(millis) {
  const seconds = Math.floor(Math.max(0, millis) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  if (seconds < 60) {
    return seconds + " s";
  }
  if (seconds < 3600) {
    return Math.floor(seconds / 60) + " min " + two(seconds % 60) + " s";
  }
  if (seconds < 86400) {
    return Math.floor(seconds / 3600) + " h " + two(Math.floor(seconds / 60) % 60) + " min";
  }
  return Math.floor(seconds / 86400) + " d " + two(Math.floor(seconds / 3600) % 24) + " h";
}

setInterval(() => {
  if (topic) {
    for (const time of content.querySelectorAll("time[data-at]")) {
      time.textContent = span(Date.now() - Number(time.dataset.at));
    }
  }
}, 1000);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button === null) {
    return;
  }
  if (button.id === "theme") {
    switchTheme();
  } else if (button.id === "keys") {
    document.getElementById("help").showModal();
  } else if (button.dataset.copy !== undefined) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
    }
  }
});

function step(by) {
  const rows = [...content.querySelectorAll("a.row, .events summary")];
  const at = rows.indexOf(document.activeElement);
  const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
  rows[to]?.focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog") !== null;
  if (event.target.id === "sql" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.form.requestSubmit();
  } else if (event.key === "Escape" && typing) {
    event.target.blur();
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const place = document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`);
  if (event.key === "j") {
    step(1);
  } else if (event.key === "k") {
    step(-1);
  } else if (event.key === "/") {
    document.getElementById("find").focus();
  } else if (event.key === "t") {
    switchTheme();
  } else if (event.key === "?") {
    document.getElementById("help").showModal();
  } else if (place !== null) {
    place.click();
  } else {
    return;
  }
  event.preventDefault();
});
