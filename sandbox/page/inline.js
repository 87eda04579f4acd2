// What shows while somebody types "@bot words": results as one types, more as one scrolls.

import * as api from "./api.js";
import { byId, make, shade } from "./dom.js";

const PAUSE = 250; // milliseconds without a key before the bot is asked

let asking = null; // the AbortController of the newest query
let waiting = null;
let current = ""; // what the panel stands for

export function close() {
  clearTimeout(waiting);
  asking?.abort();
  asking = null;
  current = "";
  byId("panel").hidden = true;
  byId("panel").classList.remove("busy");
}

// `where` is {chat, person, topic}; `done` is called once a result was tapped, `start` with a link's payload.
export function update(query, where, done, start) {
  const wanted = `${where.chat} ${where.topic} ${where.person} ${query}`;
  if (wanted === current) return;
  current = wanted;
  clearTimeout(waiting);
  asking?.abort();
  waiting = setTimeout(() => ask(query, where, done, start), PAUSE);
}

async function ask(query, where, done, start) {
  const mine = asking = new AbortController();
  const panel = byId("panel");
  panel.classList.add("busy");
  try {
    const found = await api.type(where.chat, where.person, query, "", mine.signal);
    if (!mine.signal.aborted) show(found, { query, where, done, start, signal: mine.signal });
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  } finally {
    if (asking === mine) panel.classList.remove("busy");
  }
}

function show(found, search) {
  const panel = byId("panel");
  const { results = [], button } = found.answer ?? {};
  panel.className = "inline";
  panel.replaceChildren();
  if (button) panel.append(make("button", { type: "button", className: "above", onclick: () =>
    search.start(button.start_parameter) }, button.text));
  if (!found.answer) panel.append(make("p", {}, "The bot did not answer."));
  else if (!results.length && !button) panel.append(make("p", {}, "Nothing found."));
  append(panel, found, search);
  panel.scrollTop = 0;
  panel.hidden = false;
}

function append(panel, found, search) {
  const { results = [], next_offset: next } = found.answer ?? {};
  for (const result of results) panel.append(row(result, found.query, search));
  panel.onscroll = null;
  if (!next) return;
  const more = async () => {
    if (panel.scrollTop + panel.clientHeight < panel.scrollHeight - 80) return;
    panel.onscroll = null;
    const { chat, person } = search.where;
    try {
      append(panel, await api.type(chat, person, search.query, next, search.signal), search);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  panel.onscroll = more;
  // A first page that leaves room below it would never scroll.
  if (panel.scrollHeight <= panel.clientHeight && !panel.hidden) more();
}

function row(result, query, search) {
  const title = result.title ?? result.caption ?? result.type;
  const element = make("button", { type: "button", className: "result", dataset: { result: result.id } },
    thumb(result, title),
    make("span", {}, make("b", {}, title), make("small", {}, result.description ?? "")));
  element.onclick = async () => {
    await api.choose(search.where, query, result.id);
    search.done();
  };
  return element;
}

function thumb(result, title) {
  const file = result.photo_file_id;
  if (file) return make("img", { src: `/files/${file}`, alt: "" });
  const square = make("span", { className: "thumb" }, [...title][0] ?? "?");
  square.style.background = shade(title);
  return square;
}
