/**
 * The map's place in the address bar: `at=zoom/latitude/longitude` beside the filters' own words. No DOM here.
 */
const AT = /^(\d{1,2}(?:\.\d{1,2})?)\/(-?\d{1,2}(?:\.\d{1,6})?)\/(-?\d{1,3}(?:\.\d{1,6})?)$/;

/** {zoom, lat, lng} of a query's `at`; null where it says none. */
export function placeIn(query) {
  const found = AT.exec(new URLSearchParams(query).get("at") ?? "");
  return found ? { zoom: Number(found[1]), lat: Number(found[2]), lng: Number(found[3]) } : null;
}

const tidy = (value, digits) => String(Number(value.toFixed(digits)));

/** The text of `at`: five decimals are about a metre. */
export const placeText = ({ zoom, lat, lng }) => `${tidy(zoom, 2)}/${tidy(lat, 5)}/${tidy(lng, 5)}`;

/** The query with some parameters set, or for null taken off; colons, commas and slashes as they are, to be read. */
export function withChanges(query, changes) {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") changed.delete(name);
    else changed.set(name, value);
  }
  return changed.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
}

// What the page says of itself, and the tiles do not ask.
const OWN = ["at", "by", "view", "layers"];

/** The filters alone, for the tiles. */
export const filtersIn = (query) => withChanges(query, Object.fromEntries(OWN.map((name) => [name, null])));

/** west,south,east,north of Leaflet's bounds. */
export const boxText = (bounds) =>
  [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((each) => tidy(each, 5)).join(",");
