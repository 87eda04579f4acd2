// What taps on a message do: its buttons, commands, links, and replies.

import * as api from "./api.js";
import * as composer from "./composer.js";
import { alertBox, byId, make, toast } from "./dom.js";

let page; // {bot, chats, current(), show(chat)}

export function setUp(thePage) { page = thePage; }

export const act = {
  command: (text) => composer.run(text.slice(1)),
  link: (url) => botLink(url),
  reply: (message) => composer.reply(message),
  show: (id) => {
    const message = byId(`m${id}`);
    message?.scrollIntoView({ block: "center" });
    message?.animate([{ opacity: 0.3 }, { opacity: 1 }], 700);
  },
  start: (payload) => start(payload),
  button: (message, button) => pressed(message, button),
};

async function pressed(message, button) {
  if (button.callback_data !== undefined) return called(message, button.callback_data);
  if (button.copy_text) return copied(button.copy_text.text);
  if (button.switch_inline_query_current_chat !== undefined)
    return composer.write(`@${page.bot.username} ${button.switch_inline_query_current_chat}`);
  if (button.switch_inline_query !== undefined) return pick(button.switch_inline_query);
  if (button.switch_inline_query_chosen_chat) return pick(button.switch_inline_query_chosen_chat.query ?? "");
  if (button.url && !botLink(button.url)) window.open(button.url, "_blank", "noopener");
  return undefined;
}

async function called(message, data) {
  const chat = page.current();
  const { answer } = await api.press(chat.id, composer.speaker(), message.message_id, data);
  if (answer === null) toast("The bot did not answer.");
  else if (answer.url) botLink(answer.url);
  else if (answer.text) (answer.show_alert ? alertBox : toast)(answer.text);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Text copied to clipboard");
  } catch {
    alertBox(text); // a browser that gives no page the clipboard
  }
}

// Links to the bot open its chats here; true when this was one.
function botLink(url) {
  let parsed;
  try { parsed = new URL(url); } catch { return false; }
  const named = parsed.hostname === "t.me" && parsed.pathname.slice(1).toLowerCase() === page.bot.username.toLowerCase();
  if (!named) return false;
  if (parsed.searchParams.has("startgroup")) startInGroup(parsed.searchParams.get("startgroup"));
  else start(parsed.searchParams.get("start") ?? "");
  return true;
}

async function start(payload) {
  const person = composer.speaker();
  const chat = [...page.chats.values()].find((each) => each.kind === "private" && each.members[0] === person);
  page.show(chat);
  // A link without a payload just opens the chat.
  if (payload) await api.say({ chat: chat.id, person, topic: null }, `/start ${payload}`);
}

async function startInGroup(payload) {
  const person = composer.speaker();
  const chat = [...page.chats.values()].find((each) => each.kind === "supergroup");
  page.show(chat);
  await api.say({ chat: chat.id, person, topic: null }, `/start@${page.bot.username} ${payload}`.trim());
}

function pick(query) {
  const dialog = byId("picker");
  dialog.querySelector("div").replaceChildren(...[...page.chats.values()].map((chat) =>
    make("button", { type: "button", onclick: () => {
      dialog.close();
      page.show(chat);
      composer.write(`@${page.bot.username} ${query}`);
    } }, chat.of ? `${chat.title} as ${chat.of}` : chat.title)));
  dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  dialog.showModal();
}
