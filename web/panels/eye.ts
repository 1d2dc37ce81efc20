const SVG = "http://www.w3.org/2000/svg";

/** An eye, struck through where its button is not pressed. */
export function eyeIcon(): SVGElement {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 20 20");
  icon.setAttribute("aria-hidden", "true");
  const part = (name: string, attributes: Readonly<Record<string, string>>) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    icon.append(element);
  };
  part("path", { d: "M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10Z" });
  part("circle", { cx: "10", cy: "10", r: "2.6" });
  part("path", { class: "slash", d: "M3 17 17 3" });
  return icon;
}
