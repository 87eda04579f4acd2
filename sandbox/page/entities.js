// A text and its entities as elements. Telegram counts offsets in UTF-16 units, as strings here do.

import { make } from "./dom.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
// Quotes that were unfolded stay so when their message is edited.
const unfolded = new Set();

// `act` says what taps do: `command(text)`, `link(url)` (true when it was taken care of).
export function formatted(text, entities, act, key) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, sorted, 0, text.length, act, key);
  return fragment;
}

function fill(parent, text, entities, from, to, act, key) {
  let at = from;
  let afterBlock = false;
  const plain = (end) => {
    let piece = text.slice(at, end);
    // A block ends its line already.
    if (afterBlock) piece = piece.replace(/^\n/, "");
    if (piece) parent.append(piece);
  };
  for (let i = 0; i < entities.length; i++) {
    const each = entities[i];
    const end = each.offset + each.length;
    if (each.offset < at || end > to) continue;
    if (each.offset > at) { plain(each.offset); afterBlock = false; }
    if (BLOCKS.has(each.type)) trimEnd(parent);
    const inside = entities.slice(i + 1).filter((other) => other.offset < end);
    const element = elementOf(each, text.slice(each.offset, end), act, `${key}/${each.offset}`);
    fill(element.holder ?? element, text, inside, each.offset, end, act, key);
    parent.append(element);
    at = end;
    afterBlock = BLOCKS.has(each.type);
  }
  if (at < to) plain(to);
}

function trimEnd(parent) {
  const last = parent.lastChild;
  if (last?.nodeType === Node.TEXT_NODE) last.data = last.data.replace(/\n$/, "");
}

function elementOf(entity, words, act, key) {
  switch (entity.type) {
    case "url": return link(/^[a-z]+:\/\//i.test(words) ? words : `https://${words}`, act);
    case "text_link": return link(entity.url, act);
    case "email": return link(`mailto:${words}`, act);
    case "bot_command": return make("a", { className: "command", href: "#", onclick: (event) => {
      event.preventDefault();
      act.command(words);
    } });
    case "expandable_blockquote": return expandable(key);
    case "spoiler": return make("span", { className: "spoiler", onclick: (event) =>
      event.currentTarget.classList.add("open") });
    case "mention": case "hashtag": case "cashtag": case "text_mention":
      return make("span", { className: "mention" });
    default: return make(TAGS[entity.type] ?? "span");
  }
}

function link(url, act) {
  const safe = /^(https?|mailto|tg):/i.test(url) ? url : "#";
  return make("a", { href: safe, target: "_blank", rel: "noopener noreferrer", onclick: (event) => {
    if (act.link(url)) event.preventDefault();
  } });
}

function expandable(key) {
  const holder = make("div");
  const quote = make("blockquote", { className: "expandable", tabIndex: 0, role: "button" }, holder);
  const show = (open) => {
    quote.classList.toggle("open", open);
    quote.ariaExpanded = String(open);
    if (open) unfolded.add(key); else unfolded.delete(key);
  };
  quote.onclick = (event) => { if (!event.target.closest("a")) show(!quote.classList.contains("open")); };
  quote.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); quote.click(); } };
  show(unfolded.has(key));
  quote.holder = holder;
  return quote;
}
