// What movable maps share: a net of degrees below their dots, and dots that the keyboard reaches.
"use strict";

// A dot is a stop of the tab key and says what it is; Enter opens its words, Escape closes them.
function reachable(dot, words) {
  const mark = dot.getElement();
  mark.setAttribute("tabindex", "0");
  mark.setAttribute("role", "button");
  mark.setAttribute("aria-label", words);
  mark.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      dot.openPopup();
      dot.getPopup().getElement().querySelector("a[href]")?.focus();
    }
  });
  dot.getPopup().once("add", () => {
    const bubble = dot.getPopup().getElement();
    bubble.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        dot.closePopup();
        mark.focus();
      }
    });
  });
}

// The net, drawn anew where the map was moved.
function degrees(map) {
  const net = L.layerGroup().addTo(map);
  map.on("moveend", () => lines(map, net));
}

// Lines at round degrees, some five across.
function lines(map, net) {
  net.clearLayers();
  const view = map.getBounds();
  // Lines go on beyond the edge, so that they are there while the map is being moved.
  const wide = view.pad(1);
  const about = (view.getEast() - view.getWest()) / 4;
  const power = 10 ** Math.floor(Math.log10(about));
  const share = about / power;
  const step = power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const line = (ends, label, at) => {
    L.polyline(ends, { className: "net", interactive: false }).addTo(net);
    const icon = L.divIcon({ className: "net-label", html: `${at.toFixed(digits)}°`, iconSize: null });
    L.marker(label, { icon, interactive: false, keyboard: false }).addTo(net);
  };
  for (let at = Math.ceil(view.getWest() / step) * step; at <= view.getEast(); at += step) {
    line([[wide.getSouth(), at], [wide.getNorth(), at]], [view.getSouth(), at], at);
  }
  for (let at = Math.ceil(view.getSouth() / step) * step; at <= view.getNorth(); at += step) {
    line([[at, wide.getWest()], [at, wide.getEast()]], [at, view.getWest()], at);
  }
}
