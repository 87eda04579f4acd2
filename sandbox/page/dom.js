// Elements made in one expression. Text is only ever set as text, never as markup.

export function make(tag, fields = {}, ...children) {
  const element = document.createElement(tag);
  const { dataset, ...others } = fields;
  Object.assign(element, others);
  Object.assign(element.dataset, dataset ?? {});
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

const COLOURS = ["#e17076", "#7bc862", "#65aadd", "#a695e7", "#ee7aae", "#6ec9cb", "#e5a64e"];

export const colour = (id) => COLOURS[Math.abs(id) % COLOURS.length];

export function dress(avatar, name, id) {
  avatar.textContent = [...name][0] ?? "?";
  avatar.style.background = colour(id);
  return avatar;
}

let fading;

export function toast(text) {
  const element = byId("toast");
  element.textContent = text;
  element.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { element.hidden = true; }, 4000);
}

export function alertBox(text) {
  byId("alert").querySelector("p").textContent = text;
  byId("alert").showModal();
}
