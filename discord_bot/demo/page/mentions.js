// A preview leaves mentions and small print in embeds as they are written, and channels in direct messages. Discord
// shows names.

const PARTS = /(<[@#]!?\d+>|<\/[^:>]+:\d+>)/;
const SMALL_PRINT = "-# ";

/** @param {string} part @param {Map<string, string>} names Of people and channels, by id. */
function shown(part, names) {
  const [, sign, id] = /^<([@#])!?(\d+)>$/.exec(part) ?? [];
  const [, command] = /^<\/([^:>]+):\d+>$/.exec(part) ?? [];
  if (!command && !names.has(id)) return part;
  const mention = document.createElement("span");
  mention.className = command ? "command-mention" : "mention";
  mention.textContent = command ? `/${command}` : `${sign}${names.get(id)}`;
  return mention;
}

/** Show every mention in the cards under an element as Discord does. @param {Element} root @param {Map<string, string>} names */
export function showMentions(root, names) {
  for (const embed of root.querySelectorAll(".embed-card, .component-container")) {
    const walker = document.createTreeWalker(embed, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    for (const text of texts) {
      if (text.data.startsWith(SMALL_PRINT)) text.data = text.data.slice(SMALL_PRINT.length);
      if (PARTS.test(text.data)) text.replaceWith(...text.data.split(PARTS).map((part) => shown(part, names)));
    }
  }
}
