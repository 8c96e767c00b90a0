/** Points as people read them: only their sum has a meaning. */
export const plainPoints = { title: "Points", says: null, together: false } as const;

export const asWritten = () => ({ ...plainPoints, says: "Points as they were written." });

/** The practitioners' points by close rate, in tenths. */
export const addedPer100 = () => ({
  ...plainPoints,
  title: "Adds, per 100",
  says: "What each trait adds to the success rate in 100 leads, against the average lead (in tenths in the exported file).",
});

/** The rate of the best activity, in steps from one rate to the next. */
export const ofTheBest = () => ({
  ...plainPoints,
  says: "The points of a lead are the success rate, in 100 leads, of the best activity that it did.",
});

export const likeTheWeakest = "like the weakest twentieth";
export const likeTheMiddle = "like those in the middle";
export const likeTheBest = "like the best of a hundred";
