// One message as an element: who, what it replies to, words, picture or file, and its buttons.

import { colour, make } from "./dom.js";
import { formatted } from "./entities.js";

export const time = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export function preview(message) {
  const words = message.text ?? message.caption;
  if (message.photo) return words ? `🖼 ${words}` : "Photo";
  if (message.document) return words ? `📎 ${words}` : message.document.file_name ?? "Document";
  return words ?? "";
}

export const author = (message) => message.from?.first_name ?? message.chat.title ?? "";

// `view` says who looks (`me`, null in a channel), whether names show (`named`), and what taps do (`act`).
export function bubble(message, view) {
  const mine = view.me !== null && message.from?.id === view.me;
  const own = make("div", { className: "bubble", ondblclick: () => view.act.reply(message) }, heading(message, view, mine), reply(message, view));
  if (message.photo) own.append(picture(message));
  if (message.document) own.append(file(message.document));
  const words = message.text ?? message.caption;
  if (words) {
    const key = `${message.chat.id}/${message.message_id}`;
    const entities = message.entities ?? message.caption_entities;
    own.append(make("div", { className: "words" }, formatted(words, entities, view.act, key)));
  }
  own.append(make("time", {}, time(message.date)));
  const answer = make("button", { type: "button", className: "reply", title: "Reply", ariaLabel: "Reply",
    onclick: () => view.act.reply(message) }, "↩");
  const keys = keyboard(message, view.act);
  return make("article", { className: mine ? "message mine" : "message", id: `m${message.message_id}`,
    dataset: { id: message.message_id } }, make("div", { className: "row" }, own, answer), keys);
}

function heading(message, view, mine) {
  const named = view.named && !mine;
  if (!named && !message.via_bot) return null;
  const parts = [];
  if (named) parts.push(make("b", {}, author(message)));
  if (message.via_bot) parts.push(make("span", {}, `${named ? " " : ""}via @${message.via_bot.username}`));
  const head = make("div", { className: "author" }, ...parts);
  head.style.color = named ? colour(message.from?.id ?? message.chat.id) : "";
  return head;
}

function reply(message, view) {
  const replied = message.reply_to_message;
  if (!replied) return null;
  const onclick = () => view.act.show(replied.message_id);
  return make("div", { className: "replied", onclick },
    make("b", {}, author(replied)), make("span", {}, preview(replied)));
}

function picture(message) {
  const source = `/files/${message.photo.at(-1).file_id}`;
  const image = make("img", { src: source, alt: message.caption ?? "Photo", className: "photo" });
  return make("a", { href: source, target: "_blank", rel: "noopener" }, image);
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function file(document) {
  const name = document.file_name ?? "document";
  return make("a", { className: "file", href: `/files/${document.file_id}`, download: name },
    make("span", { className: "icon" }, "↓"),
    make("span", {}, make("b", {}, name), make("small", {}, size(document.file_size ?? 0))));
}

function keyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return make("div", { className: "keyboard" }, ...rows.map((row) =>
    make("div", {}, ...row.map((button) => key(message, button, act)))));
}

function key(message, button, act) {
  const mark = button.url ? "↗" : button.copy_text ? "⧉" : "switch_inline_query" in button ? "➦" : "";
  const element = make("button", { type: "button", className: button.style ?? "" }, button.text);
  if (mark) element.append(make("i", {}, mark));
  element.onclick = async () => {
    if (element.classList.contains("waiting")) return;
    element.classList.add("waiting");
    try { await act.button(message, button); } finally { element.classList.remove("waiting"); }
  };
  return element;
}
