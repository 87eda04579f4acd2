// The line one writes in: text, commands on "/", inline results on "@bot", a reply, a document.

import * as api from "./api.js";
import { byId, dress, make, toast } from "./dom.js";
import * as inline from "./inline.js";
import { author, preview } from "./message.js";

let chat = null;
let bot = null;
let replying = null;
let start = () => {};
const speakers = new Map(); // who spoke last, by chat
const drafts = new Map();

const place = () => ({ chat: chat.id, person: speaker(), topic: chat.topic });
export const speaker = (of = chat) => speakers.get(of.id) ?? of.members[0];

// `changed` is called when somebody else is to speak, `onStart` with the payload of a start link.
export function setUp(theBot, changed, onStart) {
  bot = theBot;
  start = onStart;
  const text = byId("text");
  text.oninput = look;
  text.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
    if (event.key === "Escape") hide();
  };
  byId("composer").onsubmit = (event) => { event.preventDefault(); submit(); };
  byId("menu").onclick = () => write(text.value.startsWith("/") ? "" : "/");
  byId("file").onchange = sendFile;
  byId("replying").querySelector("button").onclick = () => reply(null);
  byId("start").onclick = () => api.say(place(), "/start");
  byId("speakers").onclick = (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    speakers.set(chat.id, Number(chosen.dataset.person));
    changed();
  };
}

export function open(theChat, people) {
  if (chat && chat !== theChat) {
    drafts.set(chat.id, byId("text").value);
    reply(null);
    byId("text").value = drafts.get(theChat.id) ?? "";
  }
  chat = theChat;
  byId("text").placeholder = chat.kind === "channel" ? "Broadcast" : "Message";
  byId("speakers").hidden = chat.members.length < 2;
  byId("speakers").replaceChildren(...chat.members.map((id) => {
    const name = people.get(id);
    return make("button", { type: "button", role: "radio", ariaChecked: String(id === speaker()),
      dataset: { person: id } }, dress(make("span", { className: "avatar" }), name, id), name);
  }));
  emptied();
  look();
}

// A private chat that is empty has a start button in place of the line.
export function emptied() {
  const blank = chat.kind === "private" && chat.messages.size === 0;
  byId("start").hidden = !blank;
  byId("line").hidden = blank;
}

export function write(words) {
  byId("text").value = words;
  byId("text").focus();
  look();
}

export function reply(message) {
  replying = message;
  byId("replying").hidden = !message;
  if (!message) return;
  byId("replying").querySelector("span").replaceChildren(make("b", {}, author(message)), preview(message));
  byId("text").focus();
}

async function submit() {
  const words = byId("text").value.trim();
  if (!words) return;
  const answering = replying?.message_id ?? null;
  write("");
  reply(null);
  await api.say(place(), words, answering);
}

async function sendFile() {
  const [file] = byId("file").files;
  if (!file) return;
  const caption = byId("text").value.trim();
  byId("file").value = "";
  write("");
  await api.sendDocument(place(), file, caption);
}

function hide() {
  inline.close();
  byId("panel").hidden = true;
}

function look() {
  const text = byId("text");
  // First of all, for it makes the line longer.
  byId("composer").classList.toggle("filled", text.value.trim() !== "");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 140)}px`;
  const name = `@${bot.username} `;
  if (text.value.toLowerCase().startsWith(name)) {
    const done = () => { write(""); hide(); };
    inline.update(text.value.slice(name.length), place(), done, (payload) => { done(); start(payload); });
    return;
  }
  hide();
  if (text.value.startsWith("@") && name.startsWith(text.value.toLowerCase())) suggestBot(name);
  if (/^\/\w*$/.test(text.value)) suggest(text.value.slice(1).toLowerCase());
}

function offer(rows) {
  const panel = byId("panel");
  panel.className = "commands";
  panel.replaceChildren(...rows);
  panel.hidden = rows.length === 0;
}

function suggestBot(name) {
  offer([make("button", { type: "button", onclick: () => write(name) },
    make("b", {}, name), make("small", {}, "search and insert an answer"))]);
}

async function suggest(begun) {
  const [where, typed] = [chat, byId("text").value];
  const listed = await api.commands(chat.id, speaker());
  if (chat !== where || byId("text").value !== typed) return;
  offer(listed.filter((each) => each.command.startsWith(begun)).map((each) =>
    make("button", { type: "button", onclick: () => run(each.command) },
      make("b", {}, `/${each.command}`), make("small", {}, each.description))));
}

// In a group Telegram adds whose command it is.
export function run(command) {
  const whose = chat.kind === "private" || command.includes("@") ? "" : `@${bot.username}`;
  write("");
  return api.say(place(), `/${command}${whose}`).catch((error) => toast(error.message));
}
