// The list of channels and people, and the frame with the channel that is looked at.
// The address says everything: #<key>/<channel>/<person>. So any tab can show anything, and
// reloading keeps it.

import { dress } from "/demo/avatar.js";

/** @typedef {{id: string, name: string, role: string, role_color: string}} Person */
/** @typedef {{id: string, name: string, kind: "channel" | "thread" | "direct", viewers: string[], latest: string}} Place */
/** @typedef {{title: string, people: Person[], places: Place[]}} World */

const POLL_MS = 2000;
/** So many channels stay as they were left, with what was typed there, and come back at once. */
const KEPT_FRAMES = 3;
const SIGNS = { channel: "#", thread: "↳", direct: "@" };
const ENDED = "The demo has ended. Start it again with “fanbot demo” and open the address it prints.";

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {World | null} */
let world = null;
/** The newest message that was seen in each place. @type {Map<string, string>} */
const seen = new Map();
/** Frames by what they show, the one looked at last at the end. @type {Map<string, HTMLIFrameElement>} */
const frames = new Map();

function address() {
  const [key = "", channel = "", person = ""] = location.hash.slice(1).split("/");
  return { key, channel, person };
}

/** @param {string} key @param {string} channel @param {string} person */
function link(key, channel, person) {
  return `#${key}/${channel}/${person}`;
}

/** Where the address leads, or the nearest place that exists and may be seen. @param {World} of */
function destination({ places, people }) {
  const wanted = address();
  const person = people.find(({ id }) => id === wanted.person) ?? people[0];
  const open = places.filter(({ viewers }) => viewers.includes(person.id));
  const place = open.find(({ id }) => id === wanted.channel) ?? open[0];
  return { key: wanted.key, person, place };
}

/**
 * @param {string} name @param {string} className @param {(string | Node)[]} children
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** @param {string} href @param {boolean} chosen @param {(string | Node)[]} children */
function entry(href, chosen, ...children) {
  const anchor = /** @type {HTMLAnchorElement} */ (element("a", "", ...children));
  anchor.href = href;
  if (chosen) anchor.setAttribute("aria-current", "true");
  return anchor;
}

/** Put new entries into a list, but leave it alone while it is the same. @param {HTMLElement} list @param {HTMLAnchorElement[]} entries */
function fill(list, entries) {
  const items = entries.map((item) => element("li", "", item));
  if (items.map((item) => item.outerHTML).join("") === list.innerHTML) return;
  const focused = document.activeElement?.getAttribute("href");
  list.replaceChildren(...items);
  if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`a[href="${CSS.escape(focused)}"]`))?.focus();
}

function render() {
  if (!world) return;
  const { key, person, place } = destination(world);
  for (const { id, latest } of world.places) if (!seen.has(id) || id === place.id) seen.set(id, latest);
  $("title").textContent = world.title;
  $("where").textContent = `${SIGNS[place.kind]} ${place.name} · as ${person.name}`;
  document.title = `${SIGNS[place.kind]}${place.name} · ${world.title}`;
  fill($("channels"), world.places.filter(({ viewers }) => viewers.includes(person.id)).map((item) => {
    const sign = element("span", "sign", SIGNS[item.kind]);
    sign.ariaHidden = "true";
    const anchor = entry(link(key, item.id, person.id), item === place, sign, element("span", "label", item.name));
    anchor.classList.toggle("thread", item.kind === "thread");
    anchor.classList.toggle("unread", seen.get(item.id) !== item.latest);
    return anchor;
  }));
  fill($("people"), world.people.map((item) => {
    const avatar = element("span", "avatar");
    dress(avatar, item.name);
    const role = element("span", "role", item.role);
    role.style.color = item.role_color;
    const label = element("span", "label", item.name);
    return entry(link(key, place.id, item.id), item === person, avatar, label, ...(item.role === "member" ? [] : [role]));
  }));
  show(`${key}.${place.id}.${person.id}`);
}

/** @param {string} credential */
function show(credential) {
  const frame = frames.get(credential) ?? document.createElement("iframe");
  if (!frame.isConnected) {
    frame.src = `/room#${credential}`;
    $("room").append(frame);
  }
  frame.title = $("where").textContent ?? "";
  frames.delete(credential);
  frames.set(credential, frame);
  const [oldest] = frames.keys();
  if (frames.size > KEPT_FRAMES) {
    frames.get(oldest)?.remove();
    frames.delete(oldest);
  }
  for (const other of frames.values()) other.classList.toggle("away", other !== frame);
}

/** @param {string} text */
function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = !text;
}

async function poll() {
  const { key } = address();
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    const answer = await fetch(`/demo/world?timezone=${encodeURIComponent(timezone)}`, {
      headers: { "X-Fanbot-Key": key }, cache: "no-store",
    });
    if (!answer.ok) throw new Error(await answer.text());
    world = await answer.json();
    notice("");
    render();
  } catch (error) {
    // fetch tells of a lost connection by TypeError; with a key that is refused, too, it is over.
    notice(world || error instanceof TypeError ? ENDED : /** @type {Error} */ (error).message);
  }
}

/** @param {boolean} open */
function drawer(open) {
  document.body.classList.toggle("open", open);
  $("menu").setAttribute("aria-expanded", String(open));
}

$("menu").addEventListener("click", () => drawer(!document.body.classList.contains("open")));
$("scrim").addEventListener("click", () => drawer(false));
$("side").addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("a")) drawer(false);
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") drawer(false); });
window.addEventListener("hashchange", () => (world ? render() : poll()));

await poll();
setInterval(poll, POLL_MS);
