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

const given = new Map();

// Each gets the next one at first sight, so that few people never look alike.
export function colour(id) {
  if (!given.has(id)) given.set(id, COLOURS[given.size % COLOURS.length]);
  return given.get(id);
}

export const shade = (words) =>
  COLOURS[[...words].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % COLOURS.length];

// A drawing of strokes, for marks that not every machine has a letter for.
export function drawing(path, className) {
  const make = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const [picture, line] = [make("svg"), make("path")];
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", className);
  picture.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}

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

// A picture in full, until a tap anywhere.
export function enlarge(source, alt) {
  const viewer = byId("viewer");
  viewer.replaceChildren(make("img", { src: source, alt }));
  viewer.onclick = () => viewer.close();
  viewer.showModal();
}

export function alertBox(text) {
  byId("alert").querySelector("p").textContent = text;
  byId("alert").showModal();
}
