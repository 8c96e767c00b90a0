/** Limit of an attribute's points and of every meaningful score, so that they fit in 32 bits everywhere. */
export const scoreLimit = 2 ** 30;
