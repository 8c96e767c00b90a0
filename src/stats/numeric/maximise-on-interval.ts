/**
 * The place in an interval where a smooth function with one maximum is highest, to within `tolerance`, or as near as
 * doubles can distinguish its values. Parabolas by Brent (1973, chapter 5), with a golden section where they do not
 * converge: about 12 calls, where golden sections alone need 50.
 */
export function maximiseOnInterval(
  f: (x: number) => number,
  from: number,
  to: number,
  tolerance = 1e-9,
): { readonly x: number; readonly value: number } {
  const share = (3 - Math.sqrt(5)) / 2;
  let [low, high] = [from, to];
  // the best place so far, the second best and the one before it, with their values
  let x = low + share * (high - low);
  let fx = f(x);
  let [second, third, fSecond, fThird] = [x, x, fx, fx];
  let [step, before] = [0, 0];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    // at places nearer to each other than this, the function gives the same double
    const near = 1e-8 * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * near - (high - low) / 2) break;
    const r = (x - second) * (fx - fThird);
    const q = (x - third) * (fx - fSecond);
    const across = 2 * (q - r);
    const along = (x - third) * q - (x - second) * r;
    const jump = across === 0 ? Number.NaN : -along / across;
    const within = x + jump - low >= 2 * near && high - x - jump >= 2 * near;
    if (Math.abs(before) > near && within && Math.abs(jump) < Math.abs(before) / 2)
      [before, step] = [step, jump];
    else {
      before = x < middle ? high - x : low - x;
      step = share * before;
    }
    const u = x + (Math.abs(step) >= near ? step : near * Math.sign(step || 1));
    const fu = f(u);
    if (fu >= fx) {
      if (u >= x) low = x;
      else high = x;
      [third, fThird, second, fSecond, x, fx] = [second, fSecond, x, fx, u, fu];
    } else {
      if (u < x) low = u;
      else high = u;
      if (fu >= fSecond || second === x) [third, fThird, second, fSecond] = [second, fSecond, u, fu];
      else if (fu >= fThird || third === x || third === second) [third, fThird] = [u, fu];
    }
  }
  return { x, value: fx };
}
