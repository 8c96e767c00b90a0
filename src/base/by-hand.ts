/** The kind of model whose points people write by hand: only its map from score to probability is learnt. */
export const byHand = "points";

interface OfKind {
  readonly kind: string;
}

export const isByHand = <M extends OfKind>(model: M): model is Extract<M, { readonly kind: typeof byHand }> =>
  model.kind === byHand;
