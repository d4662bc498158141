// The board in a browser: keys, dragging, dialogs, and changes sent as programs send them.
// What holds is on the server; here is only what is in hand: parties that are picked up, and what is open.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const words = () => document.body.dataset;
  const made = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // --- the connection: live, or what is seen may be old ---
  let live = false;
  const connected = (so) => {
    live = so;
    document.body.classList.toggle("cut-off", !so);
    const text = $("connection-text");
    if (text) text.textContent = so ? words().live : words().away;
  };
  const refresh = () => htmx.trigger(document.body, "board:changed");
  document.addEventListener("htmx:sseOpen", () => connected(true));
  document.addEventListener("htmx:sseError", () => connected(false));
  document.addEventListener("htmx:sseClose", () => connected(false));
  const heard = (name, then) => document.body.addEventListener(`sse:${name}`, then);
  document.addEventListener("htmx:sseOpen", (event) => {
    const source = event.detail.source;
    source.addEventListener("head", (message) => {
      if (String(JSON.parse(message.data).number) !== $("head").dataset.number) refresh();
    });
    source.addEventListener("progress", (message) => {
      const news = JSON.parse(message.data);
      if ($("progress")) $("progress").textContent = news.text || "";
    });
  });

  // --- changes: a form's fields become the request that a program would send ---
  const token = () => document.querySelector("meta[name=csrf]").content;
  const value = async (field) => {
    const kind = field.dataset.as;
    if (kind === "number") return field.value === "" ? null : Number(field.value);
    if (kind === "way") return field.value.split(">").filter(Boolean);
    if (kind === "true") return true;
    return field.value;
  };
  const requestOf = async (form, submitter) => {
    const request = { kind: form.dataset.kind };
    const typed = {};
    for (const field of form.elements) {
      if (!field.name || field.dataset.as === "skip") continue;
      if (field.tagName === "BUTTON" && field !== submitter) continue;
      if (field.dataset.as === "file") {
        if (field.files.length) request.csv = await field.files[0].text();
      } else if (field.name.startsWith("_")) typed[field.name] = field.value.trim();
      else {
        const filled = await value(field);
        if (filled !== null && !(filled === "" && !field.required)) request[field.name] = filled;
      }
    }
    if (form.dataset.text) request.text = form.dataset.text.replace(/\{(_\w+)\}/g, (_, name) => typed[name]);
    return request;
  };

  const send = async (form, request, anyway) => {
    const seen = form.elements.seen ? Number(form.elements.seen.value) : Number($("head").dataset.number);
    const response = await fetch("/api/1/changes", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF": token() },
      body: JSON.stringify({ request, seen, anyway }),
    });
    return [response.ok, await response.json()];
  };

  const change = async (form, submitter, anyway = false) => {
    clearErrors(form);
    form.setAttribute("aria-busy", "true");
    htmx.trigger(form, "htmx:abort");
    try {
      const request = await requestOf(form, submitter);
      const [ok, answer] = await send(form, request, anyway);
      if (ok) await done(form, answer);
      else refused(form, submitter, answer.error);
    } catch (failure) {
      errorIn(form, words().lost);
    } finally {
      form.removeAttribute("aria-busy");
    }
  };

  const done = async (form, answer) => {
    if ($("dialog").contains(form)) $("dialog").close();
    if ($("mover").contains(form)) empty("mover");
    const breaks = answer.verdict && answer.verdict.anew.length;
    if (!live) refresh();
    const news = await (await fetch(`/api/1/changes?since=${answer.number - 1}`)).json();
    const said = (news.changes || []).filter((one) => one.number === answer.number).map((one) => one.sentence);
    tell([words().done.replace("{number}", answer.number), ...said].join(" "), breaks ? words().breaks : "", answer.notes || [], breaks);
  };

  const refused = (form, submitter, error) => {
    const told = form.querySelector(".broken") ? [] : error.violations || [];
    const items = told.map((one) => `${one.rule} ${one.subject}: ${one.text}`);
    for (const one of error.findings || []) items.push([one.place || one.field, one.rule, one.value, one.remedy].filter(Boolean).join(": "));
    for (const one of error.since || []) items.push(`${one.number} ${one.user}: ${one.sentence}`);
    const text = [error.sentence, error.remedy].filter(Boolean).join(/[.?!]$/.test(error.sentence) ? " " : ". ");
    const stale = error.kind === "stale";
    const place = errorIn(form, stale ? `${words().stale} ${text}` : text, error.field);
    if (!place) tell(text, "", items, true);
    const list = made("ul", "");
    for (const item of items.slice(0, 12)) list.append(made("li", item));
    const where = place || $("answer");
    if (place && items.length) where.append(list);
    if (stale) {
      const again = made("button", words().anyway, { type: "button", class: "strong" });
      const leave = made("button", words().leave, { type: "button" });
      again.addEventListener("click", () => change(form, submitter, true));
      leave.addEventListener("click", () => { clearErrors(form); empty("answer"); refresh(); });
      const row = made("p", "", { class: "buttons" });
      row.append(again, " ", leave);
      where.append(row);
      again.focus();
    }
  };

  const oneOf = (places) => (places.length === 1 ? places[0] : undefined);
  const clearErrors = (form) => {
    for (const place of form.querySelectorAll("[data-error]")) place.textContent = "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  };
  const errorIn = (form, text, name = "") => {
    const places = [...form.querySelectorAll("[data-error]")];
    const named = places.filter((one) => name && one.dataset.error === name);
    const spoken = (one) => { const field = one.parentElement.querySelector("input, select"); return field && field.value && text.includes(field.value); };
    const own = named.length > 1 ? oneOf(named.filter(spoken)) : named[0];
    const place = own || places.find((one) => one.dataset.error === "form");
    if (!place) return null;
    place.textContent = text;
    const field = own && own.parentElement.querySelector("input, select, textarea");
    if (field) {
      field.setAttribute("aria-invalid", "true");
      place.id = place.id || `${field.id}-error`;
      field.setAttribute("aria-errormessage", place.id);
      field.focus();
    }
    return place;
  };

  const tell = (text, head, items, bad = false) => {
    const answer = $("answer");
    answer.replaceChildren(made("p", text, { class: bad ? "headline bad" : "headline good" }));
    if (head) answer.append(made("p", head));
    if (items.length) {
      const list = made("ul", "");
      for (const item of items.slice(0, 8)) list.append(made("li", item));
      answer.append(list);
    }
    const close = made("button", "✕", { type: "button", "data-empties": "answer", "aria-label": words().close });
    answer.append(close);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".search")) event.preventDefault();
    if (!form.dataset.kind) return;
    event.preventDefault();
    event.stopPropagation();
    change(form, event.submitter);
  }, true);

  // --- what is open: the dialog, the panel, what was picked up ---
  let opener = null;
  const empty = (id) => {
    $(id).replaceChildren();
    if (id === "panel") document.body.classList.remove("with-panel");
    if (id === "mover") {
      document.body.classList.remove("carrying");
      marked();
    }
    const next = opener && document.contains(opener) ? opener : $("panel").firstElementChild ? $("panel") : $("main");
    next.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { empties, opens, closes, dismiss } = button.dataset;
    if (empties) empty(empties);
    if (opens) $(opens).showModal();
    if (closes) $(closes).close();
    if (dismiss) $(dismiss).replaceChildren();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(event.target) || event.target.closest("button, a")) menu.open = false;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target && event.detail.target.id;
    const { elt } = event.detail;
    if (["panel", "mover", "dialog-body"].includes(target) && !$(target).contains(elt)) opener = elt;
    if (dragged && target !== "mover" || elt.getAttribute("aria-busy")) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const id = event.detail.target.id;
    const own = event.detail.requestConfig && $(id) && $(id).contains(event.detail.requestConfig.elt);
    if (id === "dialog-body" && !$("dialog").open) {
      $("dialog").showModal();
      const first = $("dialog").querySelector("input:not([type=hidden]), select, textarea, button");
      if (first) first.focus();
    }
    if (id === "mover" || id === "lanes") marked();
    if (id === "mover") {
      document.body.classList.toggle("carrying", Boolean($("mover-form")));
      const chosen = $("mover-pin") || $("mover-to");
      if (chosen && !$("mover").contains(document.activeElement)) chosen.focus({ preventScroll: true });
    }
    if (id === "panel") {
      document.body.classList.add("with-panel");
      const title = $("panel-title");
      if (title && !event.detail.requestConfig.elt.matches("article.panel")) {
        $("panel").focus({ preventScroll: true });
        if (matchMedia("(max-width: 1100px)").matches) $("panel").scrollIntoView({ block: "start" });
      }
    }
    if (event.detail.requestConfig.elt.closest("#hits")) {
      $("hits").replaceChildren();
      $("search").value = "";
      if (id === "lanes") $("lanes").scrollIntoView({ block: "start" });
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    tell(event.detail.xhr.responseText || words().lost, "", [], true);
  });
  document.addEventListener("htmx:sendError", () => tell(words().lost, "", [], true));

  // --- what was scrolled to stays there when a part is drawn anew ---
  let scrolled = new Map();
  const boxes = () => {
    const seen = {};
    return [...document.querySelectorAll(".box, .panel")].map((box) => {
      const place = box.matches(".panel") ? box.querySelector("h2").textContent : box.parentElement.closest("[id]").id;
      seen[place] = (seen[place] || 0) + 1;
      return [`${place} ${seen[place]}`, box];
    });
  };
  document.addEventListener("htmx:beforeSwap", () => {
    scrolled = new Map(boxes().map(([key, box]) => [key, [box.scrollLeft, box.scrollTop]]));
  });
  const scrollBack = () => {
    for (const [key, box] of boxes()) if (scrolled.has(key)) box.scrollTo(...scrolled.get(key));
  };
  document.addEventListener("htmx:afterSwap", scrollBack);
  document.addEventListener("htmx:oobAfterSwap", scrollBack);

  // --- lists to be carried away: as programs get them ---
  const LISTED = 200;
  let papers = [];
  const listed = () => {
    const wanted = $("lists-filter").value.trim().toLowerCase();
    const found = papers.filter((one) => one.path.toLowerCase().includes(wanted)).slice(0, LISTED);
    $("lists-found").replaceChildren(...found.map((one) => {
      const item = made("li", "");
      const address = `/api/1/exports/${one.path.split("/").map(encodeURIComponent).join("/")}`;
      item.append(made("a", one.path, { href: address }), ` (${one.rows})`);
      return item;
    }));
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-lists]");
    if (!button) return;
    papers = [];
    $("lists-error").textContent = "";
    const response = await fetch(button.dataset.lists);
    const answer = await response.json();
    if (response.ok) papers = answer.papers;
    else $("lists-error").textContent = [answer.error.sentence, answer.error.remedy].filter(Boolean).join(" ");
    listed();
    $("lists").showModal();
  });
  document.addEventListener("input", (event) => { if (event.target.id === "lists-filter") listed(); });

  // --- parties in hand: put on a flight, or on the waiting list ---
  const marked = () => {
    const free = [...document.querySelectorAll("#mover-to option[data-free]")].flatMap((one) => one.value.split(">"));
    for (const bar of bars()) bar.classList.toggle("fits", free.includes(bar.dataset.flight));
  };
  const put = (address) => htmx.ajax("GET", address, { target: "#mover", swap: "innerHTML" });
  const held = () => {
    const form = $("mover-form");
    if (!form) return null;
    const picked = new URLSearchParams(new FormData(form));
    picked.delete("to");
    return picked;
  };
  const onto = (picked, flight) => {
    if (flight) picked.set("drop", flight);
    else picked.set("to", ">");
    put(`/parts/move?${picked}`);
  };
  document.addEventListener("click", (event) => {
    const flight = event.target.closest("a[data-flight]");
    const picked = flight && held();
    if (!picked || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    onto(picked, flight.dataset.flight);
  }, true);

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    const row = event.target.closest && event.target.closest("[data-move]");
    if (!row) return;
    dragged = new URLSearchParams(row.dataset.move.split("?")[1]);
    dragged.set("seen", $("head").dataset.number);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.get("group"));
    document.body.classList.add("dragging");
  });
  const over = (event) => event.target.closest && event.target.closest("[data-flight], [data-waiting]");
  document.addEventListener("dragover", (event) => {
    const place = dragged && over(event);
    for (const one of document.querySelectorAll(".over")) if (one !== place) one.classList.remove("over");
    if (!place) return;
    event.preventDefault();
    place.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const place = dragged && over(event);
    if (!place) return;
    event.preventDefault();
    const picked = dragged;
    ended();
    onto(picked, place.dataset.flight);
  });
  const ended = () => {
    dragged = null;
    document.body.classList.remove("dragging");
    for (const one of document.querySelectorAll(".over")) one.classList.remove("over");
  };
  document.addEventListener("dragend", () => { if (dragged) { ended(); refresh(); } });

  // --- keys ---
  const bars = () => [...document.querySelectorAll("#lanes a.bar")];
  const goTo = (bar) => {
    for (const one of bars()) one.setAttribute("tabindex", one === bar ? "0" : "-1");
    bar.focus();
    bar.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const arrow = (key, bar) => {
    const here = bar.querySelector(".span").getBoundingClientRect();
    const others = bars().filter((one) => one !== bar).map((one) => [one, one.querySelector(".span").getBoundingClientRect()]);
    const along = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    const far = ([, box]) => {
      const x = box.left - here.left, y = box.top - here.top;
      const ahead = sign * (along ? x : y);
      if (along ? ahead < 0 || (ahead === 0 && sign * y <= 0) : ahead <= 1) return Infinity;
      return along ? ahead + Math.abs(y) * 3 : ahead * 3 + Math.abs(x);
    };
    const best = others.sort((one, other) => far(one) - far(other))[0];
    if (best && far(best) < Infinity) goTo(best[0]);
  };
  const press = (selector) => { const one = document.querySelector(selector); if (one) one.click(); return Boolean(one); };
  const KEYS = {
    "/": () => $("search").focus(),
    "?": () => $("keys").showModal(),
    m: () => press("#panel .pick"),
    w: () => { const picked = held(); if (picked) onto(picked, ""); return Boolean(picked); },
    e: () => { const menu = $("menu-happened"); if (!menu) return false; menu.parentElement.open = true; menu.parentElement.querySelector("button").focus(); },
    u: () => press("#undo"),
    r: () => press("#redo"),
    f: () => { const bar = document.querySelector("#lanes a.bar[tabindex='0'], #lanes a"); if (bar) bar.focus(); return Boolean(bar); },
    p: () => { if (!$("panel").firstElementChild) return false; $("panel").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const bar = event.target.closest && event.target.closest("a.bar");
    if (bar && event.key.startsWith("Arrow")) { event.preventDefault(); arrow(event.key, bar); return; }
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      if ($("hits").firstElementChild) { $("hits").replaceChildren(); $("search").value = ""; return; }
      const menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
      for (const id of ["mover", "answer", "panel"]) if ($(id).firstElementChild) { empty(id); return; }
    }
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || document.querySelector("dialog[open]");
    const act = !typing && KEYS[event.key];
    if (act && act() !== false) event.preventDefault();
  });
  if ($("panel") && $("panel").firstElementChild) document.body.classList.add("with-panel");
})();
