/** What became of each lead. Each lead has one episode: from creation to the first of outcome and loss. */
export interface Labels {
  /** horizon H in seconds */
  readonly horizon: number;
  readonly asOf: number;
  /**
   * for each lead, when it reached the outcome; NEVER if it did not. A later funnel stage implies the earlier ones at
   * its own time
   */
  readonly outcome: Int32Array;
  /** for each lead, when sales took it over */
  readonly handoff: Int32Array;
  /** for each lead, when it entered its first lost stage */
  readonly lost: Int32Array;
  /** name of a funnel stage -> first reach of each lead, implied stages included */
  readonly reach: ReadonlyMap<string, Int32Array>;
  /**
   * Name of a funnel stage -> when each lead was stamped with it. A later stage implies it only where that stage comes
   * before the outcome, for these stamps stand for what sales received: a lead that goes straight to the outcome was
   * never handed over as an MQL, and its outcome must not count as foresight of the stage.
   */
  readonly stamped: ReadonlyMap<string, Int32Array>;
  /**
   * Name of a funnel stage, or of the outcome's -> its first reach as it is recorded, from which horizons and durations
   * are counted. Absent: every stamp has its time, and is the recorded one.
   */
  readonly recorded?: ReadonlyMap<string, Recorded>;
  /** the stage of `recorded` that is the outcome; absent: the outcome has no stage */
  readonly outcomeStage?: string;
  /**
   * whether some outcome is known by its date alone. Its label is then known at the end of the day that lies H after
   * the moment's day
   */
  readonly dated?: boolean;
  /**
   * For each lead, the end of the activities that may be seen before its outcome: where both are known by the same date
   * alone, the activity comes after the outcome. Absent: all may be seen.
   */
  readonly shown?: Int32Array;
  /** moments before this second are neither fitted nor judged */
  readonly outcomeObservedFrom: number;
  /** 1: the lead must not enter fits or labels of definitions, because its outcome lies before its creation */
  readonly refused: Uint8Array;
}

/** When each lead reached a stage, as it is recorded. */
export interface Recorded {
  /** one second for each lead; NEVER if not reached */
  readonly at: Int32Array;
  /** 1: known by its date alone, and `at` is the end of that day */
  readonly dated: Uint8Array;
}

/**
 * The moments that a fit may use: the lead is open and something became known. At most one for each lead and local day
 * (the day's last). Sorted by (time, lead), so that the moments of an earlier fold are a prefix of a later fold's.
 */
export interface Moments {
  readonly count: number;
  readonly lead: Int32Array;
  readonly time: Int32Array;
  /**
   * 1: reached the outcome within (t, t + H]; 0: did not; 2: immature, since t + H > as_of, whether it has reached it
   * or not
   */
  readonly label: Uint8Array;
  /** `Labels.shown`: what the codes of these moments may see; absent: everything */
  readonly shown?: Int32Array;
}
