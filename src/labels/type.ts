/** What became of each lead. One episode a lead: from creation to the first of outcome and loss. */
export interface Labels {
  /** H, seconds */
  readonly horizon: number;
  readonly asOf: number;
  /** per lead; NEVER if not reached. A later funnel stage implies the earlier ones at its own time. */
  readonly outcome: Int32Array;
  /** per lead: entered sales' hands */
  readonly handoff: Int32Array;
  /** per lead: first lost stage */
  readonly lost: Int32Array;
  /** funnel stage name -> first reach per lead, implied stages included */
  readonly reach: ReadonlyMap<string, Int32Array>;
  /**
   * Funnel stage name -> when a lead was stamped with it, implied by a later stage only where that is one before the
   * outcome: what sales received. A lead that goes straight to the outcome was never handed over as an MQL, and its
   * outcome must not count as the foresight of the stage.
   */
  readonly stamped: ReadonlyMap<string, Int32Array>;
  /**
   * Funnel stage name, and that of the outcome -> its first reach as it is recorded: what horizons and durations count
   * from. Absent: every stamp has its time and stands where it is recorded.
   */
  readonly recorded?: ReadonlyMap<string, Recorded>;
  /** the stage of `recorded` that is the outcome; absent: the outcome has no stage */
  readonly outcomeStage?: string;
  /** some outcome is known by its date alone: a label is then known at the end of the day that is H after the moment's */
  readonly dated?: boolean;
  /**
   * Per lead the end of the activities that may be seen before its outcome: those known by the date of an outcome that
   * is itself known by its date alone stand behind it. Absent: all may be seen.
   */
  readonly shown?: Int32Array;
  /** moments before it are neither fitted nor judged */
  readonly outcomeObservedFrom: number;
  /** 1 where the lead must not enter fits or definitions' labels: an outcome before its creation */
  readonly refused: Uint8Array;
}

/** When a stage was reached, as it is recorded. */
export interface Recorded {
  /** per lead; NEVER if not reached */
  readonly at: Int32Array;
  /** 1: known by its date alone, and `at` is the end of that day */
  readonly dated: Uint8Array;
}

/**
 * Moments a fit may use: open, something became known at them, at most one a lead and local day (the day's last).
 * Sorted by (time, lead), so that an expanding fold is a prefix.
 */
export interface Moments {
  readonly count: number;
  readonly lead: Int32Array;
  readonly time: Int32Array;
  /** 1 reached the outcome within (t, t + H], 0 not, 2 immature: t + H > as_of, whichever way it went */
  readonly label: Uint8Array;
  /** `Labels.shown`: what the codes of these moments may see; absent: all */
  readonly shown?: Int32Array;
}
