/** Points of an attribute, and scores that mean anything, stay inside these, so that they fit in 32 bits everywhere. */
export const scoreLimit = 2 ** 30;
