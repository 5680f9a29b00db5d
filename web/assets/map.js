// Makes a drawn map movable: the same dots over the same net of degrees, and nothing from elsewhere. Without it the
// drawing stands.
"use strict";

const frame = document.querySelector(".map[data-sites]");
if (frame && window.L) {
  fetch(frame.dataset.sites)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .then((sites) => draw(sites.features.filter((site) => site.geometry)))
    .catch(() => undefined);
}

function draw(sites) {
  if (sites.length === 0) {
    return;
  }
  const stages = new Map(frame.dataset.stages.split(";").map((pair) => pair.split("=")));
  const place = document.createElement("div");
  place.className = "map-live";
  frame.replaceChildren(place);
  const map = L.map(place, {
    attributionControl: false,
    zoomControl: false,
    fadeAnimation: false,
    zoomAnimation: false,
    markerZoomAnimation: false,
    // A page that is scrolled past must not stick to the map.
    scrollWheelZoom: false,
    maxZoom: 19,
    minZoom: 4,
  });
  L.control.zoom({ zoomInTitle: frame.dataset.in, zoomOutTitle: frame.dataset.out }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  degrees(map);
  const points = sites.map((site) => [site.geometry.coordinates[1], site.geometry.coordinates[0]]);
  map.fitBounds(L.latLngBounds(points), { padding: [36, 36], maxZoom: 16 });
  sites.forEach((site, index) => {
    const words = site.properties;
    const dot = L.circleMarker(points[index], { radius: 8, className: `dot ${colour(words)}` });
    const link = document.createElement("a");
    link.textContent = words.name;
    link.href = `#s${words.site}`;
    if (!document.getElementById(`s${words.site}`)) {
      link.removeAttribute("href");
    }
    const about = document.createElement("p");
    about.append(link, `：${stages.get(words.stage) || words.stage}`, document.createElement("br"), words.place || "");
    dot.bindPopup(about).addTo(map);
    reachable(dot, `${words.name}：${stages.get(words.stage) || words.stage}`);
  });
}

// What was found comes before what was reported.
function colour(site) {
  const found = { verified: "verified", contradicted: "bad", unverifiable: "untestable" }[site.found];
  return found || (["accepted", "in_use"].includes(site.stage) ? "reported" : "silent");
}
