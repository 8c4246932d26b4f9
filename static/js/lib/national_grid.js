/**
 * Metres on the National Grid (EPSG:27700) to degrees and back. No DOM here; proj4 is given, for it is no module.
 */
const AIRY =
  "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m +no_defs " +
  "+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489";
const DEGREES = "EPSG:4326";
// A tenth of a millimetre: nearer, two places are one.
const SAME_DEGREES = 9;
const keyOf = (lat, lng) => `${lat.toFixed(SAME_DEGREES)} ${lng.toFixed(SAME_DEGREES)}`;

/**
 * The grid as the server turns it. `anchor` is one place in both ({metres: [east, north], degrees: [lng, lat]}): the
 * formula alone is good to 2 m, and right to the centimetre around a place that it is told.
 *
 * Metres that were turned into degrees come back as the same metres, so a corner that nobody moves never drifts.
 */
export class NationalGrid {
  #metres = new Map();
  #turn;
  #shift = [0, 0];

  constructor(proj4, anchor) {
    this.#turn = proj4(AIRY, DEGREES);
    if (anchor) {
      const own = this.#turn.inverse([...anchor.degrees]);
      this.#shift = [anchor.metres[0] - own[0], anchor.metres[1] - own[1]];
    }
  }

  /** [latitude, longitude] of [east, north]. */
  toDegrees([east, north]) {
    const [lng, lat] = this.#turn.forward([east - this.#shift[0], north - this.#shift[1]]);
    this.#metres.set(keyOf(lat, lng), [east, north]);
    return [lat, lng];
  }

  /** [east, north] of a latitude and longitude: as they were given, else to the centimetre. */
  toMetres(lat, lng) {
    const known = this.#metres.get(keyOf(lat, lng));
    if (known) return known;
    const metres = this.#turn.inverse([lng, lat]).map((each, axis) => Math.round((each + this.#shift[axis]) * 100) / 100);
    this.#metres.set(keyOf(lat, lng), metres);
    return metres;
  }
}
