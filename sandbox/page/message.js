// One message as an element: who, what it replies to, words, picture or file, and its buttons.

import { colour, drawing, dress, enlarge, make } from "./dom.js";
import { formatted } from "./entities.js";

export const time = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export function preview(message) {
  const words = message.text ?? message.caption;
  if (message.photo) return words ? `🖼 ${words}` : "Photo";
  if (message.document) return words ? `📎 ${words}` : message.document.file_name ?? "Document";
  return words ?? "";
}

const TICKS = "M2 13l4.5 4.5L16 8M11 16l1.5 1.5L22 8";
const MARKS = {
  url: "M8 16 17 7M10 7h7v7", copy_text: "M9 9h10v11H9zM6 15H5V4h10v2", switch_inline_query: "M4 18c1-6 5-8 12-8M12 5l5 5-5 5",
};

export const author = (message) => message.from?.first_name ?? message.chat.title ?? "";

// `view` says who looks (`me`, null in a channel), whether names show (`named`) and faces (`faced`), whether
// the one before is of the same author (`again`), and what taps do (`act`).
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
  own.append(make("time", {}, message.edit_date && message.from?.is_bot === false ? "edited " : "", time(message.date), mine ? drawing(TICKS, "ticks") : null));
  const answer = make("button", { type: "button", className: "reply", title: "Reply", ariaLabel: "Reply",
    onclick: () => view.act.reply(message) }, "↩");
  const keys = keyboard(message, view.act);
  const face = view.faced && !mine ? dress(make("span", { className: "avatar" }), author(message), whose(message)) : null;
  const kinds = ["message", mine && "mine", face && "faced", view.again && "again"].filter(Boolean).join(" ");
  return make("article", { className: kinds, id: `m${message.message_id}`,
    dataset: { id: message.message_id } }, make("div", { className: "row" }, own, answer, face), keys);
}

export const whose = (message) => message.from?.id ?? message.chat.id;

function heading(message, view, mine) {
  const named = view.named && !mine && !view.again;
  if (!named && !message.via_bot) return null;
  const parts = [];
  if (named) parts.push(make("b", {}, author(message)));
  if (message.via_bot) parts.push(make("span", {}, `${named ? " " : ""}via @${message.via_bot.username}`));
  const head = make("div", { className: "author" }, ...parts);
  head.style.color = named ? colour(whose(message)) : "";
  return head;
}

function reply(message, view) {
  const replied = message.reply_to_message;
  if (!replied) return null;
  const onclick = () => view.act.show(replied.message_id);
  const name = make("b", {}, author(replied));
  name.style.color = colour(whose(replied));
  return make("div", { className: "replied", onclick },
    name, make("span", {}, preview(replied)));
}

function picture(message) {
  const source = `/files/${message.photo.at(-1).file_id}`;
  const alt = message.caption ?? "Photo";
  const image = make("img", { src: source, alt, className: "photo" });
  return make("button", { type: "button", className: "shown", onclick: () => enlarge(source, alt) }, image);
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
  const mark = Object.keys(MARKS).find((kind) => kind in button);
  const element = make("button", { type: "button", className: button.style ?? "" }, button.text);
  if (mark) element.append(drawing(MARKS[mark], "mark"));
  element.onclick = async () => {
    if (element.classList.contains("waiting")) return;
    element.classList.add("waiting");
    try { await act.button(message, button); } finally { element.classList.remove("waiting"); }
  };
  return element;
}
