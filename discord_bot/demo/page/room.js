// What a preview's page does not do by itself: avatars, relative times that pass as in Discord, and
// staying at the newest message.

import { dress } from "/demo/avatar.js";

const RELATIVE = /^(in .+|.+ ago|now|yesterday|tomorrow|(last|this|next) week)$/;
/** Upper bounds and lengths in seconds. @type {[number, Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [604800, "day", 86400], [Infinity, "week", 604800]];
const format = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });
/** Who is this near to the end (in pixels) follows it. */
const NEAR = 48;

const timeline = /** @type {HTMLElement} */ (document.getElementById("channel-timeline"));

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

function follow() {
  const left = timeline.scrollHeight - timeline.clientHeight - timeline.scrollTop;
  if (left > 1 && left <= NEAR) timeline.scrollTop = timeline.scrollHeight;
}

new MutationObserver(() => {
  for (const header of timeline.querySelectorAll(".message-header")) {
    const avatar = header.querySelector(".message-avatar-image.avatar-default:not([data-initial])");
    const name = header.querySelector(".message-author")?.textContent;
    if (avatar instanceof HTMLElement && name) dress(avatar, name);
  }
}).observe(timeline, { childList: true, subtree: true });

setInterval(() => { letTimePass(); follow(); }, 250);
