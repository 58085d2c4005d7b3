// People have no pictures here: they are known by their initial on a colour of their own.

/** A colour that a name always gets. @param {string} name */
function color(name) {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  // Steps of the golden angle part names that hash to neighbours.
  return `hsl(${Math.round(hash * 137.508) % 360} 42% 46%)`;
}

/** Make an element somebody's avatar. @param {HTMLElement} element @param {string} name */
export function dress(element, name) {
  element.dataset.initial = name.slice(0, 1);
  element.style.background = color(name);
}
