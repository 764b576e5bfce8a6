"""Contrast of every text, each look of a text judged once: axe spends two fifths of its time on it.

Whether a text can be read follows from its colour and letters and from the grounds under it. Texts that agree in these
are one look, and 160 pages show some 130. A look is known, in a theme and a width, once axe has passed it. What axe
does not judge (under something else, out of sight) is asked again, unless the very same piece of markup was.
"""

from playwright.sync_api import Page

# `free`: placed freely it may lie on another than its ancestors, so without a ground of its own it has no look.
# `picture`: axe never judges a text over one.
LOOKS = """
const hasText = (element) => element.matches("input, select, textarea")
  || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
const grounds = new Map([[null, { chain: "", free: false, picture: false }]]);
const groundOf = (element) => {
  if (grounds.has(element)) return grounds.get(element);
  const style = getComputedStyle(element), above = groundOf(element.parentElement);
  const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position, transform } = style;
  const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join(" ");
  const covers = /^rgb\\(.*\\) none 1 none normal$/.test(own);
  const found = {
    chain: own === "rgba(0, 0, 0, 0) none 1 none normal" ? above.chain : `${above.chain}/${own}`,
    free: !covers && (position === "absolute" || position === "fixed" || transform !== "none" || above.free),
    picture: !covers && (backgroundImage !== "none" || above.picture),
  };
  grounds.set(element, found);
  return found;
};
const isBlock = (element) => /^(block|list-item|flex|grid|table.*)$/.test(getComputedStyle(element).display);
const isAmidText = (link) => {  // beside text of its block that belongs to no link or button, as axe asks it
  if (getComputedStyle(link).display !== "inline") return false;
  let block = link.parentElement;
  while (!isBlock(block)) block = block.parentElement;
  return [block, ...block.querySelectorAll("*")].some((one) => hasText(one) && !one.closest("a, button, script"));
};
const lookOf = (element) => {
  const style = getComputedStyle(element), { chain, free } = groundOf(element);
  const beside = element.matches("a[href]") && isAmidText(element)
    ? `${getComputedStyle(element.parentElement).color} ${style.textDecorationLine}` : "";
  return free ? "" : [style.color, style.fontSize, style.fontWeight, style.textShadow, chain, beside].join("|");
};
const markupOf = (element, look) => look && look + element.parentElement.outerHTML;
const isShown = (element) => {
  const { width, bottom } = element.getBoundingClientRect();
  return element.checkVisibility() && width > 1 && bottom + scrollY > 0;
};
"""
JUDGE = f"async (known) => {{{LOOKS}"
JUDGE += """const asked = new Set(known), unknown = new Map();
for (const element of document.body.querySelectorAll(":not(script, style, option, :disabled)")) {
  if (!(hasText(element) || element.matches("a[href]")) || !isShown(element) || groundOf(element).picture) continue;
  const look = lookOf(element);
  if (!asked.has(look) && !asked.has(markupOf(element, look))) unknown.set(element, look);
}
if (!unknown.size) return { violations: [], known };
const found = await axe.run({ include: [...unknown.keys()] }, {
  runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations", "passes"], elementRef: true,
  preload: false,
});
const passed = (rule) => new Set(found.passes.filter(({ id }) => id === rule)
  .flatMap(({ nodes }) => nodes.map((node) => node.element)));
const read = passed("color-contrast"), told = passed("link-in-text-block");
const isPassed = (element) => (read.has(element) || !hasText(element))
  && (!element.matches("a[href]") || told.has(element) || !isAmidText(element));
for (const [element, look] of unknown) asked.add(isPassed(element) ? look : markupOf(element, look));
asked.delete("");
const violations = found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) }));
return { violations, known: [...asked] };
}"""


def judge_colours(page: Page, known: list[str]) -> list[dict]:
    """What axe says against the colours of the looks that are not known; `known` grows by what it was asked."""
    found = page.evaluate(JUDGE, known)
    known[:] = found["known"]
    return found["violations"]
