// Parking: free counts as they change, a map that can be moved, and where one is. Without it the page is as it was drawn.
"use strict";

const lots = document.querySelector("#lots[data-live]");
const marks = new Map();
// The site's clock tells how old something is; the reader's may be off, and a demonstration's stands in another year.
const ahead = lots ? Number(lots.dataset.now) - Date.now() / 1000 : 0;

drawMap(document.querySelector(".parking-map[data-in]"));
if (lots && window.EventSource) {
  watch();
}
offerPlace();

// Counts by server-sent events; how long ago each was seen goes on by itself.
function watch() {
  const source = new EventSource(lots.dataset.live);
  source.addEventListener("lots", (event) => {
    for (const lot of JSON.parse(event.data).lots) {
      document.querySelectorAll(`[data-lot="${CSS.escape(lot.lot)}"]`).forEach((line) => tell(line, lot));
    }
  });
  setInterval(() => document.querySelectorAll("[data-lot]").forEach(age), 5000);
}

function tell(line, lot) {
  // A list that asks for a class of bays counts those only; the events count all.
  if (new URLSearchParams(location.search).get("class")) {
    return;
  }
  line.querySelector("[data-free]").textContent = lot.free === null ? "—" : lot.free;
  const seen = line.querySelector("[data-seen]");
  if (lot.observed === null) {
    delete seen.dataset.observed;
  } else {
    seen.dataset.observed = lot.observed;
  }
  const state = lot.free === null ? "silent" : lot.free === 0 ? "bad" : lot.free * 10 < lot.capacity ? "untestable" : "verified";
  const mark = marks.get(lot.lot);
  for (const element of [line, mark]) {
    if (element) {
      element.classList.remove("silent", "bad", "untestable", "verified");
      element.classList.add(state);
    }
  }
  mark?.setAttribute("aria-label", said(line));
  age(line);
}

function age(line) {
  const seen = line.querySelector("[data-seen]");
  const observed = Number(seen.dataset.observed);
  if (!observed) {
    seen.textContent = lots.dataset.withdrawn;
    return;
  }
  const seconds = Math.max(0, Math.round(Date.now() / 1000 + ahead) - observed);
  const [form, count] = seconds < 60 ? [lots.dataset.seconds, seconds] : [lots.dataset.minutes, Math.floor(seconds / 60)];
  seen.textContent = form.replace("#", count);
}

// The drawn map made movable: the same dots, with the list's words.
function drawMap(frame) {
  const lines = [...document.querySelectorAll("li[data-lot][data-lat]")];
  if (!frame || !window.L || lines.length === 0) {
    return;
  }
  const place = document.createElement("div");
  place.className = "map-live";
  frame.replaceChildren(place);
  const map = L.map(place, {
    attributionControl: false,
    zoomControl: false,
    fadeAnimation: false,
    zoomAnimation: false,
    markerZoomAnimation: false,
    scrollWheelZoom: false,
    maxZoom: 19,
    minZoom: 4,
  });
  L.control.zoom({ zoomInTitle: frame.dataset.in, zoomOutTitle: frame.dataset.out }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  degrees(map);
  const points = lines.map((line) => [Number(line.dataset.lat), Number(line.dataset.lon)]);
  map.fitBounds(L.latLngBounds(points), { padding: [36, 36], maxZoom: 16 });
  lines.forEach((line, index) => {
    const state = ["silent", "bad", "untestable", "verified"].find((name) => line.classList.contains(name));
    const dot = L.circleMarker(points[index], { radius: 9, className: `dot ${state}` }).addTo(map);
    marks.set(line.dataset.lot, dot.getElement());
    const link = document.createElement("a");
    link.href = `#${line.id}`;
    link.textContent = line.querySelector(".lot-name a").textContent;
    dot.bindPopup(link);
    reachable(dot, said(line));
  });
  const ask = document.createElement("button");
  ask.type = "button";
  ask.className = "button quiet";
  ask.textContent = frame.dataset.centre;
  ask.addEventListener("click", () => go(map.getCenter().lat, map.getCenter().lng));
  frame.append(ask);
}

// A line's name and count, for who hears the map.
function said(line) {
  return `${line.querySelector(".lot-name a").textContent}：${line.querySelector(".lot-free").textContent.trim()}`;
}

function go(latitude, longitude) {
  const form = document.getElementById("wish");
  form.elements.lot.value = "";
  form.elements.lat.value = latitude.toFixed(6);
  form.elements.lon.value = longitude.toFixed(6);
  form.submit();
}

// Where one is: asked of the browser only when the button is pressed, and sent as the address of the page alone.
function offerPlace() {
  const button = document.getElementById("here");
  if (!button || !navigator.geolocation) {
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      (found) => go(found.coords.latitude, found.coords.longitude),
      () => {
        document.getElementById("found").textContent = button.dataset.denied;
      },
      { maximumAge: 60000, timeout: 15000 },
    );
  });
}
