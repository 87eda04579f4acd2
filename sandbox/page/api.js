// What the page asks of the sandbox, and what it is told of by itself.

async function answered(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

function post(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal }).then(answered);
}

export const state = () => fetch("/api/state").then(answered);
export const commands = (chat, person) => fetch(`/api/commands?chat=${chat}&person=${person}`).then(answered);
// `place` is {chat, person, topic}: the topic null where there is none.
export const say = (place, text, reply_to) => post("/api/say", { ...place, text, reply_to });
export const press = (chat, person, message, data) => post("/api/press", { chat, person, message, data });
export const choose = (place, query, result) => post("/api/choose", { ...place, query, result });
export const type = (chat, person, query, offset, signal) =>
  post("/api/type", { chat, person, query, offset }, signal);

export function sendDocument(place, file, caption) {
  const form = new FormData();
  for (const [key, value] of Object.entries({ ...place, caption })) form.append(key, value ?? "");
  form.append("file", file);
  return fetch("/api/document", { method: "POST", body: form }).then(answered);
}

// Calls back with every event past `seq`; a browser reconnects by itself and misses none.
export function follow(seq, onEvent, onConnection) {
  const source = new EventSource(`/api/events?after=${seq}`);
  source.onmessage = (event) => onEvent(JSON.parse(event.data));
  source.onopen = () => onConnection(true);
  source.onerror = () => onConnection(false);
}
