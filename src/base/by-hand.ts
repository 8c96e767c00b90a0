/** The kind of model whose points people write: nothing of it but its map to a probability is learnt. */
export const byHand = "points";

interface OfKind {
  readonly kind: string;
}

export const isByHand = <M extends OfKind>(model: M): model is Extract<M, { readonly kind: typeof byHand }> =>
  model.kind === byHand;
