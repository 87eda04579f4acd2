// The page as a whole: the chats at the side, the one that is open, and what happens in them.

import * as api from "./api.js";
import { act, setUp as setUpTaps } from "./taps.js";
import * as composer from "./composer.js";
import { byId, colour, dress, make, toast } from "./dom.js";
import { bubble, preview, time, whose } from "./message.js";

let bot;
let open = null;
let low = true; // whether the newest message is in sight
const chats = new Map();
const people = new Map();
const typing = new Map(); // a chat's timer while the bot is typing there

async function begin() {
  const state = await api.state();
  bot = state.bot;
  for (const each of [bot, ...state.chats, ...state.people]) if (each.kind !== "private") colour(each.id);
  for (const each of state.people) people.set(each.id, each.name);
  for (const each of state.chats) {
    const messages = new Map(each.messages.map((message) => [message.message_id, message]));
    chats.set(each.id, { ...each, messages, unread: 0, topic: null, fresh: new Set() });
  }
  setUpTaps({ bot, chats, current: () => open, show });
  composer.setUp(bot, draw, act.start);
  const wanted = chats.get(Number(location.hash.slice(1)));
  draw(wanted ?? [...chats.values()][0]);
  if (wanted) document.body.classList.add("inside");
  api.follow(state.seq, happened, (there) => { byId("lost").hidden = there; });
}

function show(chat) {
  document.body.classList.add("inside");
  history.replaceState(null, "", `#${chat.id}`);
  draw(chat);
}

function draw(chat = open) {
  open = chat;
  open.unread = 0;
  open.fresh.delete(open.topic);
  topics();
  byId("messages").replaceChildren(...sheet());
  composer.open(open, people);
  header();
  list();
  bottom();
}

const topicOf = (message) => message.message_thread_id ?? null;

// Those of the open topic, or of the whole chat where it has none.
function visible() {
  const messages = [...open.messages.values()].filter((each) => !each.forum_topic_created);
  return open.topics.length ? messages.filter((each) => topicOf(each) === open.topic) : messages;
}

function topics() {
  byId("topics").hidden = !open.topics.length;
  byId("topics").replaceChildren(...[{ id: null, name: "General" }, ...open.topics].map(({ id, name }) =>
    make("button", { type: "button", role: "tab", ariaSelected: String(id === open.topic),
      className: open.fresh.has(id) ? "fresh" : "", onclick: () => { open.topic = id; draw(); } }, name)));
}

function header() {
  byId("title").textContent = open.title;
  dress(byId("face"), open.title, open.kind === "private" ? bot.id : open.id);
  const names = open.members.map((id) => people.get(id)).join(", ");
  const told = {
    private: bot.awake ? `bot · you are ${open.of}` : "the bot is starting …",
    channel: `channel · you are ${names}, its admin`,
  }[open.kind] ?? `${open.members.length + 1} members: ${names}, ${bot.first_name}`;
  byId("subtitle").textContent = typing.has(open.id) ? "typing …" : told;
}

function list() {
  byId("chats").replaceChildren(...[...chats.values()].map((chat) => {
    const last = [...chat.messages.values()].filter((each) => !each.forum_topic_created).at(-1);
    const badge = chat.unread ? make("span", { className: "badge" }, String(chat.unread)) : null;
    const face = dress(make("span", { className: "avatar" }), chat.title, chat.kind === "private" ? bot.id : chat.id);
    const kind = chat.of ? make("em", {}, ` as ${chat.of}`) : null;
    return make("button", { type: "button", className: chat === open ? "open" : "", dataset: { chat: chat.id },
      onclick: () => show(chat) }, face, make("span", {},
      make("span", {}, make("b", {}, chat.title, kind), make("time", {}, last ? time(last.date) : "")),
      make("span", {}, make("small", {}, typing.has(chat.id) ? "typing …" : last ? said(chat, last) : hint(chat)), badge)));
  }));
}

