// What a preview's page does not do by itself: avatars, names in embeds, relative times that pass as
// in Discord, and staying at the newest message.

import { dress } from "/demo/avatar.js";
import { showMentions } from "/demo/mentions.js";

const RELATIVE = /^(in .+|.+ ago|now|yesterday|tomorrow|(last|this|next) week)$/;
/** Upper bounds and lengths in seconds. @type {[number, Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [604800, "day", 86400], [Infinity, "week", 604800]];
const format = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });
/** Who is this near to the end (in pixels) follows it. */
const NEAR = 48;

const timeline = /** @type {HTMLElement} */ (document.getElementById("channel-timeline"));
let [height, view, following] = [0, 0, true];

/** @param {Date} moment */
function relative(moment) {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  const [, unit, length] = UNITS.find(([bound]) => Math.abs(seconds) < bound) ?? UNITS[4];
  return format.format(Math.round(seconds / length), unit);
}

function letTimePass() {
  for (const time of timeline.querySelectorAll("time.discord-timestamp")) {
    if (!(time instanceof HTMLTimeElement) || !RELATIVE.test(time.textContent ?? "")) continue;
    const text = relative(new Date(time.dateTime));
    // Each change of text is laid out and may be read aloud.
    if (time.textContent !== text) time.textContent = text;
  }
}

/** Stay at the end while it moves, unless somebody scrolled away from it while it stood still. */
function follow() {
  const { scrollHeight, clientHeight, scrollTop } = timeline;
  if (scrollHeight === height && clientHeight === view) following = scrollHeight - clientHeight - scrollTop <= NEAR;
  else if (following) timeline.scrollTop = scrollHeight;
  [height, view] = [scrollHeight, clientHeight];
}

async function names() {
  const [key] = location.hash.slice(1).split(".");
  const answer = await fetch("/demo/world", { headers: { "X-Fanbot-Key": key } });
  /** @typedef {{id: string, name: string}} Named */
  const { people, places } = /** @type {{people: Named[], places: Named[]}} */ (await answer.json());
  return new Map([...people, ...places].map(({ id, name }) => [id, name]));
}

/** @type {Map<string, string>} */
let known = new Map();

function finish() {
  for (const header of timeline.querySelectorAll(".message-header")) {
    const avatar = header.querySelector(".message-avatar-image.avatar-default:not([data-initial])");
    const name = header.querySelector(".message-author")?.textContent;
    if (avatar instanceof HTMLElement && name) dress(avatar, name);
  }
  showMentions(timeline, known);
}

new MutationObserver(finish).observe(timeline, { childList: true, subtree: true });
// Without names, as when the demo ends while this loads, mentions stay as they are.
names().then((found) => { known = found; finish(); }, () => {});
setInterval(() => { letTimePass(); follow(); }, 250);
