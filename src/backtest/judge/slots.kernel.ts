/** Rows of a served set, or of a part of it, for the outcomes that it brings per slot. */
export interface SlotRows {
  /** share of a slot, `full` and `edge` as in a `ServedSet` */
  readonly share: Float64Array;
  readonly full: Float64Array;
  readonly edge: Float64Array;
  /** 1: the lead reaches the outcome */
  readonly won: Uint8Array;
  readonly account: Int32Array;
  readonly slots: number;
}

/** What `perSlot` rests on. */
export interface SlotSums {
  /** rows that have a part of a slot */
  readonly rows: number;
  readonly accounts: number;
  readonly share: number;
  /** of the shares' squares */
  readonly squares: number;
  /** shares of slots that would go to others */
  readonly filled: number;
  readonly wins: number;
  /** squares of what each row brings more than the next in line, and of the sums by account */
  readonly alone: number;
  readonly together: number;
}

/** One pass over the rows; neighbouring rows of one account are added up as they come. O(rows). */
export function slotSums({ share, won, full, edge, account }: SlotRows): SlotSums {
  const n = share.length;
  if ([won, full, edge, account].some((column) => column.length !== n))
    throw new RangeError("slotSums: lengths disagree");
  let [edges, edgeWins] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (edge[i]! <= 0) continue;
    edges += edge[i]!;
    edgeWins += edge[i]! * won[i]!;
  }
  const next = edges > 0 ? edgeWins / edges : 0;
  let [rows, total, squares, filled, wins, alone] = [0, 0, 0, 0, 0, 0];
  let [accounts, together, own, last] = [0, 0, 0, -1];
  let ordered = true;
  for (let i = 0; i < n; i++) {
    const w = share[i]!;
    if (w <= 0) continue;
    const beyond = w * (won[i]! - full[i]! * next);
    rows++;
    total += w;
    squares += w * w;
    filled += w * full[i]!;
    wins += w * won[i]!;
    alone += beyond * beyond;
    const of = account[i]!;
    if (of !== last) {
      together += own * own;
      own = 0;
      accounts++;
      ordered &&= of > last;
      last = of;
    }
    own += beyond;
  }
  together += own * own;
  const sums = { rows, share: total, squares, filled, wins, alone };
  return { ...sums, ...(ordered ? { accounts, together } : byAccount({ share, won, full, account }, next)) };
}

/** The same sums by account of rows in any order. */
function byAccount(
  { share, won, full, account }: Pick<SlotRows, "share" | "won" | "full" | "account">,
  next: number,
): Pick<SlotSums, "accounts" | "together"> {
  const sums = new Map<number, number>();
  for (let i = 0; i < share.length; i++) {
    const w = share[i]!;
    if (w > 0) sums.set(account[i]!, (sums.get(account[i]!) ?? 0) + w * (won[i]! - full[i]! * next));
  }
  let together = 0;
  for (const own of sums.values()) together += own * own;
  return { accounts: sums.size, together };
}