function said(chat, last) {
  const who = chat.kind === "supergroup" && last.from ? `${last.from.first_name}: ` : "";
  return who + preview(last);
}

function hint(chat) {
  return { private: "Press Start", channel: "Post something" }[chat.kind] ?? "Ask by command or mention";
}

function sheet() {
  const messages = visible();
  if (messages.length) return [make("div", { className: "day" }, "Today"), ...messages.map(drawn)];
  const about = {
    private: bot.about || "The bot is starting …",
    channel: `What is posted here reaches the bot; it answers its commands.`,
  }[open.kind] ?? `In a group the bot sees commands, replies to it, and @${bot.username}. Anything else never reaches it.`;
  return [make("div", { className: "about" },
    make("b", {}, open.kind === "private" ? "What can this bot do?" : open.title), about)];
}

function drawn(message) {
  const me = open.kind === "channel" ? null : composer.speaker(open);
  const view = { me, named: open.kind !== "private", faced: open.kind === "supergroup", again: again(message), act };
  return bubble(message, view);
}

// Whether the message before it is of the same author, who is then not named again.
function again(message) {
  let before = null;
  for (const each of visible()) {
    if (each.message_id === message.message_id) break;
    before = each;
  }
  return before !== null && whose(before) === whose(message) && !message.via_bot;
}

function isLow() {
  const messages = byId("messages");
  return messages.scrollHeight - messages.scrollTop - messages.clientHeight < 120;
}

function bottom() {
  const messages = byId("messages");
  messages.scrollTop = messages.scrollHeight;
}

function happened(event) {
  if (event.kind === "bot") {
    Object.assign(bot, event);
    if (open.messages.size === 0) byId("messages").replaceChildren(...sheet());
    header();
    return;
  }
  const chat = chats.get(event.chat);
  if (!chat) return;
  if (event.kind === "typing") types(chat);
  if (event.kind === "gone") gone(chat, event.id);
  if (event.kind === "message") arrived(chat, event.message);
  list();
}

function arrived(chat, message) {
  const known = chat.messages.has(message.message_id);
  chat.messages.set(message.message_id, message);
  if (message.from?.is_bot !== false) stopTyping(chat);
  if (chat !== open) { if (!known) chat.unread += 1; return; }
  const shown = visible();
  if (!shown.includes(message)) { if (!known) elsewhere(chat, message); return; }
  const first = !known && shown.length === 1;
  const messages = byId("messages");
  const stay = isLow();
  if (first) { messages.replaceChildren(...sheet()); composer.emptied(); }
  else if (known) byId(`m${message.message_id}`)?.replaceWith(drawn(message));
  else messages.append(drawn(message));
  // Pictures have no height before they are there.
  for (const image of messages.querySelectorAll("img")) if (stay && !image.complete) image.onload = bottom;
  if (stay || !known) bottom();
}

function elsewhere(chat, message) {
  if (message.forum_topic_created) return;
  chat.fresh.add(topicOf(message));
  topics();
}

function gone(chat, id) {
  chat.messages.delete(id);
  if (chat === open) byId(`m${id}`)?.remove();
}

function types(chat) {
  clearTimeout(typing.get(chat.id));
  typing.set(chat.id, setTimeout(() => { stopTyping(chat); list(); }, 5000));
  header();
}

function stopTyping(chat) {
  clearTimeout(typing.get(chat.id));
  typing.delete(chat.id);
  header();
}

function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("theme", next);
}

document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
byId("theme").onclick = theme;
// The newest message stays in sight while the room for messages shrinks and grows.
byId("messages").onscroll = () => { low = isLow(); };
new ResizeObserver(() => { if (low) bottom(); }).observe(byId("messages"));
byId("back").onclick = () => document.body.classList.remove("inside");
window.addEventListener("unhandledrejection", (event) => toast(event.reason?.message ?? "That failed."));
begin();
