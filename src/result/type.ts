import type * as z from "zod";
import type { Frozen } from "../base/shape.ts";
import type { explorationShape } from "./shape/explore.ts";
import type { pilotShape, pilotTakenShape } from "./shape/pilot.ts";
import type { resultShape } from "./shape/result.ts";
import type { sweepShape } from "./shape/sweep.ts";

/**
 * The contract of a run: all that `result.json` holds and a report may know. Estimates are `{value, low, high, n}` at
 * 95% unless stated otherwise; a value that cannot be computed is `{value: null, reason}`. Each field is described
 * once, at its shape in shape/.
 */
export type Result = Frozen<z.infer<typeof resultShape>>;

/** The register of a pilot, `pilots/<study>/<candidate>.json`. */
export type Pilot = Frozen<z.infer<typeof pilotShape>>;
export type PilotTaken = Frozen<z.infer<typeof pilotTakenShape>>;

/** The contract of `sweep.json`. */
export type Sweep = Frozen<z.infer<typeof sweepShape>>;
export type SweepRow = Sweep["rows"][number];

export type StudyFacts = Result["study"];
export type DataFacts = Result["data"];
export type MaturityFacts = Result["maturity"];
export type FunnelFacts = Result["funnel"];
export type ConversionFacts = FunnelFacts["conversions"][number];
export type BridgeFacts = NonNullable<FunnelFacts["bridge"]>;
export type AcceptanceFacts = NonNullable<FunnelFacts["acceptance"]>;
export type ActivityRates = FunnelFacts["activities"];
export type ChannelFacts = NonNullable<FunnelFacts["channels"]>[number];
export type OfferFacts = NonNullable<FunnelFacts["offers"]>[number];
export type CostFacts = NonNullable<FunnelFacts["costs"]>;
export type VisitFacts = NonNullable<FunnelFacts["visits"]>[number];
export type DealFacts = NonNullable<FunnelFacts["deals"]>;
export type SpeedFacts = FunnelFacts["speed"][number];
export type DefinitionPipelines = NonNullable<FunnelFacts["definitions"]>;
export type NurtureFacts = NonNullable<FunnelFacts["nurture"]>;
export type PipelineFacts = NonNullable<FunnelFacts["pipeline"]>;
export type CurveFacts = NonNullable<FunnelFacts["curves"]>;
export type MovementFacts = FunnelFacts["movements"][number];
export type TraitFacts = FunnelFacts["traits"];
export type FeatureFacts = Result["features"][number];
export type WarningFacts = Result["warnings"][number];

// models
export type ModelFacts = Result["models"][string];
export type EvaluationFacts = ModelFacts["evaluation"];
export type ReliabilityBin = EvaluationFacts["reliability"][number];
export type TermFacts = NonNullable<ModelFacts["terms"]>[number];
export type AttributeFacts = ModelFacts["bins"][number];
export type FoldWeights = NonNullable<ModelFacts["folds"][number]["weights"]>;
export type ComparisonFacts = Result["comparison"];
export type HalfLifeFacts = NonNullable<Result["halfLives"]>;
/** The half-life that a quarter's fit found and the one that the final fit took, with its profiles. */
export type FoundTaken = Omit<HalfLifeFacts["quarters"][number], "quarter">;
export type FoundProfiles = HalfLifeFacts["final"];
export type ProfileFacts = NonNullable<HalfLifeFacts["final"]["common"]>;
export type TakenFacts = Pick<ProfileFacts, "taken">;

// definitions, capacity and the verdict
export type DefinitionFacts = Result["definitions"][string];
export type QuarterFacts = DefinitionFacts["quarters"][number];
export type PooledFacts = DefinitionFacts["pooled"];
export type Counts = Pick<
  QuarterFacts,
  "volume" | "late" | "stockAtSwitch" | "slots" | "served" | "idle" | "overflow" | "worked" | "wins"
>;
export type CutoffFacts = NonNullable<DefinitionFacts["cutoff"]>;
export type CapacityFacts = NonNullable<Result["capacity"]>;
export type MoneyFacts = NonNullable<Result["money"]>;
export type WorthFacts = MoneyFacts["definitions"][string];
export type DriftFacts = NonNullable<Result["drift"]>;
export type ForecastFacts = NonNullable<Result["forecast"]>;
export type DecisionFacts = Result["decision"];
export type CrmFacts = Result["crm"];
export type Verdict = NonNullable<DecisionFacts["verdict"]>;
export type CandidateFacts = DecisionFacts["candidates"][number];
export type SwapFacts = CandidateFacts["swapIns"];
export type PerQuarter = CandidateFacts["perQuarter"];
export type Bounds = NonNullable<PerQuarter["decides"]>;
/** A registered pilot of a candidate, as a run read it back. */
export type PilotRead = NonNullable<CandidateFacts["pilotRead"]>;
export type PilotFacts = CandidateFacts["pilot"];
/** The comparison of a candidate with the incumbent once more: in other quarters or at another capacity. */
export type Again = Pick<
  NonNullable<CandidateFacts["prospective"]>,
  "difference" | "decides" | "monotoneLow" | "holds"
>;

// explore/<definition>.json
export type Exploration = Frozen<z.infer<typeof explorationShape>>;
export type ExploredPilots = NonNullable<Exploration["pilots"]>;
export type ExploredCells = Exploration["cells"];
export type SegmentCells = Exploration["segmentCells"];
