/** True under `npm run verify`, where tests take their time; `npm test` shows the same at a smaller size. */
export const thorough = process.env.LEADLINE_VERIFY === "1";

/** How often a random test repeats: as often as two minutes for all tests allow, or as often as is wanted. */
export const times = (quick: number, whole: number): number => (thorough ? whole : quick);
